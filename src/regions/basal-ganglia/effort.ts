/** What is known of a cue after the first, quick look. */
export interface Prospect {
  /** Share of the cue's words, weighed by their rarity, that the best hit itself holds: in [0, 1]. */
  readonly coverage: number;
  /** How far the best score is above the second, as a share of the best: in [0, 1]. */
  readonly margin: number;
  /** The best score as a share of a full one: in [0, 1]. */
  readonly share: number;
  /** How telling the concepts are that the cue names: a sum over them, each in [0, 1]. */
  readonly known: number;
  /** The same of the concepts of the best hits that lead on to others: where a longer search could go. */
  readonly open: number;
}

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
  constant: -0.018,
  coverage: -0.148,
  margin: 0.096,
  share: 0.068,
  known: 0.126,
  open: 0.072,
};

/**
 * What a search along concepts costs, in recall: of four prices on the same questions the one that found
 * as much as any with the fewest searches. A constant, not a clock: the same brain searches on the same cues.
 */
export const searchCost = 0.05;

/**
 * Whether to search on: an action that is chosen when what it is expected to add is worth its cost.
 *
 * Claim: what a search adds can be told beforehand well enough to leave out more than half of them and
 *   find more than always searching (weights learned on other sets: recall@5 over all questions 73.6 against
 *   73.3; never 69.6), which no threshold on how much of the cue the best hit covers did.
 * Formula: SPEC W8; gain = constant + coverage * c + margin * m + share * s + known * ln(1 + k) + open * ln(1 + o);
 *   search on when gain > cost.
 * Citation: Shenhav, Botvinick and Cohen 2013, doi:10.1016/j.neuron.2013.07.007 (expected value of control).
 * Deviations: one action of one intensity; its value is linear in what is known; its cost is fixed.
 * Test: src/regions/basal-ganglia/effort.test.ts; the weights: bench/learn-effort.ts.
 */
export function isWorthTheEffort(
  prospect: Prospect,
  weights: EffortWeights = effortWeights,
  cost: number = searchCost,
): boolean {
  return expectedGain(prospect, weights) > cost;
}

/** In recall, of the first five. */
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
