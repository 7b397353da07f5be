import type { Claim, Modality, Polarity, ValidTime } from "./claim.ts";
import type { EpisodeId, Millis } from "./ids.ts";
import type { Scope } from "./scope.ts";

/** A statement that answers a cue: the exact words, and when and by whom they were said. */
export interface Statement {
  readonly episode: EpisodeId;
  /** UTF-16 units of the episode's text, half-open. */
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
  /** The value in it that answers, as it was said; null where the statement as a whole does. */
  readonly value: string | null;
  readonly said: Millis;
  /** When it holds, where the statement says so. */
  readonly valid: ValidTime | null;
  readonly source: string;
  /** In [0, 1]: of its source. */
  readonly trust: number;
}

/** Two statements that cannot both hold at one time, and how sure that is, in [0, 1]. */
export interface Conflict {
  readonly statements: readonly [Statement, Statement];
  readonly score: number;
}

/** What a cue comes to over time. All of it is found when asked; nothing was overwritten. */
export interface Resolution {
  /** What holds at `asOf`; null where the cue asks for no value, or none is known. */
  readonly current: Statement | null;
  /** What held before, the latest first. */
  readonly earlier: readonly Statement[];
  readonly conflicts: readonly Conflict[];
}

export const nothingResolved: Resolution = { current: null, earlier: [], conflicts: [] };

/** Which claims are wanted; a field left out asks for nothing. */
export interface ClaimFilter {
  /** Whom or what they are about: a speaker's name or a concept, in any case of letters. */
  readonly about?: string;
  /** `Relation.name`. */
  readonly relation?: string;
  /** A concept's key, a unit, or what is counted. */
  readonly object?: string;
  readonly modality?: Modality;
  readonly polarity?: Polarity;
  readonly source?: string;
  readonly scope?: Scope;
  /** World time. Default: now. */
  readonly asOf?: string | number | Date;
  /** Brain time. Default: everything. */
  readonly knownAt?: string | number | Date;
  readonly minTrust?: number;
  /** Only those that hold at `asOf`. Default: all. */
  readonly current?: boolean;
  /** At most so many, the latest. Default 1,000. */
  readonly limit?: number;
}

/** `seq:start-end:relation` of the span that it rests on. */
export type ClaimId = string;

/** How two claims bear on one another; a score, never an overwrite. */
export interface ClaimLink {
  readonly kind: "supersedes" | "conflicts";
  readonly from: ClaimId;
  readonly to: ClaimId;
  /** In [0, 1]. */
  readonly score: number;
  /** What spoke for it: type, unit, key overlap, an update cue, recency, trust. */
  readonly reasons: readonly string[];
}

export interface KnownClaim extends Claim {
  readonly id: ClaimId;
  readonly said: Millis;
  readonly source: string;
  /** In [0, 1]: the source's. */
  readonly trust: number;
  /** Of its kind at `asOf`: `doubtful` where a link of middling score says otherwise. */
  readonly status: "current" | "earlier" | "conflicting" | "doubtful";
  /** Those that name it. */
  readonly links: readonly ClaimLink[];
}

/** What the brain came to know, and what it no longer does, in a stretch of brain time. */
export interface Changes {
  readonly since: Millis;
  readonly learned: readonly KnownClaim[];
  /** What was current before and is not now, with what replaced it. */
  readonly superseded: readonly { readonly before: KnownClaim; readonly now: KnownClaim }[];
  /** Conclusions of the rules that have lost their support. */
  readonly withdrawn: readonly Conclusion[];
  readonly concluded: readonly Conclusion[];
}

/** What follows from claims by a rule. */
export interface Conclusion {
  /** As the rule language writes it: `lives_in("ana", "porto")`. */
  readonly fact: string;
  /** The line of the rule that it follows by. */
  readonly rule: string;
  /** Claims that it rests on: one support, the most certain. */
  readonly premises: readonly ClaimId[];
  /** Of the weakest premise on the best support, in [0, 1]. */
  readonly confidence: number;
  readonly trust: number;
  /** It rests on a link that is not certain. */
  readonly doubtful: boolean;
}
