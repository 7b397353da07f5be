import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ndcgAtK, recallAtK } from "./metrics.ts";

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test("recall@k: the share of the gold among the first k", () => {
  const ranking = ["a", "b", "c", "d", "e"];
  assert.equal(recallAtK(ranking, ["b", "e", "x"], 1), 0);
  assert.equal(recallAtK(ranking, ["b", "e", "x"], 2), 1 / 3);
  assert.equal(recallAtK(ranking, ["b", "e", "x"], 5), 2 / 3);
  assert.equal(recallAtK(["b", "b"], ["b", "e"], 2), 0.5);
  assert.equal(recallAtK([], ["b"], 5), 0);
});

test("nDCG@k: by hand", () => {
  // Gold at ranks 1 and 3: 1/log2(2) + 1/log2(4) = 1.5; ideal 1/log2(2) + 1/log2(3) = 1 + 0.6309297535714575.
  close(ndcgAtK(["a", "b", "c"], ["a", "c"], 10), 1.5 / 1.6309297535714575);
  // One gold at rank 2: 0.6309297535714575 of an ideal of 1.
  close(ndcgAtK(["x", "a"], ["a"], 10), 0.6309297535714575);
  // Rank 3 is beyond k = 2.
  assert.equal(ndcgAtK(["x", "y", "a"], ["a"], 2), 0);
  // Three gold, k = 2: the ideal is of min(k, |gold|) = 2 ranks.
  close(ndcgAtK(["a", "x"], ["a", "b", "c"], 2), 1 / 1.6309297535714575);
  // A repeated id gains once: rank 1 alone of an ideal of two.
  close(ndcgAtK(["a", "a"], ["a", "b"], 2), 1 / 1.6309297535714575);
});

test("both lie in [0, 1], and are 1 when the gold leads", () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(ids, ids, fc.integer({ min: 1, max: 20 }), (ranking, gold, k) => {
      for (const value of [recallAtK(ranking, gold, k), ndcgAtK(ranking, gold, k)])
        assert.ok(value >= 0 && value <= 1 + 1e-12);
      close(ndcgAtK(gold, gold, k), 1);
      close(recallAtK(gold, gold, gold.length), 1);
    }),
  );
});
