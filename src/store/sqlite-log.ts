import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { StatementSync } from "node:sqlite";
import { setImmediate as breathe } from "node:timers/promises";
import * as z from "zod";
import type { Episode } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef, EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Needle } from "../model/needle.ts";
import { conform } from "../model/validate.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import { type Codec, identityCodec } from "../ports/codec.ts";
import type {
  Appended,
  Checkpoint,
  Holdings,
  IntegrityReport,
  KeptErasure,
  Lease,
  LogSize,
  LogStore,
  Merged,
  Scan,
} from "../ports/log-store.ts";
import { copyFile, placeBackup } from "./backup.ts";
import { BrainFiles } from "./brain-files.ts";
import {
  changedEvent,
  closedError,
  damagedBrain,
  isMissingTable,
  readOnlyError,
  storeError,
} from "./errors.ts";
import type { StoredRow } from "./event-row.ts";
import { partsOf } from "./kept-erasures.ts";
import { Merge } from "./merge.ts";
import { NeedleScan } from "./needle-scan.ts";
import { type FileOptions, openFile, type Sqlite } from "./open-file.ts";
import { patiently, Turnstile } from "./patience.ts";
import { requireNode24 } from "./require-node.ts";
import { pragma } from "./schema.ts";
import { Tables } from "./tables.ts";

export interface SqliteLogOptions {
  readonly path: string;
  readonly readOnly?: boolean;
  /** `full` also survives a power cut, at the price of one fsync a commit. Default: `normal`. */
  readonly synchronous?: "normal" | "full";
  readonly codec?: Codec;
  /** How long to wait for another process before `locked`. Default: 5000. */
  readonly lockTimeoutMs?: number;
  /** The file's greatest length, in pages of 4096 bytes: beyond it the disk counts as full. */
  readonly maxPages?: number;
  /** What leases expire by. */
  readonly clock?: Clock;
}

/**
 * The log in one SQLite file. Makes the file where there is none; a file that is not a brain, or one
 * of a later version, or a damaged one, is refused and keeps every byte.
 *
 * Errors: `old-node`, `cannot-open`, `not-a-brain`, `newer-brain`, `damaged`, `read-only`, `locked`,
 * `invalid-options`.
 */
export async function openSqliteLog(options: SqliteLogOptions): Promise<LogStore> {
  requireNode24();
  const sqlite = await import("node:sqlite");
  const resolved: Resolved = {
    readOnly: false,
    synchronous: "normal",
    codec: identityCodec,
    lockTimeoutMs: 5000,
    maxPages: null,
    clock: systemClock,
    ...options,
    path: resolve(options.path),
  };
  conform(schema, resolved, "invalid-options", "See SqliteLogOptions in the documentation for their forms.");
  try {
    return await patiently(resolved.lockTimeoutMs, () => new SqliteLog(sqlite, resolved));
  } catch (error) {
    throw storeError(error, resolved.path);
  }
}

/** What is written into SQL, or waited for. */
const schema = z.looseObject({
  synchronous: z.enum(["normal", "full"]),
  lockTimeoutMs: z.number().min(0),
  maxPages: z.int().positive().nullable(),
});

interface Resolved extends FileOptions {
  readonly lockTimeoutMs: number;
  readonly clock: Clock;
}

/** Pages that one step of `compact` gives back at most. */
const compactPages = 16;
/** Bytes that are searched in one go. */
const scanBytes = 64 * 1024;
/** Events that `verify` and `merge` take between two breaths. */
const breathEvents = 256;

class SqliteLog implements LogStore {
  readonly readOnly: boolean;
  readonly #sqlite: Sqlite;
  readonly #options: Resolved;
  readonly #tables: Tables;
  readonly #files: BrainFiles;
  readonly #writers: Turnstile = new Turnstile();
  readonly #dataVersion: StatementSync;
  /** The last position as of the data version, which changes when anybody else commits. */
  #head: { readonly dataVersion: number; readonly seq: Seq } = { dataVersion: -1, seq: 0 as Seq };
  #closing: Promise<void> | null = null;

  constructor(sqlite: Sqlite, options: Resolved) {
    this.readOnly = options.readOnly;
    this.#sqlite = sqlite;
    this.#options = options;
    this.#tables = openTables(sqlite, options);
    this.#dataVersion = this.#tables.db.prepare("PRAGMA data_version");
    this.#files = new BrainFiles(options.path);
  }

  async append(events: readonly EventBody[], at: Millis): Promise<readonly Appended[]> {
    const appended = await this.#write(() => events.map((event) => this.#tables.append(event, at)));
    const last = appended.findLast(({ outcome }) => outcome === "new");
    if (last !== undefined) this.#wrote(last.seq);
    return appended;
  }

  /** What this connection commits is no change of the data version. */
  #wrote(seq: Seq): void {
    if (seq > this.#head.seq) this.#head = { ...this.#head, seq };
  }

  head(): Promise<Seq> {
    return this.#attempt(() => {
      const { data_version: dataVersion } = this.#dataVersion.get() as { data_version: number };
      if (dataVersion !== this.#head.dataVersion)
        this.#head = { dataVersion, seq: this.#tables.events.last() };
      return this.#head.seq;
    });
  }

  read(after: Seq, limit: number): Promise<readonly LogEvent[]> {
    const { events } = this.#tables;
    return this.#attempt(() => events.rows(after, limit).map((row) => events.decode(row)));
  }

  episodes(seqs: readonly Seq[]): Promise<readonly (Episode | null)[]> {
    return this.#attempt(() =>
      seqs.map((seq) => {
        const event = this.#tables.events.at(seq);
        return event?.type === "observed" ? event.episode : null;
      }),
    );
  }

  ids(seqs: readonly Seq[]): Promise<readonly (EpisodeId | null)[]> {
    return this.#attempt(() => seqs.map((seq) => this.#tables.events.idOf(seq)));
  }

  find(id: EpisodeId): Promise<EventOf<"observed"> | null> {
    return this.#attempt(() => this.#tables.events.find(id));
  }

  seqOf(id: EpisodeId): Promise<Seq | null> {
    return this.#attempt(() => this.#tables.events.seqOf(id));
  }

  async erase(
    episodes: readonly EpisodeRef[],
    at: Millis,
    kept: Omit<KeptErasure, "seq"> | null = null,
  ): Promise<Seq> {
    const parts = partsOf(episodes);
    let seq = 0 as Seq;
    const living = new Map<string, Seq>();
    const erase = (tables: Tables, part: readonly EpisodeRef[]): void => {
      seq = tables.append({ type: "erased", episodes: part }, at, living).seq;
      if (part === parts.at(-1) && kept !== null) tables.erasures.add({ ...kept, seq });
    };
    // Most erasures are one event: a write like any other.
    if (parts.length === 1) await this.#write(() => erase(this.#tables, parts[0]!));
    else
      await this.#apart(async (tables) => {
        for (const part of parts) {
          erase(tables, part);
          await breathe();
        }
      });
    this.#wrote(seq);
    return seq;
  }

  erasures(): Promise<readonly KeptErasure[]> {
    return this.#attempt(() => this.#tables.erasures.all());
  }

  async keepErasure(kept: KeptErasure): Promise<void> {
    await this.#write(() => this.#tables.erasures.replace(kept));
    // Until then the file itself still has the digests.
    if (kept.canaries === null) await this.#emptyWriteAheadLog();
  }

  async scrub(): Promise<boolean> {
    const erasure = await this.#write(() =>
      this.#tables.erasurePending() ? this.#tables.lastErasure() : null,
    );
    if (erasure === null) return true;
    await this.#tables.checkpoints.purgeBefore(erasure, (work) => this.#write(work));
    while (await this.compact()) await breathe();
    if (!(await this.#emptyWriteAheadLog())) return false;
    const done = await this.#write(() => this.#tables.endErasure(erasure));
    await this.#emptyWriteAheadLog();
    return done;
  }

  erasurePending(): Promise<boolean> {
    return this.#attempt(() => this.#tables.erasurePending());
  }

  scrubAgain(): Promise<void> {
    return this.#write(() => this.#tables.scrubAgain());
  }

  holdings(episodes: readonly EpisodeRef[]): Promise<Holdings> {
    return this.#attempt(() => this.#tables.events.holdings(episodes));
  }

  scan(needles: readonly Needle[], erased: ReadonlySet<Seq>): Promise<Scan> {
    return this.#named(async () => {
      const scan = new NeedleScan(needles);
      // Its own: those of this handle are closed with it, and somebody else's file may then have their numbers.
      const files = new BrainFiles(this.#options.path);
      try {
        await files.read((suffix, piece) => {
          if (this.#closing !== null) throw closedError();
          scan.feed(`file${suffix}`, piece);
        });
      } finally {
        files.release();
      }
      // Content and checkpoints are in the files as they are, or as the codec leaves them.
      if (this.#options.codec.id !== identityCodec.id) await this.#scanDecoded(scan, erased);
      await this.#scanRows((row, body) => {
        // Ids outlive what they name.
        scan.live(Buffer.from(`${row.episode} ${row.encoder}`));
        if (!isOf(row, erased)) scan.live(body);
      });
      return scan.result();
    });
  }

  async #scanDecoded(scan: NeedleScan, erased: ReadonlySet<Seq>): Promise<void> {
    await this.#scanRows((row, body) => {
      if (isOf(row, erased)) scan.feed("erased events, decoded", body);
    });
    scan.feed("erased events, decoded", null);
    for (const module of await this.#attempt(() => this.#tables.checkpoints.modules())) {
      const checkpoint = await this.loadCheckpoint(module);
      for (let at = 0; at < (checkpoint?.bytes.length ?? 0); at += scanBytes, await breathe())
        scan.feed("checkpoints, decoded", checkpoint!.bytes.subarray(at, at + scanBytes));
      scan.feed("checkpoints, decoded", null);
    }
  }

  /** The body of every row, as it is stored and as it reads. */
  async #scanRows(take: (row: StoredRow, bytes: Uint8Array) => void): Promise<void> {
    const { codec } = this.#options;
    for (let after = 0 as Seq, more = true; more; await breathe()) {
      const rows = await this.#attempt(() => this.#tables.events.rows(after, breathEvents));
      more = rows.length > 0;
      for (const row of rows) {
        after = row.seq as Seq;
        take(row, row.body);
        if (codec.id !== identityCodec.id && row.body.length > 0) take(row, decodedOr(codec, row.body));
      }
    }
  }

  saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.#tables.checkpoints.save(
      checkpoint,
      (work) => this.#write(work),
      () => this.#tables.lastErasure(),
    );
  }

  loadCheckpoint(module: string): Promise<Checkpoint | null> {
    return this.#tables.checkpoints.load(module, (work) => this.#attempt(work));
  }

  compact(): Promise<boolean> {
    const { db } = this.#tables;
    return this.#write(() => {
      if (pragma(db, "freelist_count") === 0) return false;
      // One page a step of the statement: `all` takes every step.
      db.prepare(`PRAGMA incremental_vacuum(${compactPages})`).all();
      return true;
    });
  }

  async acquireLease(name: string, ttlMs: number): Promise<Lease | null> {
    const holder = randomUUID();
    const { leases } = this.#tables;
    const { clock } = this.#options;
    if (!(await this.#write(() => leases.take(name, holder, clock(), ttlMs)))) return null;
    return {
      renew: () => this.#write(() => leases.renew(name, holder, clock() + ttlMs)),
      release: () => this.#write(() => leases.giveBack(name, holder)),
    };
  }

  async verify(): Promise<IntegrityReport> {
    const { db, events, checkpoints } = this.#tables;
    const problems: string[] = [];
    /** What cannot even be read is a problem too, not an error of `verify`. */
    const check = async (what: string, look: () => void): Promise<void> => {
      try {
        await this.#attempt(look);
      } catch (error) {
        passClosed(error);
        problems.push(`${what} cannot be read.`);
      }
    };
    await check("The file's structure", () => {
      for (const row of db.prepare("PRAGMA integrity_check").all())
        if (row.integrity_check !== "ok") problems.push(`The file's structure: ${row.integrity_check}.`);
    });
    let read = 0;
    for (let after = 0 as Seq, more = true; more; await breathe()) {
      more = false;
      await check(`What follows event ${after}`, () => {
        for (const row of events.rows(after, breathEvents)) {
          more = true;
          read++;
          after = row.seq as Seq;
          if (!events.isWhole(row)) problems.push(changedEvent(row.seq, row.episode));
        }
      });
    }
    let modules: readonly string[] = [];
    await check("The list of checkpoints", () => {
      modules = checkpoints.modules();
    });
    for (const module of modules)
      if ((await this.loadCheckpoint(module).catch(passClosed)) === null)
        problems.push(`The checkpoint of ${module} is not what was written.`);
    return { ok: problems.length === 0, problems, events: read };
  }

  size(): Promise<LogSize> {
    const { db, events } = this.#tables;
    return this.#attempt(() => ({
      ...events.counts(),
      bytes: pragma(db, "page_count") * pragma(db, "page_size"),
    }));
  }

  backup(path: string): Promise<void> {
    return this.#named(async () => {
      const files = new BrainFiles(this.#options.path);
      try {
        await placeBackup(resolve(path), (partial) => copyFile(this.#sqlite, this.#options.path, partial));
      } finally {
        files.release();
      }
    });
  }

  merge(stream: AsyncIterable<LogEvent> | Iterable<LogEvent>): Promise<Merged> {
    return this.#apart(async (tables) => {
      const merge = new Merge(tables);
      for await (const event of stream) {
        merge.take(event);
        if (merge.taken % breathEvents === 0) await breathe();
      }
      return merge.merged;
    });
  }

  /**
   * In one transaction that stays open while others have the event loop. On a connection of its own: what this
   * handle writes meanwhile waits like anybody else.
   */
  #apart<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
    return this.#named(async () => {
      this.#requireWritable();
      const tables = await patiently(this.#options.lockTimeoutMs, () =>
        openTables(this.#sqlite, this.#options),
      );
      const files = new BrainFiles(this.#options.path);
      try {
        await patiently(this.#options.lockTimeoutMs, () => tables.transactions.begin());
        const result = await work(tables);
        tables.transactions.commit();
        return result;
      } finally {
        tables.transactions.rollback();
        tables.db.close();
        files.release();
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#writers.empty().then(() => {
      this.#tables.db.close();
      this.#files.release();
    });
    return this.#closing;
  }

  /** False while another connection reads from the write-ahead log, or writes to it. */
  #emptyWriteAheadLog(): Promise<boolean> {
    return this.#attempt(() => this.#tables.db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0);
  }

  #write<T>(work: () => T): Promise<T> {
    return this.#named(() => {
      this.#requireWritable();
      return this.#writers.pass(() => this.#patiently(() => this.#tables.transactions.run(work)));
    });
  }

  #attempt<T>(work: () => T): Promise<T> {
    return this.#named(() => this.#patiently(work));
  }

  #patiently<T>(work: () => T): Promise<T> {
    return patiently(this.#options.lockTimeoutMs, () => {
      if (!this.#tables.db.isOpen) throw closedError();
      return work();
    });
  }

  /** Runs `work` on an open log; SQLite's errors leave as ours. */
  async #named<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw closedError();
    try {
      return await work();
    } catch (error) {
      throw storeError(error, this.#options.path);
    }
  }

  #requireWritable(): void {
    if (this.readOnly) throw readOnlyError(this.#options.path);
  }
}

/** Whether a row belongs to one of these episodes, by itself or as what was said of it. */
function isOf({ seq, about }: StoredRow, episodes: ReadonlySet<Seq>): boolean {
  return episodes.has((about ?? seq) as Seq);
}

/** What cannot be decoded any more reads as nothing. */
function decodedOr(codec: Codec, body: Uint8Array): Uint8Array {
  try {
    return codec.decode(body);
  } catch {
    return new Uint8Array(0);
  }
}

/** null for every error but `closed`. */
function passClosed(error: unknown): null {
  if (error instanceof EncephalonError && error.code === "closed") throw error;
  return null;
}

function openTables(sqlite: Sqlite, options: Resolved): Tables {
  return openFile(sqlite, options, (db) => {
    try {
      return new Tables(db, options.path, options.codec);
    } catch (error) {
      throw isMissingTable(error) ? damagedBrain(options.path, "a table is missing", error) : error;
    }
  });
}
