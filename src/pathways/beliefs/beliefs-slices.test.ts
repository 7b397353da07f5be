import assert from "node:assert/strict";
import { test } from "node:test";
import { parseProgram } from "../../logic/parse.ts";
import type { Pieces } from "../../logic/pieces.ts";
import { slowly } from "./beliefs-slices.ts";

test("BE17: many works of one piece each give way too", async () => {
  const [rule] = parseProgram("p(X) :- q(X).");
  // biome-ignore lint/correctness/useYield: all of it is one piece.
  function* small(): Pieces<number> {
    return 1;
  }
  let turns = 0;
  setImmediate(() => turns++);
  for (const began = performance.now(); performance.now() - began < 100; ) await slowly(small());
  assert.ok(turns > 0);
  function* one(): Pieces<number> {
    yield rule;
    return 1;
  }
  await assert.rejects(slowly(one(), AbortSignal.abort()), { code: "budget" });
});
