import assert from "node:assert/strict";
import { test } from "node:test";
import { interval95, mean, percentile, quantile, ranks, resampledMeans, spearman } from "./statistics.ts";

test("quantile: linear between neighbours", () => {
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
  assert.equal(quantile([1, 2, 3, 4], 0), 1);
  assert.equal(quantile([1, 2, 3, 4], 1), 4);
  // Position 0.1 * 10 = 1 of 0, 10, …, 100.
  assert.equal(percentile([100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0], 0.1), 10);
  assert.equal(percentile([7], 0.99), 7);
});

test("bootstrap: a column that never varies has no width", () => {
  const [means] = resampledMeans([new Float64Array(20).fill(0.25)], 500, 1, 2);
  assert.deepEqual(interval95(means!), { lo: 0.25, hi: 0.25 });
});

test("bootstrap: one row leaves nothing to chance", () => {
  const [means] = resampledMeans([Float64Array.of(0.7)], 100, 1, 2);
  assert.deepEqual(interval95(means!), { lo: 0.7, hi: 0.7 });
});

test("bootstrap: columns see the same draws, so a constant difference stays constant", () => {
  const ours = Float64Array.from({ length: 30 }, (_, i) => (i % 3) / 2);
  const theirs = ours.map((value) => value - 0.125);
  const [a, b] = resampledMeans([ours, theirs], 1000, 1, 2);
  const { lo, hi } = interval95(a!.map((value, i) => value - b![i]!));
  assert.ok(Math.abs(lo - 0.125) < 1e-12 && Math.abs(hi - 0.125) < 1e-12);
});

test("bootstrap: of two rows, 0 and 1, a quarter of the draws are 0, half 0.5, a quarter 1", () => {
  const [means] = resampledMeans([Float64Array.of(0, 1)], 20_000, 3, 4);
  const share = (wanted: number): number => means!.filter((value) => value === wanted).length / 20_000;
  // Standard deviation of a share near 1/4: sqrt(.25 * .75 / 20000) = 0.0031.
  assert.ok(Math.abs(share(0) - 0.25) < 0.015);
  assert.ok(Math.abs(share(0.5) - 0.5) < 0.015);
  assert.ok(Math.abs(share(1) - 0.25) < 0.015);
});

test("bootstrap: of many rows the width is that of the normal approximation", () => {
  // 400 rows, half of them 1: standard error 0.5 / 20 = 0.025, 95% of it within 1.96 * 0.025 = 0.049.
  const rows = Float64Array.from({ length: 400 }, (_, i) => i % 2);
  const [means] = resampledMeans([rows], 5000, 5, 6);
  const { lo, hi } = interval95(means!);
  assert.ok(Math.abs(lo - (0.5 - 0.049)) < 0.006, String(lo));
  assert.ok(Math.abs(hi - (0.5 + 0.049)) < 0.006, String(hi));
  assert.ok(Math.abs(mean(means!) - 0.5) < 0.003);
});

test("bootstrap: the same seed and stream give the same draws, another stream others", () => {
  const rows = Float64Array.from({ length: 50 }, (_, i) => i);
  const once = resampledMeans([rows], 50, 1, 2);
  assert.deepEqual(resampledMeans([rows], 50, 1, 2), once);
  assert.notDeepEqual(resampledMeans([rows], 50, 1, 3), once);
});

test("ranks: ties share the mean of their ranks", () => {
  assert.deepEqual([...ranks([30, 10, 20, 10])], [4, 1.5, 3, 1.5]);
  assert.deepEqual([...ranks([5, 5, 5])], [2, 2, 2]);
  assert.deepEqual([...ranks([])], []);
});

test("Spearman: by hand", () => {
  assert.equal(spearman([1, 2, 3], [10, 200, 3000]), 1);
  assert.equal(spearman([1, 2, 3], [9, 8, 7]), -1);
  // No ties: 1 - 6 * sum of d² / (n³ - n), d = (0, -1, 1, 0), so 1 - 12 / 60.
  assert.ok(Math.abs(spearman([1, 2, 3, 4], [1, 3, 2, 4]) - 0.8) < 1e-12);
  // Ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5 / √(4.5 * 5).
  assert.ok(Math.abs(spearman([1, 2, 2, 4], [1, 2, 3, 4]) - 4.5 / Math.sqrt(22.5)) < 1e-12);
  assert.ok(Number.isNaN(spearman([1, 1], [1, 2])));
});
