import type { Episode, EpisodeKind } from "./episode.ts";
import type { Scope } from "./scope.ts";

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
  /** In [0, 1]: drop memories below. Uncalibrated for now: a share of the cue, not a probability. */
  readonly minConfidence?: number;
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

export interface Memory {
  readonly episode: Episode;
  /** The fused score that the list is ordered by. */
  readonly score: number;
  /** What each channel that proposed it gave. */
  readonly channels: Readonly<Record<string, ChannelScore>>;
  /** The chain of activation that led to it, where one did. */
  readonly path?: readonly string[];
  readonly confidence: Confidence;
}

/** A part that did not take part, or not wholly: the memories may be fewer or ordered otherwise. */
export interface Degradation {
  readonly channel: string;
  /** `failed`: it threw. `rederiving`: it has folded only part of the log. `quarantined`: it lacks episodes. */
  readonly reason: "failed" | "rederiving" | "quarantined";
  readonly detail: string;
}

export interface RecallResult {
  /** Best first. */
  readonly memories: readonly Memory[];
  /** The best memory's, or 0. */
  readonly confidence: Confidence;
  /** True when no memory was found: a value, not an error. */
  readonly abstained: boolean;
  readonly degraded: readonly Degradation[];
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>;
}
