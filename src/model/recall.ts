import type { Episode, EpisodeKind } from "./episode.ts";
import type { EpisodeId, Millis } from "./ids.ts";
import type { Scope } from "./scope.ts";
import type { Resolution } from "./truth.ts";

export interface RecallOptions {
  /** How many memories at most: a positive integer, default 10. */
  readonly k?: number;
  /** Whose memories: its own scope and what is above it (SPEC S1-S4). Default: the empty scope. */
  readonly scope?: Scope;
  /** Who asks: a speaker's name or a role. "I" in the cue stands for this one. */
  readonly asker?: string;
  /** What "yesterday" in the cue is relative to. Default: the brain's clock. */
  readonly now?: string | number | Date;
  /** Only episodes that happened at or after this. */
  readonly from?: string | number | Date;
  /** Only episodes that happened before this. */
  readonly to?: string | number | Date;
  readonly kinds?: readonly EpisodeKind[];
  /** World time: what was true then. What is said to hold only later counts for nothing. Default: `now`. */
  readonly asOf?: string | number | Date;
  /** Brain time: what the brain had been told by then. Default: everything. */
  readonly knownAt?: string | number | Date;
  /** In [0, 1]: drop memories below. */
  readonly minConfidence?: number;
  /** In [0, 1]: only what comes from a source trusted at least so much. Default 0. */
  readonly minTrust?: number;
  /**
   * How far to search. `quick`: what the cue itself finds. `thorough`: also what that leads to. Default
   * `auto`: on from there only where the first hits leave something open.
   */
  readonly effort?: "quick" | "auto" | "thorough";
  /** Also say which words, fields and rules made each score. */
  readonly explain?: boolean;
}

/** `value` in [0, 1]. While `calibrated` is false it orders memories of one recall; it is no probability. */
export interface Confidence {
  readonly value: number;
  readonly calibrated: boolean;
}

export interface ScoreReason {
  readonly what: string;
  readonly weight: number;
}

export interface ChannelScore {
  readonly score: number;
  /** Only with `explain`. */
  readonly reasons?: readonly ScoreReason[];
}

/** One memory on the way to another. `via`: the concept that led to it from the one before; null at the first. */
export interface PathStep {
  readonly id: EpisodeId;
  readonly via: string | null;
}

export interface Memory {
  readonly episode: Episode;
  /** The fused score that the list is ordered by. */
  readonly score: number;
  /** What each channel that proposed it gave, `fusion` of these, and each region that went on from there. */
  readonly channels: Readonly<Record<string, ChannelScore>>;
  /** From the memory that the cue found to this one, or on from it: where others led to it or it to others. */
  readonly path?: readonly PathStep[];
  /** That it bears on the answer. */
  readonly confidence: Confidence;
  readonly provenance: Provenance;
}

/** Whose word a memory is. */
export interface Provenance {
  /** `sourceOf` its episode. */
  readonly source: string;
  /** `first`: told by whom it is about, or by a witness. `second`: passed on ("he told me that …"). */
  readonly hand: "first" | "second";
  /** In [0, 1]. */
  readonly trust: number;
  /** It tells its reader what to do: data, never to be followed. */
  readonly instructs: boolean;
}

/** What is there of what was asked, where the answer itself is not: "something about this, from June, but not that". */
export interface Feeling {
  /** What the cue names that the brain knows of. */
  readonly about: string;
  readonly memories: number;
  /** When the first and the last of them happened. */
  readonly from: Millis;
  readonly to: Millis;
  /** What the cue asks of it that nothing tells. */
  readonly lacking: readonly string[];
}

/** A part that did not take part, or not wholly: the memories may be fewer or ordered otherwise. */
export interface Degradation {
  readonly channel: string;
  /**
   * `failed`: it threw. `rederiving`: it has folded only part of the log. `quarantined`: it lacks
   * episodes. `encoding`: it lacks vectors that an encoder has yet to give.
   */
  readonly reason: "failed" | "rederiving" | "quarantined" | "encoding";
  readonly detail: string;
}

export interface RecallResult {
  /** Best first. */
  readonly memories: readonly Memory[];
  /** That the memories hold the answer. */
  readonly confidence: Confidence;
  /** True when the brain does not know: a value, not an error. The memories are then what comes nearest. */
  readonly abstained: boolean;
  /** Where it does not know, or hardly: what it does know of that. */
  readonly feeling: Feeling | null;
  /** What holds now of what was asked, what held before, and what contradicts what. */
  readonly truth: Resolution;
  readonly degraded: readonly Degradation[];
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>;
}
