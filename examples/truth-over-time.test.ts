import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

test("the example of truth over time runs and prints what its comments say", () => {
  const output = execFileSync(process.execPath, [`${import.meta.dirname}/truth-over-time.ts`], {
    encoding: "utf8",
  });
  assert.deepEqual(output.trim().split(/ *\n/), [
    "holds        I moved to Porto in March",
    "held         I live in Lisbon",
    "disputed     Ana lives in Braga says https://pages.example/ana",
    "in February  I live in Lisbon",
    "concluded    lives_in(ana, braga) trust 0.5, doubtful",
    "concluded    lives_in(ana, porto) trust 1",
    "without a2   I live in Lisbon | with it I moved to Porto in March",
    "rests on     a2",
    "not known    lives_in(ana, braga)",
    "feedback     less sure",
    "erased       final; equal to a fold without it: true; words of it met: 0",
    "not reached  backups and exported bundles made before, and what was imported from them",
  ]);
});
