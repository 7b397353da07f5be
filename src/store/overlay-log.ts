import type { Episode } from "../model/episode.ts";
import type { EpisodeRef, EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Needle } from "../model/needle.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
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
  Moment,
  Scan,
} from "../ports/log-store.ts";
import { closedError, unknownEpisode } from "./errors.ts";
import { KeptErasures } from "./kept-erasures.ts";
import { createMemoryLog } from "./memory-log.ts";
import { NeedleScan } from "./needle-scan.ts";
import { LowerLog } from "./overlay-lower.ts";
import { type Below, OverlayRows } from "./overlay-rows.ts";
import { piecesOf } from "./pieces.ts";
import { isSaying, isUnique, mapRefs, sameAmong } from "./refs.ts";
import { bytesOf } from "./vector-bytes.ts";

export interface OverlayLog extends LogStore {
  /** Back to the moment: nothing was added to it. The bytes of the checkpoints are given away once. */
  rewind(checkpoints: readonly Checkpoint[]): void;
}

/**
 * What follows a moment of another log, kept in memory and gone when it is closed: the log below is read, never
 * written, and may go on meanwhile. What it erases is erased here too, by the next call of `head`.
 *
 * Errors: those of a log store, the log below's among them.
 */
export function createOverlayLog(
  below: LogStore,
  moment: Moment,
  options: { readonly clock?: Clock } = {},
): OverlayLog {
  return new Overlay(below, moment, options.clock ?? systemClock);
}

/** Events of the log below that are read at a time. */
const BATCH = 256;

class Overlay implements OverlayLog {
  readonly readOnly = false;
  readonly #below: LogStore;
  readonly #moment: Seq;
  readonly #rows: OverlayRows;
  /** Leases have nothing to do with what is below. */
  readonly #leases: LogStore;
  #given: Map<string, Checkpoint>;
  readonly #saved = new Map<string, Checkpoint>();
  readonly #erasures = new KeptErasures();
  /** How far the log below was followed. */
  #seen: Seq;
  readonly #lower: LowerLog;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(below: LogStore, { seq, checkpoints }: Moment, clock: Clock) {
    this.#below = below;
    this.#moment = this.#seen = seq;
    this.#rows = new OverlayRows(seq);
    this.#lower = new LowerLog(below, seq);
    this.#leases = createMemoryLog({ clock });
    this.#given = byModule(checkpoints);
  }

  rewind(checkpoints: readonly Checkpoint[]): void {
    this.#rows.clear();
    this.#saved.clear();
    this.#erasures.clear();
    this.#given = byModule(checkpoints);
    this.#seen = this.#moment;
  }

  append(events: readonly EventBody[], at: Millis): Promise<readonly Appended[]> {
    return this.#inTurn(async () => {
      const below = await this.#lookUp(events);
      return this.#rows.take(
        events.map((body) => ({ body, at })),
        below,
      );
    });
  }

  merge(stream: AsyncIterable<LogEvent> | Iterable<LogEvent>): Promise<Merged> {
    return this.#inTurn(async () => {
      const events: LogEvent[] = [];
      for await (const event of stream) events.push(event);
      this.#requireOpen();
      const below = await this.#lookUp(events);
      const there = await this.#equalsOf(events);
      const here = ({ id }: EpisodeRef): EpisodeRef => {
        const seq = this.#rows.seqOf(id) ?? below.observed(id)?.seq;
        if (seq === undefined) throw unknownEpisode(id);
        return { id, seq };
      };
      // Lazily: what one event observes, a later one refers to.
      const foreign = function* (
        this: Overlay,
      ): Generator<{ readonly body: EventBody; readonly at: Millis }> {
        for (const { seq: _, at, ...event } of events) {
          const body = mapRefs(event, here);
          const equals = isUnique(body) ? [] : (there.get(`${at} ${body.type}`) ?? []);
          // As it is by now: an erasure in the same stream may have taken a name.
          const match = sameAmong(
            equals.map((equal) => this.#rows.asItIs(equal)),
            body,
          );
          // Each is matched once: a log may hold equal events.
          if (match >= 0) equals.splice(match, 1);
          else yield { body, at };
        }
      };
      const added = this.#rows
        .take(foreign.call(this), below)
        .filter(({ outcome }) => outcome === "new").length;
      return { added, skipped: events.length - added };
    });
  }

  async head(): Promise<Seq> {
    this.#requireOpen();
    if ((await this.#below.head()) > this.#seen) await this.#inTurn(() => this.#follow());
    this.#requireOpen();
    return this.#rows.last;
  }

  async read(after: Seq, limit: number): Promise<readonly LogEvent[]> {
    this.#requireOpen();
    const events = after < this.#moment ? await this.#readBelow(after, limit) : [];
    this.#requireOpen();
    return [...events, ...this.#rows.read(after, limit - events.length)];
  }

  async #readBelow(after: Seq, limit: number): Promise<readonly LogEvent[]> {
    const events = await this.#below.read(after, limit);
    return events.filter(({ seq }) => seq <= this.#moment).map((event) => this.#rows.masked(event));
  }

  async episodes(seqs: readonly Seq[]): Promise<readonly (Episode | null)[]> {
    this.#requireOpen();
    const isBelow = (seq: Seq): boolean => seq <= this.#moment && !this.#rows.isEmptied(seq);
    const below = await this.#below.episodes(seqs.filter(isBelow));
    this.#requireOpen();
    let next = 0;
    return seqs.map((seq) => {
      if (isBelow(seq)) return below[next++] ?? null;
      const event = this.#rows.at(seq);
      return event?.type === "observed" ? event.episode : null;
    });
  }

  async ids(seqs: readonly Seq[]): Promise<readonly (EpisodeId | null)[]> {
    this.#requireOpen();
    const below = await this.#below.ids(seqs.filter((seq) => seq <= this.#moment));
    this.#requireOpen();
    let next = 0;
    return seqs.map((seq) => {
      if (seq <= this.#moment) return below[next++] ?? null;
      const event = this.#rows.at(seq);
      return event?.type === "observed" ? event.id : null;
    });
  }

  async find(id: EpisodeId): Promise<EventOf<"observed"> | null> {
    this.#requireOpen();
    const mine = this.#rows.seqOf(id);
    if (mine !== null) return this.#rows.at(mine) as EventOf<"observed">;
    const there = await this.#below.find(id);
    if (there === null || there.seq > this.#moment) return null;
    return this.#rows.masked(there) as EventOf<"observed">;
  }

  async seqOf(id: EpisodeId): Promise<Seq | null> {
    this.#requireOpen();
    const seq = this.#rows.seqOf(id) ?? (await this.#below.seqOf(id));
    return seq !== null && (seq <= this.#moment || this.#rows.seqOf(id) !== null) ? seq : null;
  }

  erase(
    episodes: readonly EpisodeRef[],
    at: Millis,
    kept: Omit<KeptErasure, "seq"> | null = null,
  ): Promise<Seq> {
    return this.#erasures.erase((events) => this.append(events, at), episodes, kept);
  }

  async erasures(): Promise<readonly KeptErasure[]> {
    this.#requireOpen();
    return this.#erasures.all();
  }

  async keepErasure(kept: KeptErasure): Promise<void> {
    this.#requireOpen();
    this.#erasures.replace(kept);
  }

  async scrub(): Promise<boolean> {
    this.#requireOpen();
    this.#dropOld(this.#given);
    this.#dropOld(this.#saved);
    this.#rows.erasurePending = false;
    return true;
  }

  /** They hold what was erased since. */
  #dropOld(held: Map<string, Checkpoint>): void {
    for (const { module, seq } of held.values()) if (seq < this.#rows.lastErasure) held.delete(module);
  }

  async erasurePending(): Promise<boolean> {
    this.#requireOpen();
    return this.#rows.erasurePending;
  }

  async scrubAgain(): Promise<void> {
    this.#requireOpen();
    this.#rows.erasurePending = true;
  }

  async holdings(episodes: readonly EpisodeRef[]): Promise<Holdings> {
    this.#requireOpen();
    const isBelow = ({ seq }: EpisodeRef): boolean => seq <= this.#moment;
    for (const { id, seq } of episodes)
      if (!isBelow({ id, seq }) && this.#rows.seqOf(id) !== seq) throw unknownEpisode(id);
    const below = await this.#below.holdings(
      episodes.filter((ref) => isBelow(ref) && !this.#rows.isEmptied(ref.seq)),
    );
    this.#requireOpen();
    const seqs = new Set(episodes.map(({ seq }) => seq));
    const mine = this.#rows.held(seqs);
    const count = (type: string): number => mine.filter((event) => event.type === type).length;
    return {
      vectors: below.vectors + count("encoded"),
      extractions: below.extractions + count("extracted"),
      pieces: [...below.pieces, ...mine.flatMap(bytesIn).flatMap(piecesOf)],
    };
  }

  /** What is seen from here: what was erased here alone is still below. */
  async scan(needles: readonly Needle[], erased: ReadonlySet<Seq>): Promise<Scan> {
    this.#requireOpen();
    const scan = new NeedleScan(needles);
    const living: Uint8Array[] = [];
    for await (const event of this.#all()) {
      const about = isSaying(event) ? event.episode.seq : event.seq;
      for (const bytes of bytesIn(event)) {
        scan.feed("events", bytes);
        scan.feed("events", null);
        if (!erased.has(about)) living.push(bytes);
      }
      // Ids outlive what they name.
      if (event.type === "observed") living.push(utf8.encode(event.id));
    }
    for (const held of [this.#given, this.#saved])
      for (const { bytes } of held.values()) {
        scan.feed("checkpoints", bytes);
        scan.feed("checkpoints", null);
      }
    for (const bytes of living) scan.live(bytes);
    return scan.result();
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.#requireOpen();
    if (checkpoint.seq < this.#rows.lastErasure) return;
    this.#given.delete(checkpoint.module);
    this.#saved.set(checkpoint.module, { ...checkpoint, bytes: checkpoint.bytes.slice() });
  }

  async loadCheckpoint(module: string): Promise<Checkpoint | null> {
    this.#requireOpen();
    const given = this.#given.get(module);
    this.#given.delete(module);
    if (given !== undefined) return given;
    const saved = this.#saved.get(module);
    return saved === undefined ? null : { ...saved, bytes: saved.bytes.slice() };
  }

  async compact(): Promise<boolean> {
    this.#requireOpen();
    return false;
  }

  async acquireLease(name: string, ttlMs: number): Promise<Lease | null> {
    this.#requireOpen();
    return this.#leases.acquireLease(name, ttlMs);
  }

  async verify(): Promise<IntegrityReport> {
    this.#requireOpen();
    const { ok, problems, events } = await this.#below.verify();
    const before = ok ? (await this.#lower.surveyed()).events : events;
    return { ok, problems, events: before + this.#rows.count };
  }

  async size(): Promise<LogSize> {
    this.#requireOpen();
    const { events, sources } = await this.#lower.surveyed();
    const { bytes } = await this.#below.size();
    const mine = this.#rows.read(this.#moment, this.#rows.count);
    const episodes = [
      ...[...sources.keys()].filter((seq) => !this.#rows.isEmptied(seq)),
      ...mine.filter((event) => event.type === "observed" && event.episode !== null),
    ];
    return {
      events: events + this.#rows.count,
      episodes: episodes.length,
      bytes: bytes + this.#rows.bytes,
    };
  }

  /** Writes a file that `openSqliteLog` opens: what was a question becomes a brain. */
  async backup(path: string): Promise<void> {
    this.#requireOpen();
    const [{ placeBackup }, { openSqliteLog }] = await Promise.all([
      import("./backup.ts"),
      import("./sqlite-log.ts"),
    ]);
    await placeBackup(path, async (partial) => {
      const file = await openSqliteLog({ path: partial });
      try {
        await file.merge(this.#all());
      } finally {
        await file.close();
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#given.clear();
    this.#saved.clear();
    this.#rows.clear();
    await this.#leases.close();
  }

  #requireOpen(): void {
    if (this.#closed) throw closedError();
  }

  /** One change at a time, in the order asked for, on what the log below has erased by then. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => {
      this.#requireOpen();
      return work();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async *#all(): AsyncGenerator<LogEvent> {
    for (let after = 0 as Seq; ; ) {
      const events = await this.read(after, BATCH);
      yield* events;
      if (events.length < BATCH && after >= this.#moment) return;
      after = events.at(-1)?.seq ?? this.#moment;
    }
  }

  async #follow(): Promise<void> {
    for (;;) {
      const events = await this.#below.read(this.#seen, BATCH);
      for (const event of events) {
        if (event.type === "erased") await this.#followErasure(event);
        this.#seen = event.seq;
      }
      if (events.length < BATCH) return;
    }
  }

  async #followErasure(event: EventOf<"erased">): Promise<void> {
    const isHere = (seq: Seq): boolean => seq <= this.#moment && !this.#rows.isEmptied(seq);
    const episodes = event.episodes.filter(({ seq }) => isHere(seq));
    const trusted = (event.trusted ?? []).filter(isHere);
    if (episodes.length + trusted.length === 0) return;
    this.#rows.follow({ ...event, episodes, trusted }, await this.#lookUp([{ type: "erased", episodes }]));
    // Nobody scrubs what is in memory. What was given is loaded next, and is given away with that.
    this.#dropOld(this.#saved);
  }

  async #lookUp(events: readonly EventBody[]): Promise<Below> {
    const below = await this.#lower.lookUp(events, (id) => this.#rows.seqOf(id) !== null);
    this.#requireOpen();
    return below;
  }

  /** What is there already of events that may be there more than once, by time and type. */
  async #equalsOf(events: readonly LogEvent[]): Promise<Map<string, LogEvent[]>> {
    const wanted = new Set(events.filter((event) => !isUnique(event)).map(keyOf));
    const found = new Map<string, LogEvent[]>();
    if (wanted.size === 0) return found;
    for await (const event of this.#all()) {
      const key = keyOf(event);
      if (wanted.has(key)) found.set(key, [...(found.get(key) ?? []), event]);
    }
    return found;
  }
}

const utf8 = new TextEncoder();

/** What an event holds, as text and as vector. */
function bytesIn(event: EventBody): readonly Uint8Array[] {
  const { vector, ...fields } = { vector: null, ...event };
  const text = utf8.encode(JSON.stringify(fields));
  return vector === null ? [text] : [text, bytesOf(vector)];
}

function keyOf({ at, type }: LogEvent): string {
  return `${at} ${type}`;
}

function byModule(checkpoints: readonly Checkpoint[]): Map<string, Checkpoint> {
  return new Map(checkpoints.map((checkpoint) => [checkpoint.module, checkpoint]));
}
