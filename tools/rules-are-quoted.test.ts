import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { unquotedRules } from "./rules-are-quoted.ts";

const folder = mkdtempSync(join(tmpdir(), "encephalon-rules-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a rule counts as quoted by a title, alone, in a list or in a stretch; not by code, prose or a longer number", () => {
  for (const name of ["docs", "src", "tests"]) mkdirSync(join(folder, name));
  const rules = [..."123456789"].map((digit) => `- **A${digit}** A rule, unlike A2 of another page.\n`);
  writeFileSync(join(folder, "docs/SPEC.md"), rules.join(""));
  // Put together, so that these are no titles of this project.
  const titled = (ids: string): string => `test("${ids}: something", () => {});\n`;
  writeFileSync(join(folder, "src/a.test.ts"), titled("A1") + titled("A2, A4-A5") + titled("A66"));
  writeFileSync(join(folder, "src/a.ts"), `${titled("A3")}// A7: a word about it\n`);
  writeFileSync(join(folder, "tests/contract.ts"), `const cases = [["A8: ${"x"}", 1]];\n`);
  assert.deepEqual(unquotedRules(folder), ["A3", "A6", "A7", "A9"]);
});
