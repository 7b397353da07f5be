import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Runs `work` in one write transaction: all of it is committed, or none. Throws at once when locked. */
export class Transactions {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    // IMMEDIATE: a read that turns into a write fails, whatever the timeout, when somebody wrote meanwhile.
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
  }

  run<T>(work: () => T): T {
    this.begin();
    try {
      const result = work();
      this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  begin(): void {
    this.#begin.run();
  }

  commit(): void {
    this.#commit.run();
  }

  /** SQLite has rolled back by itself after some errors (a full disk, for one). */
  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }
}
