import type { Episode } from "./episode.ts";
import type { EpisodeId, Millis, Seq } from "./ids.ts";
import type { Provenance } from "./recall.ts";
import type { Conclusion } from "./truth.ts";

/** What became of one percept. */
export interface Observed {
  readonly id: EpisodeId;
  readonly seq: Seq;
  /** It is in the log now. False only for an id that was erased before: it is not learned again. */
  readonly stored: boolean;
  /** The id was there with the same content: nothing was written. */
  readonly duplicate: boolean;
  /** Every module has folded it in; false while a module is re-deriving or has quarantined it. */
  readonly derived: boolean;
  /** Secrets that were taken out before the commit, by rule and field. */
  readonly redactions: readonly { readonly rule: string; readonly field: string }[];
  /** What modules reported of it, as `module.signal`. */
  readonly signals: Readonly<Record<string, number>>;
}

/** What became of many percepts. */
export interface ObservedMany {
  readonly stored: number;
  readonly duplicates: number;
  /** Ids that were erased before and were not learned again. */
  readonly erased: number;
  readonly redactions: number;
}

export interface ObserveProgress {
  readonly observed: number;
  /** Known when the input has a length. */
  readonly total: number | null;
}

export interface SleepReport {
  readonly seed: number;
  readonly steps: number;
  /** Bytes of the file before and after. */
  readonly before: number;
  readonly after: number;
  readonly checkpoints: readonly { readonly module: string; readonly bytes: number }[];
  /** Broken invariants; empty when all is well. */
  readonly problems: readonly string[];
  readonly ms: number;
}

/** What an erasure took besides the episodes' own content. */
export interface Touched {
  readonly episodes: number;
  readonly vectors: number;
  readonly extractions: number;
  /** Sources that nothing comes from any more and whose trust was spoken of. */
  readonly trust: number;
  readonly uses: number;
  readonly pinned: number;
  /** Episodes that feedback was given of. */
  readonly feedback: number;
  /** By how much the figures of each module fell (`Derived.stats`). */
  readonly modules: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A fold of the log without all that was ever erased, beside what the brain has. */
export interface ErasureProof {
  /** Of that fold: equal to the certificate's where the erasure is final. */
  readonly stateHash: string;
  /** Events that were folded. */
  readonly events: number;
  /** Modules that were not equal at first, and were folded anew from the log. */
  readonly refolded: readonly string[];
}

/** A search for strings of what was erased that nothing else holds. */
export interface CanaryScan {
  /** How many were looked for, and of how many of the episodes. An episode that only says what others say has none. */
  readonly canaries: number;
  readonly episodes: number;
  /** Everything that was read, and the canaries that were met there. */
  readonly places: readonly { readonly name: string; readonly bytes: number; readonly found: number }[];
}

/**
 * Proof of an erasure. `pending` while anybody can still reach the old bytes: `sleep`, or the next opening, finishes
 * it, also where the process that erased is gone; the event `erased` and `erasures` bring the final certificate. Ids
 * stay in the log, so that they are not learned again.
 */
export interface ErasureCertificate {
  readonly status: "final" | "pending";
  /** Why it is pending; empty when it is final. */
  readonly reasons: readonly string[];
  readonly erased: readonly EpisodeId[];
  readonly at: Millis;
  /** Modules that folded it. */
  readonly modules: readonly string[];
  readonly touched: Touched;
  /** Hash of everything derived, afterwards; null: not looked at yet. */
  readonly stateHash: string | null;
  /** null: not asked for, or not yet. */
  readonly proof: ErasureProof | null;
  /** null: not yet. */
  readonly scan: CanaryScan | null;
  /** Conclusions that are no longer known. Empty unless it was asked for. */
  readonly withdrawn: readonly Conclusion[];
  /** What this certificate does not say that another would. */
  readonly notes: readonly string[];
  /** What no brain can reach. */
  readonly outOfReach: readonly string[];
}

export interface EraseOptions {
  /** Fold the log without them and compare: takes as long as folding it from nothing. Default true. */
  readonly prove?: boolean;
  /** Also say which conclusions are no longer known: takes as long as drawing all of them. Default false. */
  readonly report?: boolean;
  /** `done` of `total` events of the proof. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Where a memory came from and what has become of it. */
export interface Why {
  readonly episode: Episode;
  /** Whose word it is. */
  readonly provenance: Provenance;
  readonly seq: Seq;
  /** When the brain learned it. */
  readonly learnedAt: Millis;
  readonly forgotten: boolean;
  readonly pinned: boolean;
  readonly uses: number;
  readonly lastUsedAt: Millis | null;
  /** Sum of the feedback given. */
  readonly feedback: number;
  readonly causedBy: Episode | null;
  /** Its neighbours in the session. */
  readonly previous: Episode | null;
  readonly next: Episode | null;
  /** Modules that could not derive it, with the error's name. */
  readonly quarantined: readonly { readonly module: string; readonly error: string }[];
  /** What each module holds about it. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface BrainStats {
  readonly events: number;
  readonly episodes: number;
  readonly forgotten: number;
  readonly pinned: number;
  readonly bytes: number;
  /** First and last thing that happened, or null in an empty brain. */
  readonly from: Millis | null;
  readonly to: Millis | null;
  /** The encoder, and the share of the episodes that have a vector of it, in [0, 1]. */
  readonly encoder: { readonly id: string; readonly share: number } | null;
  readonly modules: readonly {
    readonly name: string;
    readonly version: string;
    readonly derived: Seq;
    readonly quarantined: number;
    readonly figures: Readonly<Record<string, number>>;
  }[];
}

export interface Quarantined {
  readonly module: string;
  readonly seq: Seq;
  readonly error: string;
}
