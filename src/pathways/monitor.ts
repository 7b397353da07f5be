import type { Ordinal } from "../model/ids.ts";
import type { Confidence, Feeling } from "../model/recall.ts";
import type { Resolution } from "../model/truth.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";
import type { Ranking } from "./rank.ts";

/** What monitoring says of a ranking before anything is read. */
export interface Monitored {
  /** That the memories hold the answer. */
  readonly confidence: Confidence;
  /** That this one bears on it. */
  confidenceOf(ordinal: Ordinal): Confidence;
  readonly abstained: boolean;
  readonly feeling: Feeling | null;
}

export function monitor(body: Body, ranking: Ranking, visibility: Visibility, truth: Resolution): Monitored {
  void [body, visibility, truth];
  const coverages = new Map(ranking.candidates.map(({ ordinal, coverage }) => [ordinal, coverage]));
  const confidenceOf = (ordinal: Ordinal): Confidence => ({
    value: coverages.get(ordinal) ?? 0,
    calibrated: false,
  });
  return {
    confidence: {
      value: ranking.candidates.reduce((most, { coverage }) => Math.max(most, coverage), 0),
      calibrated: false,
    },
    confidenceOf,
    abstained: ranking.candidates.length === 0,
    feeling: null,
  };
}
