import type { Prospect } from "../../ports/effort.ts";

/** What a longer search is expected to add to recall, in the terms of `Prospect` (sums as log(1 + sum)). */
export interface EffortWeights {
  readonly constant: number;
  readonly coverage: number;
  readonly margin: number;
  readonly share: number;
  readonly known: number;
  readonly open: number;
}

/** Learned by bench/learn-effort.ts on the development halves of all its sets and frozen in November 2026. */
export const effortWeights: EffortWeights = {
  constant: -0.015,
  coverage: -0.135,
  margin: 0.116,
  share: 0.046,
  known: 0.14,
  open: 0.07,
};

/**
 * What a search along concepts costs, in recall: of four prices on the same questions the one that found
 * as much as any with the fewest searches. A constant, not a clock: the same brain searches on the same cues.
 */
export const searchCost = 0.05;

/**
 * What searching on is expected to add, in recall of the first five: an action that is chosen when that is worth
 * its cost.
 *
 * Claim: what a search adds can be told beforehand well enough to leave out more than half of them and
 *   find more than always searching (weights learned on other sets: recall@5 over all questions 74.6 against
 *   74.2; never 70.2), which no threshold on how much of the cue the best hit covers did.
 * Formula: SPEC W8; gain = constant + coverage * c + margin * m + share * s + known * ln(1 + k) + open * ln(1 + o);
 *   search on when gain > cost.
 * Citation: Shenhav, Botvinick and Cohen 2013, doi:10.1016/j.neuron.2013.07.007 (expected value of control).
 * Deviations: one action of one intensity; its value is linear in what is known; its cost is fixed.
 * Test: src/regions/basal-ganglia/effort.test.ts; the weights: bench/learn-effort.ts.
 */
export function expectedGain(prospect: Prospect, weights: EffortWeights): number {
  const terms = termsOf(prospect);
  let gain = weights.constant;
  for (const name of prospectTerms) gain += weights[name] * terms[name];
  return gain;
}

export const prospectTerms: readonly (keyof Prospect)[] = ["coverage", "margin", "share", "known", "open"];

/** What the weights are learned from. */
export function termsOf({ known, open, ...shares }: Prospect): Prospect {
  return { ...shares, known: Math.log1p(known), open: Math.log1p(open) };
}
