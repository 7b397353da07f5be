import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Ordinal } from "../../model/ids.ts";
import { type Evidence, type FusionInput, fuse } from "./fusion.ts";

const row = (number: number): Ordinal => number as Ordinal;

/** Scores by row; `proposed`: those that are candidates, best first. */
function evidence(scores: readonly number[], proposed: number = scores.length): Evidence {
  const candidates = scores
    .map((score, i) => ({ ordinal: row(i), score, coverage: i / 10 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, proposed);
  return { candidates, scoreOf: (ordinal) => scores[ordinal] ?? 0 };
}

const weights = { words: 3, meaning: 0.5, person: 1, time: 2 };
/** A cue to which nothing says anything. */
const silent: FusionInput = {
  words: null,
  meaning: null,
  fullWords: 8,
  isAbout: () => false,
  timelinessOf: () => 0,
  others: [],
};

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);
}

test("W1, W2: the weighed sum, by hand", () => {
  // Words 4, 2, 0 of 4 at best; meaning 0.1, 0.3, 0.5: mean 0.3, deviation sqrt(0.08 / 3) = 0.16329931618554522,
  // so -1.2247448713915890, 0, 1.2247448713915890 deviations from it, of which the first counts as 0.
  const input: FusionInput = {
    ...silent,
    words: evidence([4, 2, 0], 2),
    meaning: evidence([0.1, 0.3, 0.5]),
    isAbout: (ordinal) => ordinal === 1,
    timelinessOf: (ordinal) => (ordinal === 1 ? 0.25 : 0.1),
  };
  const { candidates, scoreOf, fullScore, explain } = fuse(input, weights);
  close(scoreOf(row(0)), 3 + 2 * 0.1);
  close(scoreOf(row(1)), 3 * 0.5 + 1 + 2 * 0.25);
  close(scoreOf(row(2)), 0.5 * 1.224744871391589 + 2 * 0.1);
  assert.deepEqual(
    candidates.map(({ ordinal }) => ordinal),
    [0, 1, 2],
  );
  // All of the cue's words are worth twice what the best has.
  close(fullScore, 3 * 2 + 0.5 * 1.224744871391589 + 1 + 2 * 0.25);
  assert.deepEqual(
    explain(row(1)).map(({ weight }) => weight),
    [1.5, 1, 0.5],
  );
  // The coverage of a row is the best that a channel gives it.
  assert.deepEqual(
    candidates.map(({ coverage }) => coverage),
    [0, 0.1, 0.2],
  );
});

test("W1: a row that one channel did not propose has that channel's score all the same", () => {
  const { candidates } = fuse(
    { ...silent, words: evidence([5, 4], 1), meaning: evidence([-1, 1], 1) },
    { words: 1, meaning: 0, person: 0, time: 0 },
  );
  assert.deepEqual(
    candidates.map(({ ordinal, score }) => [ordinal, score]),
    [
      [0, 1],
      [1, 0.8],
    ],
  );
});

test("W2: who said it, and when, counts for nothing where nothing else speaks for it; nothing is below 0", () => {
  // Nine rows mean the same and one is far off.
  const input: FusionInput = {
    ...silent,
    words: evidence([...new Array(9).fill(1), 0], 9),
    meaning: evidence([...new Array(9).fill(1), -9]),
    isAbout: () => true,
    timelinessOf: () => 1,
  };
  assert.equal(fuse(input, weights).scoreOf(row(9)), 0);
  assert.ok(fuse(input, weights).scoreOf(row(0)) > 1);
});

test("W3: one channel alone, or none, and rows that do not differ", () => {
  const ranked = (input: FusionInput): number[] =>
    fuse(input, weights).candidates.map(({ ordinal }) => ordinal);
  assert.deepEqual(ranked({ ...silent, words: evidence([1, 3, 2]) }), [1, 2, 0]);
  assert.deepEqual(
    ranked({ ...silent, meaning: evidence([-1, -3, -2]) }),
    // The others are not above the mean: nothing speaks for them.
    [0],
  );
  assert.deepEqual(ranked(silent), []);
  // Later rows first among equals, no channel has anything to tell apart.
  assert.deepEqual(
    ranked({ ...silent, words: evidence([2, 2, 2]), meaning: evidence([1, 1, 1]) }),
    [2, 1, 0],
  );
  // By meaning alone, the only row is found where it is near at all; so are rows that are as near as each other.
  const alike = (...scores: readonly number[]): number[] => ranked({ ...silent, meaning: evidence(scores) });
  assert.deepEqual(alike(0.3), [0]);
  assert.deepEqual(alike(0.1, 0.1, 0.1), [2, 1, 0]);
  assert.deepEqual(alike(0), []);
  assert.deepEqual(alike(-0.3), []);
  assert.ok(fuse(silent, weights).fullScore > 0);
});

test("W1-W3: any scores: finite, from 0 to the full score, best first, whatever unit a channel uses", () => {
  const number = fc
    .double({ min: -1e3, max: 1e3, noNaN: true })
    .map((value) => Math.round(value * 100) / 100);
  const said = {
    words: number.map(Math.abs),
    meaning: number,
    about: fc.boolean(),
    near: fc.double({ min: 0, max: 1, noNaN: true }),
  };
  const scores = fc.array(fc.record(said), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 0, max: 20 }), (rows, depth) => {
      const of = (unit: number, shift: number): ReturnType<typeof fuse> =>
        fuse(
          {
            ...silent,
            words: evidence(
              rows.map(({ words }) => words * unit),
              depth,
            ),
            meaning: evidence(
              rows.map(({ meaning }) => meaning * unit + shift),
              depth,
            ),
            isAbout: (ordinal) => rows[ordinal]!.about,
            timelinessOf: (ordinal) => rows[ordinal]!.near,
          },
          weights,
        );
      const fused = of(1, 0);
      let before = Number.POSITIVE_INFINITY;
      for (const { ordinal, score } of fused.candidates) {
        assert.ok(score >= 0 && score <= before && score <= fused.fullScore + 1e-9);
        assert.equal(score, fused.scoreOf(ordinal));
        const sum = fused.explain(ordinal).reduce((total, { weight }) => total + weight, 0);
        assert.ok(Math.abs(sum - score) < 1e-9);
        before = score;
      }
      // Where 0 lies tells only rows that do not differ from nothing.
      const proposed = [rows.map(({ words }) => words), rows.map(({ meaning }) => meaning)]
        .flatMap((column) => evidence(column, depth).candidates)
        .map(({ ordinal }) => rows[ordinal]!.meaning);
      const differ = new Set(proposed).size > 1;
      const other = of(8, differ ? 1024 : 0);
      for (const { ordinal, score } of fused.candidates)
        assert.ok(
          Math.abs(other.scoreOf(ordinal) - score) < 1e-6,
          `${score} became ${other.scoreOf(ordinal)}`,
        );
    }),
  );
});
