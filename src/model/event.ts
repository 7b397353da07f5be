import type { ClaimDraft } from "./claim.ts";
import type { Episode } from "./episode.ts";
import type { EpisodeId, Millis, Seq } from "./ids.ts";

/** Points at an observed event: the id for people, the position for the fold. */
export interface EpisodeRef {
  readonly id: EpisodeId;
  readonly seq: Seq;
}

/** What a recall chose, as one of its memories is judged: what was known then, and what came of it. */
export interface Choice {
  /** `scopeMark` of the scope that the recall asked in. */
  readonly scope: string;
  /** As in `Prospect` (src/ports/effort.ts); absent where there was nothing to choose. */
  readonly prospect?: {
    readonly coverage: number;
    readonly margin: number;
    readonly share: number;
    readonly known: number;
    readonly open: number;
  };
  readonly searched: boolean;
  /** Without the search the memory would not have been shown. */
  readonly added: boolean;
  /** The recall itself; absent in logs from before it was kept. */
  readonly recall?: {
    /** The same for all memories that it showed, and for nothing else. */
    readonly id: string;
    /** How sure monitoring was, in [0, 1], before anything that was learned from feedback. */
    readonly stated: number;
  };
}

/**
 * What can change what the brain would answer. An `observed` event whose content was erased has
 * `episode: null`; its id stays, so that the same id is not learned again by accident.
 */
export type EventBody =
  | { readonly type: "observed"; readonly id: EpisodeId; readonly episode: Episode | null }
  | {
      /**
       * What an encoder outside the package said of an episode: no fold can ask it again. One event for
       * each episode and encoder: the vectors of its texts (`encodedTexts`), one after the other. `null`: the
       * episode was erased.
       */
      readonly type: "encoded";
      /** `Encoder.id`. */
      readonly encoder: string;
      readonly episode: EpisodeRef;
      readonly vector: Float32Array | null;
    }
  | {
      /**
       * What an extractor outside the package says that an episode claims: no fold can ask it again. One event
       * for each episode and extractor. `null`: the episode was erased.
       */
      readonly type: "extracted";
      readonly extractor: string;
      readonly episode: EpisodeRef;
      readonly drafts: readonly ClaimDraft[] | null;
    }
  | { readonly type: "used"; readonly episodes: readonly EpisodeRef[] }
  | {
      readonly type: "feedback";
      readonly episode: EpisodeRef;
      readonly value: number;
      /** Of the recall that showed it last, where the process that was told still knew. */
      readonly choice?: Choice;
    }
  | { readonly type: "pinned"; readonly episode: EpisodeRef; readonly pinned: boolean }
  | { readonly type: "forgotten"; readonly episodes: readonly EpisodeRef[]; readonly forgotten: boolean }
  | {
      readonly type: "erased";
      readonly episodes: readonly EpisodeRef[];
      /**
       * Positions of the `trusted` events that were erased with them: an erasure that leaves no episode of a
       * source takes its name. The log itself says which.
       */
      readonly trusted?: readonly Seq[];
    }
  /** How far a source is to be believed, in [0, 1]; `trust` null: as by default. `source` null: it was erased. */
  | { readonly type: "trusted"; readonly source: string | null; readonly trust: number | null }
  | { readonly type: "slept"; readonly seed: number; readonly steps: number }
  | { readonly type: "policy"; readonly name: string; readonly value: string };

export type EventType = EventBody["type"];

/** An event as the log holds it: `at` is when the brain learned it, never when it happened. */
export type LogEvent = EventBody & { readonly seq: Seq; readonly at: Millis };

/** An event of one type. */
export type EventOf<Type extends EventType> = Extract<LogEvent, { readonly type: Type }>;
