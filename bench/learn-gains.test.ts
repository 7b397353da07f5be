import assert from "node:assert/strict";
import { test } from "node:test";
import { fitGains } from "./learn-gains.ts";

test("ridge regression, by hand", () => {
  // 4 w + w = 6.
  assert.ok(Math.abs(fitGains([{ terms: [2], gain: 3, share: 1 }], 1)[0]! - 1.2) < 1e-12);
  // [5 3; 3 4] w = [17; 15], determinant 11.
  const [first, second] = fitGains(
    [
      { terms: [1, 0], gain: 2, share: 1 },
      { terms: [1, 1], gain: 5, share: 3 },
    ],
    1,
  );
  assert.ok(Math.abs(first! - 23 / 11) < 1e-12);
  assert.ok(Math.abs(second! - 24 / 11) < 1e-12);
  assert.deepEqual(fitGains([], 1), []);
});
