import { type MemoryWeights, type MonitorWeights, memoryWeights, monitorWeights } from "./monitor-weights.ts";
import { type Signs, signNames } from "./signs.ts";

/**
 * Prefrontal monitoring: how likely it is that the memories hold what the cue asks.
 *
 * Claim: what was brought back tells whether it holds the answer: a cue that names the wrong person is told from one
 *   that names the right one by who tells it of themselves; one whose evidence is gone, by how little stands out.
 * Formula: SPEC MO1-MO4; p = 1 / (1 + exp(-z)), z = constant(w) + sum over signs of weight(w, sign) * value, w being
 *   whom the cue is about: named, present, nobody.
 * Citation: the monitoring of retrieval and the feeling of knowing: Koriat 1993, doi:10.1037/0033-295X.100.4.609
 *   (accessibility: what comes to mind is what is judged); that such a space of monitoring has few dimensions: S101;
 *   calibration: Platt 1999.
 * Deviations: one judgement, no control of the search by it; learned and frozen, at the odds at which the questions of the
 *   development halves are asked. How it errs on those of a brain's own users is learned beside it (odds.ts).
 * Test: src/regions/prefrontal-cortex/confidence.test.ts; the weights: bench/learn-monitor.ts; what they are worth:
 *   bench/truth/knowing.ts.
 */
export function confidence(signs: Signs, weights: MonitorWeights = monitorWeights): number {
  const own = weights[signs.whom];
  let z = own.constant;
  for (const name of signNames) z += own[name] * signs.values[name];
  return chanceAt(z);
}

/**
 * Below it the brain says that it does not know. An answer made of what does not hold it costs three times as much as to be
 * told in vain that there is none, for the memories are there all the same, as what comes nearest: p < 3 (1 - p).
 */
export const LEAST_TO_KNOW: number = 3 / 4;

export function chanceAt(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Finite, for what is certain too. */
export function logOddsOf(confidence: number): number {
  const bounded = Math.min(1 - 1e-9, Math.max(1e-9, confidence));
  return Math.log(bounded / (1 - bounded));
}

/** What is known of one memory before it is read. */
export interface MemorySigns {
  /** `confidence` of the whole. */
  readonly whole: number;
  /** Its place, from 1. */
  readonly rank: number;
  /** Its score as a share of the best one's. */
  readonly share: number;
}

/** That this memory is part of what answers the cue. */
export function memoryConfidence(
  { whole, rank, share }: MemorySigns,
  weights: MemoryWeights = memoryWeights,
): number {
  const z =
    weights.constant +
    weights.whole * logOddsOf(whole) +
    weights.rank * Math.log(rank) +
    weights.share * share;
  // A part is no likelier than the whole.
  return Math.min(whole, chanceAt(z));
}
