import type { Episode } from "../model/episode.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Needle } from "../model/needle.ts";
import type { ErasureCertificate } from "../model/reports.ts";

/** A module's state at a position of the log, as one opaque string of bytes. */
export interface Checkpoint {
  readonly module: string;
  readonly version: string;
  /** The last event that is folded in. */
  readonly seq: Seq;
  readonly bytes: Uint8Array;
}

/** A log as it was at one moment: its last position, and what the modules were then. */
export interface Moment {
  readonly seq: Seq;
  readonly checkpoints: readonly Checkpoint[];
}

/** What became of one event that was offered to the log: only `observed`, `encoded` and `extracted` may be other than new. */
export interface Appended {
  readonly seq: Seq;
  /**
   * `new`: written now. `duplicate`: the id was there with the same content, or the episode has a vector of this
   * encoder, or claims of this extractor. `erased`: the episode was erased before; its position, for those too.
   */
  readonly outcome: "new" | "duplicate" | "erased";
}

export interface IntegrityReport {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly events: number;
}

/** What became of the events of another log. `skipped`: they were here already, or their id was erased. */
export interface Merged {
  readonly added: number;
  readonly skipped: number;
}

/** What the store keeps of some episodes, before they are erased. */
export interface Holdings {
  readonly vectors: number;
  readonly extractions: number;
  /** Pieces of it as it is stored, a few of each event. */
  readonly pieces: readonly Uint8Array[];
}

/** What stays of an erasure: nothing of what was erased. */
export interface KeptErasure {
  /** Of its last `erased` event. */
  readonly seq: Seq;
  /** `pending` until it is proved; for good then. Without what was withdrawn, which says what was known. */
  readonly certificate: ErasureCertificate;
  /** What has still to be looked for, as digests; null: it is final. */
  readonly canaries: Uint8Array | null;
}

/** Where needles lie, by their index. */
export interface Scan {
  /** Everything that was read, byte by byte: files, or what stands for them. */
  readonly places: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly found: ReadonlySet<number>;
  }[];
  /** Of those found: what lies in an event that was not erased may lie anywhere. */
  readonly living: ReadonlySet<number>;
}

/** Held by one process at a time; expires by itself when its holder dies. */
export interface Lease {
  /** Begins its time anew. False when it expired and somebody else has taken it. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LogSize {
  readonly events: number;
  /** Observed events whose content is still there. */
  readonly episodes: number;
  readonly bytes: number;
}

/**
 * The append-only log and the checkpoints of what was folded from it. Every method is atomic; what
 * `append` resolved with survives the death of the process. Positions rise in commit order, so that
 * a reader that has seen `seq` never later meets a smaller one.
 *
 * Errors: `damaged`, `locked`, `disk-full`, `read-only`, `closed`, `id-conflict`.
 */
export interface LogStore {
  readonly readOnly: boolean;

  /**
   * Commits events together, in order. `at` is the transaction time of all of them. An id that is there
   * is not written again; nor is what somebody says of an episode again, or of one that was erased.
   */
  append(events: readonly EventBody[], at: Millis): Promise<readonly Appended[]>;

  /**
   * Commits another log's events after this one's own, in order, each with the time it came with:
   * all of them, or none when the stream throws. References are taken by id and get this log's
   * positions; an id that nothing was observed under is `unknown-episode`. What is here already is
   * skipped; what an `erased` event names is erased here too.
   */
  merge(events: AsyncIterable<LogEvent> | Iterable<LogEvent>): Promise<Merged>;

  /** The last position, as of now, other processes' commits included. 0 when empty. Cheap. */
  head(): Promise<Seq>;

  /** Up to `limit` events after `after`, in order. */
  read(after: Seq, limit: number): Promise<readonly LogEvent[]>;

  /** Episodes by position, in the order asked for; `null` where there is none or it was erased. */
  episodes(seqs: readonly Seq[]): Promise<readonly (Episode | null)[]>;

  /** Ids by position, in the order asked for, erased or not; `null` where no episode was observed. Decodes nothing. */
  ids(seqs: readonly Seq[]): Promise<readonly (EpisodeId | null)[]>;

  /** The `observed` event of an id, erased or not. */
  find(id: EpisodeId): Promise<Extract<LogEvent, { type: "observed" }> | null>;

  /** Where an id was observed, erased or not; also where `find` throws `damaged`: what `erase` needs. */
  seqOf(id: EpisodeId): Promise<Seq | null>;

  /**
   * Appends `erased` events, one after the other, and destroys, in the same transaction, the content of the episodes,
   * what was said of them, and the names of trusted sources that no episode comes from any more: all of it, or
   * nothing. `kept`: what stays of it. Returns the position of the last event.
   * From then until `scrub` has succeeded, `erasurePending` is true.
   */
  erase(episodes: readonly EpisodeRef[], at: Millis, kept?: Omit<KeptErasure, "seq">): Promise<Seq>;

  /** What was kept of erasures, in their order. */
  erasures(): Promise<readonly KeptErasure[]>;
  /** Replaces what was kept of one, unless that is final. */
  keepErasure(kept: KeptErasure): Promise<void>;

  /**
   * Makes the bytes of erased content unreachable: stale checkpoints, freed pages, write-ahead log.
   * The caller has saved checkpoints that hold none of it. False while another process still reads
   * the old bytes: call again later.
   */
  scrub(): Promise<boolean>;
  erasurePending(): Promise<boolean>;
  /** Makes `erasurePending` true: another scrub has to come. */
  scrubAgain(): Promise<void>;

  /** Decodes nothing: what is damaged is held too. `unknown-episode` as for `erase`. */
  holdings(episodes: readonly EpisodeRef[]): Promise<Holdings>;

  /**
   * Looks for needles in all that is kept. `erased`: positions of the
   * episodes whose content must not be anywhere. Throws what the file system throws.
   */
  scan(needles: readonly Needle[], erased: ReadonlySet<Seq>): Promise<Scan>;

  /** Replaces the module's checkpoint. Stored in chunks, with a checksum. */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** The module's checkpoint, in bytes of the caller's own, or null where there is none or its checksum is wrong. */
  loadCheckpoint(module: string): Promise<Checkpoint | null>;

  /** One bounded step of giving free space back; false when there was nothing left to do. */
  compact(): Promise<boolean>;

  /** null when somebody else holds it. */
  acquireLease(name: string, ttlMs: number): Promise<Lease | null>;

  /** Reads everything once: structure, checksums, every event decodes. */
  verify(): Promise<IntegrityReport>;

  size(): Promise<LogSize>;

  /** A consistent copy while both go on working. Never overwrites a file. */
  backup(path: string): Promise<void>;

  close(): Promise<void>;
}
