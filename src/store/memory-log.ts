import { type Episode, sourceOf } from "../model/episode.ts";
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
  Scan,
} from "../ports/log-store.ts";
import { closedError, idConflict, unknownEpisode } from "./errors.ts";
import { KeptErasures } from "./kept-erasures.ts";
import { NeedleScan } from "./needle-scan.ts";
import { piecesOf } from "./pieces.ts";
import { isErased, isSaying, mapRefs, type Saying, sameAmong, sayerOf } from "./refs.ts";
import { sameJson } from "./same-json.ts";
import { bytesOf, requireVector } from "./vector-bytes.ts";

/** The log without a file: the same answers as `openSqliteLog`, gone when it is closed. */
export function createMemoryLog(options: { readonly clock?: Clock } = {}): LogStore {
  return new MemoryLog(options.clock ?? systemClock);
}

/** An event as text: what is read is never an object that somebody else holds. */
interface Row {
  readonly at: Millis;
  readonly type: EventBody["type"];
  /** Of an `observed` event. */
  readonly id: EpisodeId | null;
  /** The event's fields; of an `observed` event the episode, null: erased. */
  json: string | null;
  /** What an `encoded` event's encoder said, or as text an `extracted` event's extractor; null: erased. */
  said: Float32Array | string | null;
}

class MemoryLog implements LogStore {
  readonly readOnly = false;
  readonly #clock: Clock;
  /** Row i is at position i + 1. */
  readonly #rows: Row[] = [];
  readonly #seqOf = new Map<EpisodeId, Seq>();
  /** Positions of what was said of an episode. */
  readonly #sayingsOf = new Map<Seq, readonly Seq[]>();
  /** Positions of the `trusted` events. */
  #trusted: readonly Seq[] = [];
  readonly #checkpoints = new Map<string, Checkpoint>();
  readonly #leases = new Map<string, { readonly holder: object; readonly expires: number }>();
  /** What the running `#atomically` would have to bring back. */
  readonly #destroyed: { readonly row: Row; readonly json: string | null; readonly said: Row["said"] }[] = [];
  #lastErasure = 0 as Seq;
  #erasurePending = false;
  readonly #erasures = new KeptErasures();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async append(events: readonly EventBody[], at: Millis): Promise<readonly Appended[]> {
    this.#requireOpen();
    const living = new Map<string, Seq>();
    return this.#atomically(() => events.map((event) => this.#append(event, at, living)));
  }

  async merge(stream: AsyncIterable<LogEvent> | Iterable<LogEvent>): Promise<Merged> {
    this.#requireOpen();
    const events: LogEvent[] = [];
    for await (const event of stream) events.push(event);
    this.#requireOpen();
    return this.#atomically(() => {
      const there = this.#others();
      let added = 0;
      for (const { seq: _, at, ...foreign } of events) {
        const body = mapRefs(foreign, ({ id }) => {
          const seq = this.#seqOf.get(id);
          if (seq === undefined) throw unknownEpisode(id);
          return { id, seq };
        });
        const equals = there.get(`${at} ${body.type}`) ?? [];
        const match = sameAmong(
          // As they are by now: an erasure in the same stream may have taken a name.
          equals.map((row) => parse(row) as EventBody),
          body,
        );
        // Each is matched once: a log may hold equal events.
        if (match >= 0) equals.splice(match, 1);
        else if (this.#append(body, at).outcome === "new") added++;
      }
      return { added, skipped: events.length - added };
    });
  }

  /** Rows of events that may be there more than once, by time and type. */
  #others(): Map<string, Row[]> {
    const rows = new Map<string, Row[]>();
    for (const row of this.#rows) {
      if (row.id !== null || isSayingRow(row)) continue;
      const key = `${row.at} ${row.type}`;
      const equal = rows.get(key) ?? [];
      rows.set(key, equal);
      equal.push(row);
    }
    return rows;
  }

  async head(): Promise<Seq> {
    this.#requireOpen();
    return this.#rows.length as Seq;
  }

  async read(after: Seq, limit: number): Promise<readonly LogEvent[]> {
    this.#requireOpen();
    return this.#rows.slice(after, after + limit).map((row, i) => toEvent(row, (after + i + 1) as Seq));
  }

  async episodes(seqs: readonly Seq[]): Promise<readonly (Episode | null)[]> {
    this.#requireOpen();
    return seqs.map((seq) => {
      const row = this.#rows[seq - 1];
      return row === undefined || row.id === null || row.json === null
        ? null
        : (JSON.parse(row.json) as Episode);
    });
  }

  async ids(seqs: readonly Seq[]): Promise<readonly (EpisodeId | null)[]> {
    this.#requireOpen();
    return seqs.map((seq) => this.#rows[seq - 1]?.id ?? null);
  }

  async find(id: EpisodeId): Promise<EventOf<"observed"> | null> {
    this.#requireOpen();
    const seq = this.#seqOf.get(id);
    return seq === undefined ? null : (toEvent(this.#rows[seq - 1]!, seq) as EventOf<"observed">);
  }

  async seqOf(id: EpisodeId): Promise<Seq | null> {
    this.#requireOpen();
    return this.#seqOf.get(id) ?? null;
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
    if (!this.#erasurePending) return true;
    for (const { module, seq } of this.#checkpoints.values())
      if (seq < this.#lastErasure) this.#checkpoints.delete(module);
    this.#erasurePending = false;
    return true;
  }

  async erasurePending(): Promise<boolean> {
    this.#requireOpen();
    return this.#erasurePending;
  }

  async scrubAgain(): Promise<void> {
    this.#requireOpen();
    this.#erasurePending = true;
  }

  async holdings(episodes: readonly EpisodeRef[]): Promise<Holdings> {
    this.#requireOpen();
    const rows = episodes.flatMap((ref) => [
      this.#rowOf(ref),
      ...this.#sayingsAbout(ref.seq).map(({ row }) => row),
    ]);
    const held = rows.filter(({ id, json, said }) => said !== null || (id !== null && json !== null));
    const count = (type: string): number => held.filter((row) => row.type === type).length;
    return {
      vectors: count("encoded"),
      extractions: count("extracted"),
      pieces: held.flatMap(({ json, said }) => piecesOf(bytesIn(said ?? json))),
    };
  }

  async scan(needles: readonly Needle[], erased: ReadonlySet<Seq>): Promise<Scan> {
    this.#requireOpen();
    const scan = new NeedleScan(needles);
    const living: Uint8Array[] = [];
    for (const [i, row] of this.#rows.entries()) {
      const about = isSayingRow(row) ? (parse(row) as Saying).episode.seq : i + 1;
      for (const bytes of [row.id, row.json, row.said].map(bytesIn)) {
        scan.feed("events", bytes);
        scan.feed("events", null);
        if (!erased.has(about as Seq)) living.push(bytes);
      }
      // Ids outlive what they name.
      living.push(bytesIn(row.id));
    }
    for (const { bytes } of this.#checkpoints.values()) {
      scan.feed("checkpoints", bytes);
      scan.feed("checkpoints", null);
    }
    for (const bytes of living) scan.live(bytes);
    return scan.result();
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    this.#requireOpen();
    if (checkpoint.seq >= this.#lastErasure) this.#checkpoints.set(checkpoint.module, copy(checkpoint));
  }

  async loadCheckpoint(module: string): Promise<Checkpoint | null> {
    this.#requireOpen();
    const checkpoint = this.#checkpoints.get(module);
    return checkpoint === undefined ? null : copy(checkpoint);
  }

  async compact(): Promise<boolean> {
    this.#requireOpen();
    return false;
  }

  async acquireLease(name: string, ttlMs: number): Promise<Lease | null> {
    this.#requireOpen();
    const now = this.#clock();
    const held = this.#leases.get(name);
    if (held !== undefined && held.expires > now) return null;
    const holder = {};
    this.#leases.set(name, { holder, expires: now + ttlMs });
    return {
      renew: async () => {
        this.#requireOpen();
        if (this.#leases.get(name)?.holder !== holder) return false;
        this.#leases.set(name, { holder, expires: this.#clock() + ttlMs });
        return true;
      },
      release: async () => {
        this.#requireOpen();
        if (this.#leases.get(name)?.holder === holder) this.#leases.delete(name);
      },
    };
  }

  async verify(): Promise<IntegrityReport> {
    this.#requireOpen();
    return { ok: true, problems: [], events: this.#rows.length };
  }

  async size(): Promise<LogSize> {
    this.#requireOpen();
    let episodes = 0;
    let bytes = 0;
    for (const { id, json, said } of this.#rows) {
      if (id !== null && json !== null) episodes++;
      bytes += (json?.length ?? 0) + (typeof said === "string" ? said.length : (said?.byteLength ?? 0));
    }
    for (const checkpoint of this.#checkpoints.values()) bytes += checkpoint.bytes.length;
    return { events: this.#rows.length, episodes, bytes };
  }

  /** Writes a file that `openSqliteLog` opens. */
  async backup(path: string): Promise<void> {
    this.#requireOpen();
    const [{ placeBackup }, { openSqliteLog }] = await Promise.all([
      import("./backup.ts"),
      import("./sqlite-log.ts"),
    ]);
    const events = this.#rows.map((row, i) => toEvent(row, (i + 1) as Seq));
    const checkpoints = [...this.#checkpoints.values()];
    await placeBackup(path, async (partial) => {
      const file = await openSqliteLog({ path: partial });
      await file.merge(events);
      for (const checkpoint of checkpoints) await file.saveCheckpoint(checkpoint);
      await file.close();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #requireOpen(): void {
    if (this.#closed) throw closedError();
  }

  /** `work` is synchronous: nobody sees what is undone when it throws. */
  #atomically<T>(work: () => T): T {
    const length = this.#rows.length;
    const erasure = { last: this.#lastErasure, pending: this.#erasurePending };
    this.#destroyed.length = 0;
    try {
      return work();
    } catch (error) {
      for (const { row, json, said } of this.#destroyed) Object.assign(row, { json, said });
      for (const { id } of this.#rows.splice(length)) if (id !== null) this.#seqOf.delete(id);
      for (const [about, seqs] of this.#sayingsOf)
        this.#sayingsOf.set(
          about,
          seqs.filter((seq) => seq <= length),
        );
      this.#trusted = this.#trusted.filter((seq) => seq <= length);
      this.#lastErasure = erasure.last;
      this.#erasurePending = erasure.pending;
      throw error;
    } finally {
      this.#destroyed.length = 0;
    }
  }

  /** `living`: where the first episode of each source was met that was there, for what follows at once. */
  #append(event: EventBody, at: Millis, living: Map<string, Seq> = new Map()): Appended {
    const seq = (this.#rows.length + 1) as Seq;
    if (event.type === "observed") {
      const there = this.#seqOf.get(event.id);
      if (there !== undefined)
        return { seq: there, outcome: this.#offerAgain(this.#rows[there - 1]!, event) };
      const json = event.episode === null ? null : JSON.stringify(event.episode);
      this.#rows.push({ at, type: "observed", id: event.id, json, said: null });
      this.#seqOf.set(event.id, seq);
    } else if (isSaying(event)) {
      const held = this.#heldInstead(event);
      if (held !== null) return held;
      const { fields, said } = splitSaying(event);
      this.#rows.push({ at, type: event.type, id: null, json: JSON.stringify(fields), said });
      this.#sayingsOf.set(event.episode.seq, [...(this.#sayingsOf.get(event.episode.seq) ?? []), seq]);
    } else if (event.type === "erased") {
      const { episodes } = event;
      const { destroyed, trusted } = this.#destroy(episodes, living);
      if (destroyed > 0) {
        this.#lastErasure = seq;
        this.#erasurePending = true;
      }
      const erased: EventBody = { type: "erased", episodes, ...(trusted.length > 0 && { trusted }) };
      this.#rows.push({ at, type: event.type, id: null, json: JSON.stringify(erased), said: null });
    } else {
      if (event.type === "trusted") this.#trusted = [...this.#trusted, seq];
      this.#rows.push({ at, type: event.type, id: null, json: JSON.stringify(event), said: null });
    }
    return { seq, outcome: "new" };
  }

  #offerAgain(row: Row, { id, episode }: Extract<EventBody, { type: "observed" }>): "duplicate" | "erased" {
    if (row.json === null) return "erased";
    if (episode !== null && !sameJson(parse(row), JSON.parse(JSON.stringify(episode)))) throw idConflict(id);
    return "duplicate";
  }

  #destroy(
    episodes: readonly EpisodeRef[],
    living: Map<string, Seq>,
  ): {
    readonly destroyed: number;
    readonly trusted: readonly Seq[];
  } {
    const sources = new Set<string>();
    let destroyed = 0;
    for (const ref of episodes) {
      const observed = this.#rowOf(ref);
      if (observed.json !== null) sources.add(sourceOf(JSON.parse(observed.json) as Episode));
      const rows = [observed, ...this.#sayingsAbout(ref.seq).map(({ row }) => row)];
      const held = rows.filter(({ id, json, said }) => said !== null || (id !== null && json !== null));
      // The fields of what was said of it say whose and by whom that was.
      for (const row of held) this.#empty(row, row.id === null ? row.json : null);
      if (held.length > 0) destroyed++;
    }
    const trusted = this.#trusted.filter((seq) => {
      const { source } = parse(this.#rows[seq - 1]!) as EventOf<"trusted">;
      return source !== null && sources.has(source) && !this.#isSource(source, living);
    });
    for (const seq of trusted) this.#empty(this.#rows[seq - 1]!, JSON.stringify(erasedSource));
    return { destroyed, trusted };
  }

  #empty(row: Row, json: string | null): void {
    this.#destroyed.push({ row, json: row.json, said: row.said });
    row.json = json;
    row.said = null;
  }

  #isSource(source: string, living: Map<string, Seq>): boolean {
    for (let seq = living.get(source) ?? 1; seq <= this.#rows.length; seq++) {
      const { id, json } = this.#rows[seq - 1]!;
      if (id === null || json === null || sourceOf(JSON.parse(json) as Episode) !== source) continue;
      living.set(source, seq as Seq);
      return true;
    }
    return false;
  }

  #rowOf({ id, seq }: EpisodeRef): Row {
    const row = this.#rows[seq - 1];
    if (row === undefined || row.id !== id) throw unknownEpisode(id);
    return row;
  }

  #sayingsAbout(about: Seq): readonly { readonly seq: Seq; readonly row: Row }[] {
    return (this.#sayingsOf.get(about) ?? []).map((seq) => ({ seq, row: this.#rows[seq - 1]! }));
  }

  /** Why a saying is not written: its episode was erased, or has one of this kind and sayer. */
  #heldInstead(saying: Saying): Appended | null {
    const { type, episode } = saying;
    const erased = isErased(saying);
    const observed = this.#rowOf(episode);
    if (!erased && observed.json === null) return { seq: episode.seq, outcome: "erased" };
    const there = this.#sayingsAbout(episode.seq).find(
      ({ row }) =>
        row.type === type &&
        sayerOf(parse(row) as Saying) === sayerOf(saying) &&
        (erased || row.said !== null),
    );
    return there === undefined ? null : { seq: there.seq, outcome: "duplicate" };
  }
}

function parse({ json }: Row): unknown {
  return json === null ? null : JSON.parse(json);
}

const erasedSource: EventBody = { type: "trusted", source: null, trust: null };

/** What was said, by itself: it may have to go. */
function splitSaying(saying: Saying): { readonly fields: object; readonly said: Row["said"] } {
  if (saying.type === "encoded") {
    const { vector, ...fields } = saying;
    return { fields, said: vector && requireVector(vector).slice() };
  }
  const { drafts, ...fields } = saying;
  return { fields, said: drafts && JSON.stringify(drafts) };
}

function isSayingRow({ type }: Row): boolean {
  return type === "encoded" || type === "extracted";
}

const utf8 = new TextEncoder();

function bytesIn(kept: string | Float32Array | null): Uint8Array {
  return kept instanceof Float32Array ? bytesOf(kept) : utf8.encode(kept ?? "");
}

function toEvent(row: Row, seq: Seq): LogEvent {
  const { at, said } = row;
  if (row.type === "encoded")
    return {
      seq,
      at,
      ...(parse(row) as object),
      vector: (said as Float32Array | null)?.slice() ?? null,
    } as LogEvent;
  if (row.type === "extracted")
    return { seq, at, ...(parse(row) as object), drafts: said && JSON.parse(said as string) } as LogEvent;
  if (row.id === null) return { seq, at: row.at, ...(parse(row) as EventBody) };
  return { seq, at: row.at, type: "observed", id: row.id, episode: parse(row) as Episode | null };
}

function copy(checkpoint: Checkpoint): Checkpoint {
  return { ...checkpoint, bytes: checkpoint.bytes.slice() };
}
