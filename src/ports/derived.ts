import type { Episode } from "../model/episode.ts";
import type { EventType, LogEvent } from "../model/event.ts";
import type { Ordinal } from "../model/ids.ts";
import type { Features } from "./features.ts";

/** What a module is, for the reader, the checkpoint and the reference architecture. */
export interface Manifest {
  /** Unique in a brain: the checkpoint's key and the channel's name. */
  readonly name: string;
  /** Whatever changes the state that the same log folds into changes the version. */
  readonly version: string;
  /** Where it stands in the architecture: a channel, a region's name, or a plain store. */
  readonly kind: "channel" | "region" | "store";
  readonly consumes: readonly EventType[];
  /** Signals that `apply` may return, and whether it proposes. */
  readonly produces: readonly string[];
  /** One sentence: what it computes. */
  readonly function: string;
  /** The circuit it is modelled on, or null: what merely stores or matches has none. */
  readonly anatomy: string | null;
  /** DOI, arXiv id or a seed number, with the authors. */
  readonly citations: readonly string[];
  /** The test that verifies it, by path. */
  readonly test: string;
}

/** Scalars that a module reports of an event, by name. Deterministic. */
export type Signals = Readonly<Record<string, number>>;

export const noSignals: Signals = Object.freeze({});

export interface FoldContext {
  /** The row of the episode observed at this position of the log, erased or not; null where there was none. */
  ordinalOf(seq: number): Ordinal | null;
  /** What perception makes of an episode: computed once an event, shared by all modules. */
  perceive(episode: Episode): Features;
  /** In [0, 1), from the brain's seed, the module's name and the event's position: the same on every replay. */
  random(): number;
}

/**
 * State that is a deterministic fold of the log. A module never sees the store, the clock or another
 * module. If `apply` throws, the module is rebuilt without the event, which is quarantined.
 *
 * Laws (tests/contracts/derived.ts holds every module to them):
 * D1 same events, same state, same witness; D2 `restore(checkpoint())` changes nothing observable;
 * D3 after an `erased` event the witness is that of a fold of a log that never held the episodes.
 */
export interface Derived {
  readonly manifest: Manifest;
  apply(event: LogEvent, context: FoldContext): Signals;
  /**
   * The state as bytes, in pieces that each take a few milliseconds: nothing is folded in between, and a
   * piece is not written to again.
   */
  checkpoint(): Iterable<Uint8Array>;
  /** null: start empty. The bytes are taken back afterwards: no view of them is kept. */
  restore(bytes: Uint8Array | null): void;
  /** `restore` in pieces that each take a few milliseconds, for a module that is large: the state is there at the end. */
  restoring?(bytes: Uint8Array): Iterator<void, void>;
  /**
   * What the state says, as bytes in pieces as small, for the brain's `stateHash`: independent of row
   * numbers, checkpoints and erased data.
   */
  witness(): Iterable<Uint8Array>;
  /** Invariants that hold after every event; each broken one as a sentence. */
  verify?(): readonly string[];
  /** What the module holds about one episode, for `why`. */
  describe?(ordinal: Ordinal): Readonly<Record<string, unknown>>;
  /** Figures for `stats`. */
  stats?(): Readonly<Record<string, number>>;
}
