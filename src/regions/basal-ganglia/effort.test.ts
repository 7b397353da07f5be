import assert from "node:assert/strict";
import { test } from "node:test";
import type { Prospect } from "../../ports/effort.ts";
import { effortWeights, expectedGain, searchCost } from "./effort.ts";

const weights = { constant: 0.1, coverage: -0.2, margin: -0.1, share: 0.4, known: 0.05, open: 0.02 };

test("W8: the expected gain, by hand", () => {
  const gain = expectedGain({ coverage: 0.5, margin: 0.25, share: 0.5, known: 1, open: 3 }, weights);
  // 0.1 - 0.1 - 0.025 + 0.2 + 0.05 ln 2 + 0.02 ln 4 = 0.175 + 0.09 ln 2.
  assert.ok(Math.abs(gain - (0.175 + 0.09 * Math.LN2)) < 1e-15);
});

test("W8: as frozen: where telling names lead on it is worth its cost, where nothing does it is not", () => {
  const isWorthIt = (prospect: Prospect): boolean => expectedGain(prospect, effortWeights) > searchCost;
  const prospect = { coverage: 0.6, margin: 0.1, share: 0.4 };
  assert.equal(isWorthIt({ ...prospect, known: 1.5, open: 2 }), true);
  assert.equal(isWorthIt({ ...prospect, known: 0, open: 0.2 }), false);
  assert.equal(isWorthIt({ coverage: 0, margin: 0, share: 0, known: 0, open: 0 }), false);
});
