/** SQL outside `src/store` would be a second place that knows the tables. Prints each line of it, exits with 1. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sql =
  /\b(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(VIRTUAL\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|PRAGMA\s+\w|BEGIN\s+IMMEDIATE)/;

/** `path:line` of every line of SQL in the sources under `root/src`, its store and tests apart. */
export function sqlOutsideStore(root: string): readonly string[] {
  return globSync("src/**/*.ts", { cwd: root })
    .filter((file) => !file.startsWith(join("src", "store")) && !file.endsWith(".test.ts"))
    .sort()
    .flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, at) => (sql.test(line) ? [`${file}:${at + 1}`] : [])),
    );
}

if (import.meta.main) {
  const found = sqlOutsideStore(join(import.meta.dirname, ".."));
  for (const place of found) console.error(`${place}: SQL belongs in src/store.`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
