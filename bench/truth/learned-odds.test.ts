import assert from "node:assert/strict";
import { test } from "node:test";
import {
  afterOutcome,
  nothingLearned,
  oddsPrior,
  restatedOdds,
} from "../../src/regions/prefrontal-cortex/odds-belief.ts";
import type { Case } from "./knowing-cases.ts";
import { learning, outcomes } from "./learned-odds.ts";

const one = (confidence: number, kind: Case["kind"], brain = "b"): Case => ({
  dataset: "set",
  brain,
  question: `${confidence}`,
  kind,
  signs: null,
  confidence,
  abstained: false,
  shown: [],
});
const p = (z: number): number => 1 / (1 + Math.exp(-z));

test("a confidence is stated before its own feedback and after that on those before it", () => {
  const [a, b] = [one(p(2), "told"), one(p(1), "withheld")];
  const forecasts = learning([a, b], outcomes.told, () => "user", 0);
  const first = forecasts[0]!.y === 1 ? 2 : 1;
  assert.ok(Math.abs(forecasts[0]!.p - p(first)) < 1e-12);
  const belief = afterOutcome(nothingLearned(oddsPrior), first, first === 2, oddsPrior);
  assert.ok(Math.abs(forecasts[1]!.p - p(restatedOdds(belief, 3 - first))) < 1e-12);
});

test("of each user alone; what is shown may be otherwise than what is told", () => {
  const cases = [one(0.9, "withheld", "b"), one(0.8, "told", "c")];
  const alone = learning(cases, outcomes.told, ({ brain }) => brain, 0);
  assert.deepEqual(alone.map((forecast) => forecast.p).sort(), [0.8, 0.9]);
  assert.deepEqual(
    cases.map((own) => [outcomes.told(own), outcomes.shown(own)]),
    [
      [0, 0],
      [1, 0],
    ],
  );
});
