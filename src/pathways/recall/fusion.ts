import type { Ordinal } from "../../model/ids.ts";
import type { Candidate, Reason } from "../../ports/proposer.ts";
import type { FusionWeights } from "./fusion-weights.ts";

/** What one channel says of the rows that a query sees. */
export interface Evidence {
  readonly candidates: readonly Candidate[];
  /** The score of any row, candidate or not. */
  scoreOf(ordinal: Ordinal): number;
}

export interface FusionInput {
  /** Scores from 0, in no unit that two cues share; null where the channel did not answer. */
  readonly words: Evidence | null;
  /** What a row scores in words that accounts for all of the cue. */
  readonly fullWords: number;
  /** Scores of any sign. */
  readonly meaning: Evidence | null;
  /** What regions of a user's own say: 1 is worth as much as the best match in words. */
  readonly others: readonly Evidence[];
  /** Said by whom the cue names, or by whom its "I" stands for. */
  isAbout(ordinal: Ordinal): boolean;
  /** How well it suits the time that the cue speaks of, in [0, 1]; 0 where it speaks of none. */
  timelinessOf(ordinal: Ordinal): number;
}

export interface Fused {
  /** What any of them proposed and something speaks for: best first, later rows first among equals. */
  readonly candidates: readonly Candidate[];
  /** What a row scores that has all of the cue's words and else is the best by each kind of evidence. Above 0. */
  readonly fullScore: number;
  /** At least 0 for any row, and 0 where nothing speaks for it. */
  scoreOf(ordinal: Ordinal): number;
  /** The terms of the sum that `scoreOf` is. */
  explain(ordinal: Ordinal): readonly Reason[];
}

/** The kinds of evidence before they are weighed, each comparable between cues. */
export type Calibrated = Readonly<Record<keyof FusionWeights, number>>;

/**
 * One score of what the channels say.
 *
 * Claim: scores that are calibrated per cue and added find more than ranks that are (reciprocal ranks lost
 *   six points where this gains).
 * Formula: SPEC W1-W3; score(d) = words * s(d) / max s + meaning * max(0, (m(d) - mean m) / sd m) +
 *   person * [d is said by whom the cue is about] + time * t(d), mean and sd over the candidates of both channels,
 *   t(d) from 1 within a time that the cue speaks of down to 0.
 * Citation: Fox and Shaw 1994 (CombSUM), TREC-2; the scores' standardisation: Montague and Aslam 2001,
 *   doi:10.1145/502585.502657.
 * Deviations: words are measured by the best row, since most rows share none; what shares nothing gets
 *   nothing for who said it, or when.
 * Test: src/pathways/recall/fusion.test.ts; the weights: bench/learn-fusion.ts.
 */
export function fuse(input: FusionInput, weights: FusionWeights): Fused {
  const calibrate = calibration(input);
  const termsOf = (ordinal: Ordinal): Calibrated => {
    const { words, meaning, person, time } = calibrate(ordinal);
    return {
      words: weights.words * words,
      meaning: weights.meaning * meaning,
      person: weights.person * person,
      time: weights.time * time,
    };
  };
  const othersOf = (ordinal: Ordinal): number =>
    input.others.reduce((sum, other) => sum + weights.words * Math.max(0, other.scoreOf(ordinal)), 0);
  const scoreOf = (ordinal: Ordinal): number => {
    const { words, meaning, person, time } = termsOf(ordinal);
    return words + meaning + person + time + othersOf(ordinal);
  };
  const coverages = coverageOf(input);
  const candidates = Array.from(
    coverages,
    ([ordinal, coverage]): Candidate => ({ ordinal, score: scoreOf(ordinal), coverage }),
  )
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.ordinal - a.ordinal);
  const most: Record<keyof FusionWeights, number> = { words: 0, meaning: 0, person: 0, time: 0 };
  for (const ordinal of coverages.keys()) {
    const { meaning, person, time } = termsOf(ordinal);
    most.meaning = Math.max(most.meaning, meaning);
    most.person = Math.max(most.person, person);
    most.time = Math.max(most.time, time);
  }
  most.words = weights.words * Math.max(1, input.fullWords / bestOf(input.words));
  return {
    candidates,
    fullScore: most.words + most.meaning + most.person + most.time,
    scoreOf,
    explain: (ordinal) => {
      const { words, meaning, person, time } = termsOf(ordinal);
      return [
        { what: "the cue's words, against the best", weight: words },
        { what: "what it means, against the other candidates", weight: meaning },
        { what: "said by whom the cue is about", weight: person },
        { what: "near the time that the cue speaks of", weight: time },
        { what: "other regions", weight: othersOf(ordinal) },
      ].filter(({ weight }) => weight !== 0);
    },
  };
}

/** The evidence for any row as comparable numbers: what the weights are learned from. */
export function calibration(input: FusionInput): (ordinal: Ordinal) => Calibrated {
  const { words, meaning } = input;
  const best = bestOf(words);
  const scale = meaning === null ? null : spreadOf(meaning, coverageOf(input).keys());
  return (ordinal) => {
    const byWords = words === null ? 0 : words.scoreOf(ordinal) / best;
    const byMeaning =
      scale === null || meaning === null
        ? 0
        : Math.max(0, (meaning.scoreOf(ordinal) - scale.mean) / scale.deviation);
    const speaksForIt = byWords > 0 || byMeaning > 0;
    return {
      words: byWords,
      meaning: byMeaning,
      person: speaksForIt && input.isAbout(ordinal) ? 1 : 0,
      time: speaksForIt ? input.timelinessOf(ordinal) : 0,
    };
  };
}

/** The best candidate's score; infinite where there is none, so that every share of it is 0. */
function bestOf(words: Evidence | null): number {
  const best = words?.candidates.reduce((most, { score }) => Math.max(most, score), 0) ?? 0;
  return best > 0 ? best : Number.POSITIVE_INFINITY;
}

/** The candidates of either channel, with the best coverage that one of them gives. */
function coverageOf({ words, meaning, others }: FusionInput): Map<Ordinal, number> {
  const found = new Map<Ordinal, number>();
  for (const evidence of [words, meaning, ...others])
    for (const { ordinal, coverage } of evidence?.candidates ?? [])
      found.set(ordinal, Math.max(found.get(ordinal) ?? 0, coverage));
  return found;
}

/**
 * Mean and standard deviation of the rows' scores. Rows that do not differ, such as the only one, differ
 * from a row without any nearness, at 0; null where they do not lie above that either, which says nothing.
 */
function spreadOf(
  evidence: Evidence,
  rows: Iterable<Ordinal>,
): { readonly mean: number; readonly deviation: number } | null {
  const scores = Array.from(rows, (row) => evidence.scoreOf(row));
  const [one = 0] = scores;
  if (scores.every((score) => score === one)) return one > 0 ? { mean: 0, deviation: one } : null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const square = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return { mean, deviation: Math.sqrt(square) };
}
