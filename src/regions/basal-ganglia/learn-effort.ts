import type { Prospect } from "../../ports/effort.ts";
import { type EffortWeights, expectedGain, prospectTerms, termsOf } from "./effort.ts";

/**
 * The share of an error that one judgement takes back: fifty of one kind move an expectation two thirds of the way
 * (1 - 0.98^50). Of 0.02 and 0.05 the one that lost nothing against the frozen weights (bench/effort.ts).
 */
const RATE = 0.02;

/** The weights after what came is held against what was expected, one after the other. */
export function learned(
  prior: EffortWeights,
  lessons: Iterable<{ readonly prospect: Prospect; readonly gain: number }>,
): EffortWeights {
  const weights = { ...prior };
  for (const { prospect, gain } of lessons) {
    const terms = termsOf(prospect);
    const length = prospectTerms.reduce((sum, name) => sum + terms[name] ** 2, 1);
    const step = (RATE * (gain - expectedGain(prospect, weights))) / length;
    weights.constant += step;
    for (const name of prospectTerms) weights[name] += step * terms[name];
  }
  return weights;
}
