import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";

type Row = Record<string, SQLOutputValue>;

/**
 * As much of better-sqlite3 as mem0ai calls, on node:sqlite: its own binary is downloaded or compiled at
 * install, which no install of the bench does. The same statements run on the same SQLite.
 */
class Database {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
  }

  exec(sql: string): this {
    this.#database.exec(sql);
    return this;
  }

  prepare(sql: string): {
    run(...values: SQLInputValue[]): unknown;
    get(...values: SQLInputValue[]): Row | undefined;
    all(...values: SQLInputValue[]): Row[];
  } {
    return this.#database.prepare(sql);
  }

  transaction<A extends unknown[]>(body: (...values: A) => void): (...values: A) => void {
    return (...values) => {
      this.#database.exec("BEGIN");
      try {
        body(...values);
        this.#database.exec("COMMIT");
      } catch (error) {
        this.#database.exec("ROLLBACK");
        throw error;
      }
    };
  }

  close(): void {
    this.#database.close();
  }
}

// What require("better-sqlite3") returns is the class itself.
export { Database as "module.exports" };
