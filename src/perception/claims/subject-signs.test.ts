import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { placedTimesOf } from "../time-expressions.ts";
import { beginsClause } from "./clause-bounds.ts";
import { tokensOf } from "./clause-lexer.ts";
import { mayName, maySpeakOfSelf } from "./subject-signs.ts";
import { elidedSubject, subjectAt } from "./subjects.ts";

const words =
  "Ana Marie Curie Bo's Porto Well-being The It's Use Running Efficiency Monday yesterday 2021 and because with well of the de van was is met runs dont can also (born 1990) , : ** _ - . I I'm we my dog Just been got went, tried".split(
    " ",
  );

function subjectsIn(text: string, speaker: string | null): boolean {
  const tokens = tokensOf(text, { start: 0, end: text.length });
  const times = placedTimesOf(text, 0);
  return tokens.some(
    (_, at) =>
      beginsClause(tokens, at, times) &&
      (subjectAt(tokens, at, speaker, text, false) !== null ||
        (speaker !== null && elidedSubject(tokens, at, speaker) !== null)),
  );
}

test("no sentence that has a subject is left out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", " ", " ", "")), { maxLength: 8 }),
      (parts) => {
        const text = parts.flat().join("");
        if (subjectsIn(text, null)) assert.ok(mayName(text), text);
        if (subjectsIn(text, "ana")) assert.ok(maySpeakOfSelf(text) || mayName(text), text);
      },
    ),
    { numRuns: 3_000, examples: [[[["I'm-was ", "also"]]]] },
  );
});

test("most that have none are not taken apart", () => {
  for (const text of [
    "Use a map to store the data.",
    "**Efficiency**: very good for large inputs.",
    "The angles are equal in length.",
    "Consider a walk with Ana.",
  ])
    assert.ok(!mayName(text), text);
  assert.ok(!maySpeakOfSelf("You could ask Ana."));
});
