import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain } from "../../index.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { perception } from "../../perception/perception.ts";
import type { Candidate, Cue } from "../../ports/proposer.ts";
import { type Head, headOf, takeTurns } from "./gather.ts";
import type { Ranking } from "./rank.ts";

const at = (ordinal: number, score: number, coverage = 0.5): Candidate => ({
  ordinal: ordinal as Ordinal,
  score,
  coverage,
});

const cue: Cue = {
  text: "",
  features: perception.perceiveCue("", 0 as Millis),
  vector: null,
  asker: null,
  now: 0 as Millis,
  k: 10,
};

const rankingOf = (...candidates: readonly Candidate[]): Ranking => ({
  cue,
  proposals: new Map(),
  candidates,
  contributionsOf: (ordinal) => [{ by: "fusion", score: ordinal, explain: () => [] }],
  pathOf: (ordinal) => (candidates.some((one) => one.ordinal === ordinal) ? [{ ordinal, via: null }] : []),
  first: candidates,
  prospect: null,
  searched: false,
});
const head = (...candidates: readonly Candidate[]): Head =>
  headOf({ text: "a side", by: "side" }, rankingOf(...candidates))!;

test("Y4: the cue's own best, the best of each further cue, the rest in the cue's own order", () => {
  const own = rankingOf(at(1, 9), at(2, 8), at(3, 7, 0.2), at(4, 6));
  const { candidates, contributionsOf, pathOf } = takeTurns(own, [
    head(at(3, 99, 0.7), at(8, 98)),
    head(at(1, 50)),
    head(at(7, 40, 0.1)),
  ]);
  assert.deepEqual(candidates, [at(1, 9), at(3, 9, 0.2), at(7, 9, 0), at(2, 8), at(4, 6)]);
  assert.deepEqual(
    contributionsOf(3 as Ordinal).map(({ by, score }) => [by, score]),
    [
      ["fusion", 3],
      ["side", 99],
    ],
  );
  assert.deepEqual(
    contributionsOf(7 as Ordinal)
      .at(-1)!
      .explain(),
    [{ what: 'the best for "a side"', weight: 40 }],
  );
  assert.deepEqual(pathOf(7 as Ordinal), [{ ordinal: 7, via: null }]);
});

test("Y4, Y6: what a further cue puts first was not added by the search", () => {
  const own: Ranking = { ...rankingOf(at(1, 9), at(2, 8)), first: [at(1, 9), at(4, 6)] };
  const { first } = takeTurns(own, [head(at(7, 40)), head(at(1, 30))]);
  assert.deepEqual(
    first.map(({ ordinal }) => ordinal),
    [1, 7, 4],
  );
});

test("Y4: where the cue itself finds nothing, what the others found; where there are no others, its own", () => {
  const own = rankingOf(at(1, 9), at(2, 8));
  assert.equal(takeTurns(own, []), own);
  assert.deepEqual(takeTurns(rankingOf(), [head(at(5, 3)), head(at(6, 4)), head(at(5, 2))]).candidates, [
    at(5, 3, 0),
    at(6, 4, 0),
  ]);
  assert.equal(headOf({ text: "x", by: "side" }, rankingOf()), null);
});

const notes = [
  { id: "ferry", text: "The ferry to Hvar takes two hours and costs forty euros." },
  { id: "train", text: "The night train from Zagreb takes nine hours." },
  ...Array.from({ length: 12 }, (_, i) => ({
    id: `n${i}`,
    text: `The Hvar ferry, the ferry again: which is faster, note ${i}, nobody can say of a ferry to Hvar.`,
  })),
];

test("Y3, Y4, Y5: of two things that are compared each has a memory among the first, and is told as a side", async () => {
  const brain = await openBrain();
  await brain.observe(notes);
  const cue = "Which is faster, the ferry to Hvar or the night train?";
  const { memories } = await brain.recall(cue, { k: 3, explain: true });
  const train = memories.find(({ episode }) => episode.id === "train");
  assert.ok(train !== undefined, "the other side is there");
  assert.deepEqual(
    train.channels.side?.reasons?.map(({ what }) => what),
    ['the best for "Which is faster, the night train?"'],
  );
  assert.deepEqual(
    memories.map(({ score }) => score),
    memories.map(({ score }) => score).toSorted((a, b) => b - a),
  );
  const quick = await brain.recall(cue, { k: 3, explain: true, effort: "quick" });
  assert.ok(
    quick.memories.every(({ channels }) => channels.side === undefined),
    "one look where it is quick",
  );
  await brain.close();
});

test("Y2: a cue that wants all is read without its words of asking", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe([
    { id: "list", text: "Can you list the total order of different kinds?" },
    { id: "fern", text: "The fern got water." },
    { id: "palm", text: "Water for the palm." },
  ]);
  const { memories } = await brain.recall(
    "Can you list the different kinds of things that got water in total?",
  );
  assert.deepEqual(memories.map(({ episode }) => episode.id).toSorted(), ["fern", "palm"]);
  await brain.close();
});
