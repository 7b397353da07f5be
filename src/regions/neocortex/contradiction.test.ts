import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { clausesOf } from "../../perception/denials.ts";
import type { Told } from "../../ports/value-reader.ts";
import { contradictionsIn } from "./contradiction.ts";

const told = (row: number, text: string, more: Partial<Told> = {}): Told => ({
  ordinal: row as Ordinal,
  text,
  said: row as Millis,
  rank: 1,
  about: true,
  source: "ana",
  trust: 1,
  ...more,
});
const terms = ["play", "clarinet"].map((term) => ({ term, weight: 1 }));
const found = (...texts: readonly Told[]): string[][] =>
  contradictionsIn(terms, texts).map(({ denial, affirmation }) =>
    [denial, affirmation].map(({ told: { text }, start, end }) => text.slice(start, end)),
  );

const yes = "Yeah, I play the clarinet!";

test("CV6: who denies for good what the same one said before contradicts it", () => {
  assert.deepEqual(found(told(1, yes), told(2, "You know, I've never played the clarinet.")), [
    ["I've never played the clarinet.", "I play the clarinet!"],
  ]);
  // d = a = 1: sqrt(1 * 1).
  assert.equal(contradictionsIn(terms, [told(1, yes), told(2, "I never play the clarinet.")])[0]?.score, 1);
});

test("CV6: a relative clause denies what stands before it", () => {
  const [first] = found(told(1, yes), told(2, "They spoke of a clarinet, which I have never played."));
  assert.deepEqual(first, ["which I have never played.", "I play the clarinet!"]);
  assert.deepEqual(found(told(1, yes), told(2, "They spoke of a flute, which I have never seen.")), []);
});

test("CV6: both may stand in one text", () => {
  assert.equal(
    found(told(1, "I've never played the clarinet, but I play the clarinet on Sundays.")).length,
    1,
  );
});

test("CV7: what comes later may have changed, and 'no longer' grants that it was", () => {
  assert.deepEqual(found(told(3, yes), told(2, "I've never played the clarinet.")), []);
  assert.deepEqual(found(told(1, yes), told(2, "I no longer play the clarinet.")), []);
  assert.deepEqual(found(told(1, yes), told(2, "I don't play the clarinet any more.")), []);
});

test("CV7: another speaker, another matter, a question or a wish contradicts nothing", () => {
  assert.deepEqual(found(told(1, yes), told(2, "I've never played the clarinet.", { source: "ben" })), []);
  assert.deepEqual(found(told(1, yes), told(2, "I've never sung in a choir.")), []);
  assert.deepEqual(
    found(told(1, "Do you play the clarinet?"), told(2, "I've never played the clarinet.")),
    [],
  );
  assert.deepEqual(
    found(told(1, "Maybe play the clarinet."), told(2, "I've never played the clarinet.")),
    [],
  );
});

test("CV6: clauses lie in order inside the text, outside code, whatever it is", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(". ", ", and I ", "```", "\n", " because ", "never"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      let last = 0;
      for (const { start, end } of clausesOf(text)) {
        assert.ok(last <= start && start < end && end <= text.length);
        assert.ok(!text.slice(start, end).includes("```"));
        last = end;
      }
    }),
  );
});

test("CV6: what is said later of a time before the denial contradicts it; what came about since does not", () => {
  const [may, june] = [Date.UTC(2025, 4, 1), Date.UTC(2025, 5, 1)] as Millis[];
  const never = told(1, "I've never played the clarinet.", { said: may! });
  const later = (text: string): number => found(never, told(2, text, { said: june! })).length;
  assert.equal(later("I played the clarinet in 2019."), 1);
  assert.equal(later("I have played the clarinet since 2020."), 1);
  assert.equal(later("I played the clarinet on 20 May 2025."), 0);
  assert.equal(later("I play the clarinet."), 0);
});
