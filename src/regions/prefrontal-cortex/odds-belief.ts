import { chanceAt } from "./confidence.ts";

/**
 * How the stated confidence errs: what its log odds z lack, offset + slope * z, as a Gaussian belief. z is bounded to
 * `FURTHEST`.
 */
export interface OddsBelief {
  readonly offset: number;
  readonly slope: number;
  readonly offsetVariance: number;
  readonly covariance: number;
  readonly slopeVariance: number;
}

/** What the belief starts from, and how fast the world is taken to change. */
export interface OddsPrior {
  readonly offsetVariance: number;
  readonly slopeVariance: number;
  /** The share of these that comes back with each outcome: what is known grows old. */
  readonly drift: number;
}

/**
 * Chosen by bench/learn-odds.ts, by how likely outcomes are of questions as they are asked, of pairs with their
 * evidence and without, and of the one after the other; each data set left out in turn. Where the odds change half-way the
 * calibration error is 0.03 with the drift, 0.09 without.
 */
export const oddsPrior: OddsPrior = { offsetVariance: 1, slopeVariance: 0.1, drift: 0.003 };

/**
 * As far from even as 99 in 100 recalls of conversations are stated. Beyond it one surprise would say more of the slope
 * than all that came before.
 */
const FURTHEST = 6;

/** The stated confidence errs nowhere, as far as is known. */
export function nothingLearned({ offsetVariance, slopeVariance }: OddsPrior): OddsBelief {
  return { offset: 0, slope: 0, offsetVariance, covariance: 0, slopeVariance };
}

/** Log odds as they are believed to be. What was stated higher is never restated lower. */
export function restatedOdds({ offset, slope }: OddsBelief, z: number): number {
  return z + offset + Math.max(-1, slope) * bounded(z);
}

/** The belief after it came, or not, what was stated at log odds z. */
export function afterOutcome(
  belief: OddsBelief,
  z: number,
  came: boolean,
  { offsetVariance, slopeVariance, drift }: OddsPrior,
): OddsBelief {
  const x = bounded(z);
  const p = chanceAt(restatedOdds(belief, z));
  const { covariance } = belief;
  const predicted = {
    offset: belief.offsetVariance + drift * offsetVariance,
    slope: belief.slopeVariance + drift * slopeVariance,
  };
  // What the log odds vary with the offset, and with the slope.
  const withOffset = predicted.offset + covariance * x;
  const withSlope = covariance + predicted.slope * x;
  const precision = p * (1 - p);
  const share = 1 / (1 + precision * (withOffset + withSlope * x));
  const error = (came ? 1 : 0) - p;
  return {
    offset: belief.offset + share * error * withOffset,
    slope: belief.slope + share * error * withSlope,
    offsetVariance: predicted.offset - share * precision * withOffset * withOffset,
    covariance: covariance - share * precision * withOffset * withSlope,
    slopeVariance: predicted.slope - share * precision * withSlope * withSlope,
  };
}

function bounded(z: number): number {
  return Math.min(FURTHEST, Math.max(-FURTHEST, z));
}
