import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "encephalon-runner-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  passes:
    'test("a", () => {}); test("b", async (t) => { await t.test("inner", () => console.log("said")); });',
  suite: 'describe("suite", () => { it("a", () => {}); });',
  fails: 'test("a", () => {}); test("b", () => { throw new Error("wrong"); });',
  skips:
    'test("a", () => {}); test.skip("b", () => {}); test.todo("c"); test("d", { todo: true }, () => { throw 1; });',
  crashes: 'test("a", () => {}); throw new Error("crash");',
  misspelt: "const = ;",
  empty: "export {};",
  leaves: 'test("a", () => {}); process.exit(0);',
  hook: 'describe("suite", () => { after(() => { throw new Error("hook"); }); it("a", () => {}); });',
  parent: 'describe("suite", () => { it("never", () => {}); throw new Error("suite"); });',
  late: 'test("a", () => { setTimeout(() => { throw new Error("late"); }, 20); });',
};
mkdirSync(join(folder, "src"));
for (const [name, text] of Object.entries(files))
  writeFileSync(
    join(folder, `src/${name}.test.ts`),
    `import { after, describe, it, test } from "node:test";\n${text}\n`,
  );

/** `NODE_TEST_CONTEXT` would make the inner run report to the outer one. */
const { NODE_TEST_CONTEXT: _, ...env } = process.env;

function closing(...wanted: readonly string[]): readonly [line: string | undefined, code: number | null] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "test.ts"), ...wanted],
    {
      cwd: folder,
      env,
      encoding: "utf8",
    },
  );
  assert.equal(stderr, "");
  assert.ok(stdout.endsWith("skipped\n"), stdout);
  return [stdout.trimEnd().split("\n").at(-1), status];
}

const cases: readonly (readonly [about: string, wanted: string, line: string, code: number])[] = [
  ["tests and their inner tests count", "passes", "3 passed, 0 failed, 0 skipped", 0],
  ["suites do not count", "suite", "1 passed, 0 failed, 0 skipped", 0],
  ["a failing test fails the run", "fails", "1 passed, 1 failed, 0 skipped", 1],
  ["skipped tests and those to do are counted apart", "skips", "1 passed, 0 failed, 3 skipped", 0],
  ["a file that crashes is a failure", "crashes", "0 passed, 1 failed, 0 skipped", 1],
  ["a file that cannot be read is a failure", "misspelt", "0 passed, 1 failed, 0 skipped", 1],
  ["a file without a test is a failure", "empty", "0 passed, 1 failed, 0 skipped", 1],
  ["a file that exits before its tests is a failure", "leaves", "0 passed, 1 failed, 0 skipped", 1],
  ["a failing hook is a failure", "hook", "1 passed, 1 failed, 0 skipped", 1],
  ["a failing suite fails what is in it", "parent", "0 passed, 1 failed, 0 skipped", 1],
  ["an error after the test is a failure", "late", "1 passed, 1 failed, 0 skipped", 1],
  ["a run without a file fails", "no-such-file", "0 passed, 0 failed, 0 skipped", 1],
];
for (const [about, wanted, line, code] of cases)
  test(about, () => assert.deepEqual(closing(`src/${wanted}`), [line, code]));

test("the closing line sums up all files", () => {
  assert.deepEqual(closing("passes", "fails", "skips"), ["5 passed, 1 failed, 3 skipped", 1]);
});
