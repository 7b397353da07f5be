/**
 * Runs every test with Node's own runner, each file in a process of its own, and closes with
 * `N passed, N failed` as the very last line, `N skipped` above it. Arguments: substrings of paths, to
 * run only those. Tests marked todo count as skipped, suites not at all.
 *
 * A file that ends before it reports its tests (it crashed, exited, hung, or holds none) is one failure,
 * though Node counts an early `process.exit(0)` as a pass. Exits with 1 on any failure, and when no test
 * passed: a run without tests is more likely broken than done.
 */
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** A file that is still at it then hangs. */
const fileTimeoutMs = 5 * 60_000;

const wanted = process.argv.slice(2);
const files = globSync("{src,tests,bench,tools,examples}/**/*.test.ts", {
  // The peers that the bench compares with have tests of their own.
  exclude: (path) => path.includes("node_modules"),
})
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => resolve(file))
  .sort();

let passed = 0;
let failed = 0;
let skipped = 0;
let success = false;
const unreported = new Set(files);
const stream = run({
  files,
  concurrency: 2,
  timeout: fileTimeoutMs,
  execArgv: ["--no-warnings=ExperimentalWarning"],
});
stream.on("test:summary", (summary) => {
  if (summary.file === undefined) {
    success = summary.success;
    return;
  }
  const { tests, passed: fine, skipped: left, todo } = summary.counts;
  unreported.delete(summary.file);
  passed += fine;
  skipped += left + todo;
  failed += tests - fine - left - todo;
});
await pipeline(stream.compose(spec), process.stdout, { end: false });

for (const file of unreported) console.log(`✖ ${file} ended without reporting its tests`);
failed += unreported.size;
// What failed outside any test, such as a suite's hook, is in no count.
if (!success && failed === 0) failed = 1;
console.log(`\n${skipped} skipped\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
