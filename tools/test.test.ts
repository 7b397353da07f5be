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

function closing(...wanted: readonly string[]): readonly [lines: string, code: number | null] {
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
  return [stdout.split("\n").slice(-3).join("\n"), status];
}

const cases: readonly (readonly [about: string, wanted: string, lines: string, code: number])[] = [
  ["tests and their inner tests count", "passes", "0 skipped\n3 passed, 0 failed\n", 0],
  ["suites do not count", "suite", "0 skipped\n1 passed, 0 failed\n", 0],
  ["a failing test fails the run", "fails", "0 skipped\n1 passed, 1 failed\n", 1],
  ["skipped tests and those to do are counted apart", "skips", "3 skipped\n1 passed, 0 failed\n", 0],
  ["a file that crashes is a failure", "crashes", "0 skipped\n0 passed, 1 failed\n", 1],
  ["a file that cannot be read is a failure", "misspelt", "0 skipped\n0 passed, 1 failed\n", 1],
  ["a file without a test is a failure", "empty", "0 skipped\n0 passed, 1 failed\n", 1],
  ["a file that exits before its tests is a failure", "leaves", "0 skipped\n0 passed, 1 failed\n", 1],
  ["a failing hook is a failure", "hook", "0 skipped\n1 passed, 1 failed\n", 1],
  ["a failing suite fails what is in it", "parent", "0 skipped\n0 passed, 1 failed\n", 1],
  ["an error after the test is a failure", "late", "0 skipped\n1 passed, 1 failed\n", 1],
  ["a run without a file fails", "no-such-file", "0 skipped\n0 passed, 0 failed\n", 1],
];
for (const [about, wanted, lines, code] of cases)
  test(`K5: ${about}`, () => assert.deepEqual(closing(`src/${wanted}`), [lines, code]));

test("K5: the closing lines sum up all files", () => {
  assert.deepEqual(closing("passes", "fails", "skips"), ["3 skipped\n5 passed, 1 failed\n", 1]);
});
