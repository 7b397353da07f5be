import type { Millis, Ordinal } from "../model/ids.ts";
import type { CueFeatures } from "./features.ts";

/** What a recall starts from, after perception. */
export interface Cue {
  readonly text: string;
  readonly features: CueFeatures;
  /** The brain's encoder's vector of the text; null where there is no encoder, or it failed. */
  readonly vector: Float32Array | null;
  /** Who asks: a speaker's name or a role. "I" in the cue is this one. */
  readonly asker: string | null;
  readonly now: Millis;
  /** How many candidates are of use. A channel may propose more. */
  readonly k: number;
}

/** What a recall may see. Channels ask it; they never decide. */
export interface Visibility {
  /** `scopeKey` of every scope that is seen. What is in another must not influence any score (SPEC S5). */
  readonly scopeKeys: readonly string[];
  /** Everything that decides whether a row may be proposed: scope, forgetting, time range, kinds. */
  admits(ordinal: Ordinal): boolean;
}

/** Why a channel proposed an episode. `weight` is in the units of the channel's score. */
export interface Reason {
  readonly what: string;
  readonly weight: number;
}

export interface Candidate {
  readonly ordinal: Ordinal;
  readonly score: number;
  /** How much of the cue this accounts for, in [0, 1]: not a probability, not calibrated. */
  readonly coverage: number;
}

export interface Candidates {
  /** Best first, ties by row, later first. */
  readonly candidates: readonly Candidate[];
  explain(ordinal: Ordinal): readonly Reason[];
  /**
   * The score of any row that the query sees, candidate or not; 0 where nothing speaks for it. Like
   * `matchOf` it answers until the channel is next asked to propose, and throws RangeError from then on.
   */
  scoreOf?(ordinal: Ordinal): number;
  /** Which of the cue's terms the row itself holds: bit i stands for `termWeights[i]`. */
  matchOf?(ordinal: Ordinal): number;
  /** What each of the cue's first 31 terms is worth: its inverse document frequency. */
  readonly termWeights?: readonly number[];
  /** Said by whom the cue names, or by whom its "I" stands for. */
  isAbout?(ordinal: Ordinal): boolean;
}

/** A module that proposes memories for a cue. Pure: it changes nothing. */
export interface Proposer {
  propose(cue: Cue, visibility: Visibility): Candidates;
}
