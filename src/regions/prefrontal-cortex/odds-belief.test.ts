import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomAt } from "../../math/random.ts";
import { afterOutcome, nothingLearned, type OddsBelief, oddsPrior, restatedOdds } from "./odds-belief.ts";

const close = (a: number, b: number, by = 1e-12): void => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);

test("MO8: nothing learned restates nothing", () => {
  for (const z of [-20, -6, 0, 2.5, 20]) assert.equal(restatedOdds(nothingLearned(oddsPrior), z), z);
});

test("MO8: two outcomes, by hand", () => {
  const prior = { offsetVariance: 0.75, slopeVariance: 0.375, drift: 1 / 3 };
  // Stated even: x = (1, 0), S = diag(1, 1/2), p = 1/2, precision 1/4: variance 1 / (1 + 1/4), step 4/5 * 1/2.
  const one = afterOutcome(nothingLearned(prior), 0, true, prior);
  close(one.offset, 0.4);
  close(one.slope, 0);
  close(one.offsetVariance, 0.8);
  close(one.covariance, 0);
  close(one.slopeVariance, 0.5);
  // Drift: S = diag(1.05, 0.625). Stated at -0.4 it is restated at 0: g = S x = (1.05, -0.25), v = 1.05 + 0.1.
  const two = afterOutcome(one, -0.4, false, prior);
  const share = 1 / (1 + 1.15 / 4);
  close(two.offset, 0.4 - (share / 2) * 1.05);
  close(two.slope, (share / 2) * 0.25);
  close(two.offsetVariance, 1.05 - (share / 4) * 1.05 ** 2);
  close(two.covariance, (share / 4) * 1.05 * 0.25);
  close(two.slopeVariance, 0.625 - (share / 4) * 0.25 ** 2);
});

/** Outcomes of forecasts that err by this offset and slope: what is stated at z comes at z + offset + slope * z. */
function lived(count: number, offset: number, slope: number): readonly { z: number; came: boolean }[] {
  return Array.from({ length: count }, (_, i) => {
    const z = 8 * randomAt(1, 0, i) - 3;
    return { z, came: randomAt(1, 1, i) < 1 / (1 + Math.exp(-(z + offset + slope * z))) };
  });
}

const learned = (life: readonly { z: number; came: boolean }[], prior = oddsPrior): OddsBelief =>
  life.reduce((belief, { z, came }) => afterOutcome(belief, z, came, prior), nothingLearned(prior));

/** The likeliest offset and slope of all at once, under the prior: logistic regression by Newton's method from `near`. */
function batch(
  life: readonly { z: number; came: boolean }[],
  { offsetVariance, slopeVariance }: typeof oddsPrior,
  near: readonly [offset: number, slope: number],
): { readonly offset: number; readonly slope: number; readonly inverse: readonly number[] } {
  let [offset, slope] = near;
  let inverse: readonly number[] = [];
  for (let step = 0; step < 30; step++) {
    let [g0, g1] = [-offset / offsetVariance, -slope / slopeVariance];
    let [a, b, c] = [1 / offsetVariance, 0, 1 / slopeVariance];
    for (const { z, came } of life) {
      const p = 1 / (1 + Math.exp(-(z + offset + slope * z)));
      g0 += (came ? 1 : 0) - p;
      g1 += ((came ? 1 : 0) - p) * z;
      a += p * (1 - p);
      b += p * (1 - p) * z;
      c += p * (1 - p) * z * z;
    }
    const det = a * c - b * b;
    inverse = [c / det, -b / det, a / det];
    offset += (c * g0 - b * g1) / det;
    slope += (a * g1 - b * g0) / det;
  }
  return { offset, slope, inverse };
}

for (const [offset, slope] of [
  [0, 0],
  [-1.6, -0.4],
  [1, 0.2],
] as const)
  test(`MO8: without drift it is logistic regression of all outcomes at once: offset ${offset}, slope ${slope}`, () => {
    const still = { ...oddsPrior, drift: 0 };
    const life = lived(2_000, offset, slope);
    const online = learned(life, still);
    const whole = batch(life, still, [offset, slope]);
    // Each outcome counts where the belief stood when it came: less than a standard error apart.
    const [first = 0, , last = 0] = whole.inverse;
    assert.ok(Math.abs(online.offset - whole.offset) < Math.sqrt(first), `${online.offset} ${whole.offset}`);
    assert.ok(Math.abs(online.slope - whole.slope) < Math.sqrt(last), `${online.slope} ${whole.slope}`);
    assert.ok(Math.abs(online.offsetVariance / first - 1) < 0.25);
    assert.ok(Math.abs(online.slopeVariance / last - 1) < 0.25);
    // And both near what the outcomes were drawn by.
    assert.ok(Math.abs(whole.offset - offset) < 3 * Math.sqrt(first));
    assert.ok(Math.abs(whole.slope - slope) < 3 * Math.sqrt(last));
  });

test("MO8: it follows odds that change, sooner than it would without drift", () => {
  const then = lived(500, 0, 0);
  const now = lived(700, -2, 0).slice(500);
  const follows = learned([...then, ...now]);
  const stands = learned([...then, ...now], { ...oddsPrior, drift: 0 });
  assert.ok(restatedOdds(follows, 2) < 1, `${restatedOdds(follows, 2)}`);
  assert.ok(restatedOdds(stands, 2) > restatedOdds(follows, 2) + 0.3);
});

test("MO8: whatever came, what was stated higher is restated no lower, and the belief stays one", () => {
  const life = fc.array(fc.record({ z: fc.double({ min: -21, max: 21, noNaN: true }), came: fc.boolean() }));
  fc.assert(
    fc.property(life, (outcomes) => {
      const belief = learned(outcomes);
      let before = Number.NEGATIVE_INFINITY;
      for (let z = -21; z <= 21; z += 0.5) {
        const now = restatedOdds(belief, z);
        assert.ok(Number.isFinite(now) && now >= before - 1e-9);
        before = now;
      }
      const { offsetVariance, slopeVariance, covariance } = belief;
      assert.ok(offsetVariance > 0 && slopeVariance > 0);
      assert.ok(covariance ** 2 < offsetVariance * slopeVariance);
    }),
  );
});

test("MO8: what was stated beyond 99 in 100 says no more of the slope than what was stated there", () => {
  // Certain both times that it comes: the error is 1 and nothing is known the better for it.
  const [far, further] = [9, 20].map((z) => afterOutcome(nothingLearned(oddsPrior), z, false, oddsPrior));
  close(far!.slope, further!.slope, 1e-2);
  // x = 6, S = diag(1, 0.1) with drift: slope -(0.1 + 0.0003) * 6.
  close(further!.slope, -0.6018, 1e-6);
});
