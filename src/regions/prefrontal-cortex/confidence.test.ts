import assert from "node:assert/strict";
import { test } from "node:test";
import { confidence, memoryConfidence } from "./confidence.ts";
import type { MonitorWeights, SignWeights } from "./monitor-weights.ts";
import { type SignName, type Signs, signNames } from "./signs.ts";

const zeros = Object.fromEntries(signNames.map((name) => [name, 0])) as Record<SignName, number>;
const none: SignWeights = { ...zeros, constant: 0 };
const weights: MonitorWeights = {
  named: { ...none, constant: 1, own: 2, coverage: -1 },
  present: none,
  nobody: { ...none, constant: -1 },
  documents: none,
};
const signs = (whom: Signs["whom"], values: Partial<Record<SignName, number>> = {}): Signs => ({
  whom,
  values: { ...zeros, ...values },
});

test("MO2: the logistic of the weighted signs, by whom the cue is about", () => {
  assert.equal(confidence(signs("present", { own: 5 }), weights), 0.5);
  // z = 1 + 2 * 0.5 - 0.25 = 1.75
  const p = confidence(signs("named", { own: 0.5, coverage: 0.25 }), weights);
  assert.ok(Math.abs(Math.log(p / (1 - p)) - 1.75) < 1e-12);
  assert.ok(Math.abs(confidence(signs("nobody"), weights) - 1 / (1 + Math.E)) < 1e-12);
});

test("MO3: a memory: the log odds of the whole, its place and its share, never above the whole", () => {
  const given = { constant: -1, whole: 0.5, rank: -1, share: 2 };
  // z = -1 + 0.5 * ln(0.8 / 0.2) - ln 2 + 2 * 0.5 = 0.693... - 0.693... = 0
  const p = memoryConfidence({ whole: 0.8, rank: 2, share: 0.5 }, given);
  assert.ok(Math.abs(p - 0.5) < 1e-12);
  assert.equal(memoryConfidence({ whole: 0.2, rank: 1, share: 1 }, { ...given, constant: 9 }), 0.2);
  assert.equal(memoryConfidence({ whole: 0, rank: 1, share: 1 }, given), 0);
});

test("MO2: more of what one is asked of oneself never makes it less sure", () => {
  const sure = (own: number): number => confidence(signs("named", { own, ownFirmly: Math.tanh(2 * own) }));
  for (let own = -1; own < 1; own += 0.1) assert.ok(sure(own + 0.1) > sure(own));
});
