/**
 * Runs every test with Node's own runner and closes with `N passed, N failed, N skipped`.
 * Arguments: substrings of paths to run only those.
 */
import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const wanted = process.argv.slice(2);
const files = globSync(["src/**/*.test.ts", "tests/**/*.test.ts", "bench/**/*.test.ts", "tools/**/*.test.ts"])
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

let passed = 0;
let failed = 0;
let skipped = 0;
const stream = run({ files, concurrency: 2, execArgv: ["--no-warnings=ExperimentalWarning"] });
stream.on("test:pass", (test) => {
  if (test.details.type === "suite") return;
  if (test.skip !== undefined && test.skip !== false) skipped++;
  else passed++;
});
stream.on("test:fail", (test) => {
  if (test.details.type !== "suite") failed++;
});
stream.on("end", () => {
  setImmediate(() => {
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  });
});
stream.compose(spec).pipe(process.stdout);
