import type { Ordinal } from "../model/ids.ts";
import type { Candidate, Cue, Reason, Visibility } from "./proposer.ts";

/** What the channels, fused, say of the rows: all scores in one unit. */
export interface FirstStage {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** What a row scores that accounts for the whole cue. Above 0. */
  readonly fullScore: number;
  /** The score of any row that the query sees; 0 where nothing speaks for it. */
  scoreOf(ordinal: Ordinal): number;
  /** Which of the cue's terms the row itself holds: bit i stands for `termWeights[i]`. */
  matchOf(ordinal: Ordinal): number;
  /** What each of the cue's terms is worth, at most 31 of them. */
  readonly termWeights: readonly number[];
}

/** One memory on the way to another. `via` is the concept that led to it; null where the way begins. */
export interface Step {
  readonly ordinal: Ordinal;
  readonly via: string | null;
}

export interface Association {
  /**
   * Best first; scores in the unit of the first stage. The memories of one path have its score: of
   * equals the earlier on its path comes first, then the later row. The order is the ranking.
   */
  readonly candidates: readonly Candidate[];
  /** The best path through a candidate, from where it begins to where it ends; one step where it stands alone. */
  pathOf(ordinal: Ordinal): readonly Step[];
  explain(ordinal: Ordinal): readonly Reason[];
}

/** Sums of how telling concepts are: 1 for one that a single episode holds, 0 for one that all do. */
export interface Openings {
  /** Of the concepts that the cue names. */
  readonly known: number;
  /** Of the concepts that the cue does not name and that lead from these memories to others. */
  readonly open: number;
}

/** A module that goes on from what was found to what it is connected with. Pure: it changes nothing. */
export interface Associator {
  associate(cue: Cue, first: FirstStage, visibility: Visibility): Association;
  /** What it could go on by from these memories: cheap, asked before `associate`. */
  openings(cue: Cue, found: readonly Ordinal[], visibility: Visibility): Openings;
  /** What a name is known by: as `ConceptMention` has it. */
  keyOf(written: string): string;
  /** The rows that are about a concept, or mention it, in every scope, forgotten ones too. */
  naming(key: string): readonly Ordinal[];
}
