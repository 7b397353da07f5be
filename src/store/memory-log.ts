import type { Episode } from "../model/episode.ts";
import type { EpisodeRef, EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type {
  Appended,
  Checkpoint,
  IntegrityReport,
  Lease,
  LogSize,
  LogStore,
  Merged,
} from "../ports/log-store.ts";
import { closedError, idConflict, unknownEpisode } from "./errors.ts";
import { isUnique, mapRefs } from "./refs.ts";
import { sameJson } from "./same-json.ts";
import { requireVector } from "./vector-bytes.ts";

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
  /** Of an `observed` event, null: erased. */
  json: string | null;
  /** Of an `encoded` event, null: erased. */
  vector: Float32Array | null;
}

class MemoryLog implements LogStore {
  readonly readOnly = false;
  readonly #clock: Clock;
  /** Row i is at position i + 1. */
  readonly #rows: Row[] = [];
  readonly #seqOf = new Map<EpisodeId, Seq>();
  /** Positions of the `encoded` events of an episode. */
  readonly #encodedOf = new Map<Seq, readonly Seq[]>();
  readonly #checkpoints = new Map<string, Checkpoint>();
  readonly #leases = new Map<string, { readonly holder: object; readonly expires: number }>();
  /** What the running `#atomically` would have to bring back. */
  readonly #destroyed: { readonly row: Row; readonly json: string | null; readonly vector: Row["vector"] }[] =
    [];
  #lastErasure = 0 as Seq;
  #erasurePending = false;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async append(events: readonly EventBody[], at: Millis): Promise<readonly Appended[]> {
    this.#requireOpen();
    return this.#atomically(() => events.map((event) => this.#append(event, at)));
  }

  async merge(stream: AsyncIterable<LogEvent> | Iterable<LogEvent>): Promise<Merged> {
    this.#requireOpen();
    const events: LogEvent[] = [];
    for await (const event of stream) events.push(event);
    this.#requireOpen();
    return this.#atomically(() => {
      const before = this.#rows.length;
      const matched = new Set<number>();
      let added = 0;
      for (const { seq: _, at, ...foreign } of events) {
        const body = mapRefs(foreign, ({ id }) => {
          const seq = this.#seqOf.get(id);
          if (seq === undefined) throw unknownEpisode(id);
          return { id, seq };
        });
        if (!isUnique(body)) {
          const there = this.#rows.findIndex(
            (row, i) =>
              i < before &&
              !matched.has(i) &&
              row.at === at &&
              row.type === body.type &&
              sameJson(parse(row), body),
          );
          if (there >= 0) {
            matched.add(there);
            continue;
          }
        }
        if (this.#append(body, at).outcome === "new") added++;
      }
      return { added, skipped: events.length - added };
    });
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

  async find(id: EpisodeId): Promise<EventOf<"observed"> | null> {
    this.#requireOpen();
    const seq = this.#seqOf.get(id);
    return seq === undefined ? null : (toEvent(this.#rows[seq - 1]!, seq) as EventOf<"observed">);
  }

  async seqOf(id: EpisodeId): Promise<Seq | null> {
    this.#requireOpen();
    return this.#seqOf.get(id) ?? null;
  }

  async erase(episodes: readonly EpisodeRef[], at: Millis): Promise<Seq> {
    const [erased] = await this.append([{ type: "erased", episodes }], at);
    return erased!.seq;
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
    for (const { id, json, vector } of this.#rows) {
      if (id !== null && json !== null) episodes++;
      bytes += (json?.length ?? 0) + (vector?.byteLength ?? 0);
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
      for (const { row, json, vector } of this.#destroyed) Object.assign(row, { json, vector });
      for (const { id } of this.#rows.splice(length)) if (id !== null) this.#seqOf.delete(id);
      for (const [about, seqs] of this.#encodedOf)
        this.#encodedOf.set(
          about,
          seqs.filter((seq) => seq <= length),
        );
      this.#lastErasure = erasure.last;
      this.#erasurePending = erasure.pending;
      throw error;
    } finally {
      this.#destroyed.length = 0;
    }
  }

  #append(event: EventBody, at: Millis): Appended {
    const seq = (this.#rows.length + 1) as Seq;
    if (event.type === "observed") {
      const there = this.#seqOf.get(event.id);
      if (there !== undefined)
        return { seq: there, outcome: this.#offerAgain(this.#rows[there - 1]!, event) };
      const json = event.episode === null ? null : JSON.stringify(event.episode);
      this.#rows.push({ at, type: "observed", id: event.id, json, vector: null });
      this.#seqOf.set(event.id, seq);
    } else if (event.type === "encoded") {
      const held = this.#heldInstead(event);
      if (held !== null) return held;
      const { vector, ...fields } = event;
      const json = JSON.stringify(fields);
      this.#rows.push({
        at,
        type: "encoded",
        id: null,
        json,
        vector: vector && requireVector(vector).slice(),
      });
      this.#encodedOf.set(event.episode.seq, [...(this.#encodedOf.get(event.episode.seq) ?? []), seq]);
    } else {
      if (event.type === "erased" && this.#destroy(event.episodes) > 0) {
        this.#lastErasure = seq;
        this.#erasurePending = true;
      }
      this.#rows.push({ at, type: event.type, id: null, json: JSON.stringify(event), vector: null });
    }
    return { seq, outcome: "new" };
  }

  #offerAgain(row: Row, { id, episode }: Extract<EventBody, { type: "observed" }>): "duplicate" | "erased" {
    if (row.json === null) return "erased";
    if (episode !== null && !sameJson(parse(row), JSON.parse(JSON.stringify(episode)))) throw idConflict(id);
    return "duplicate";
  }

  #destroy(episodes: readonly EpisodeRef[]): number {
    let destroyed = 0;
    for (const ref of episodes) {
      const rows = [this.#rowOf(ref), ...this.#vectorsOf(ref.seq).map(({ row }) => row)];
      const held = rows.filter(({ id, json, vector }) => vector !== null || (id !== null && json !== null));
      for (const row of held) {
        this.#destroyed.push({ row, json: row.json, vector: row.vector });
        row.vector = null;
        // Of an `encoded` event it says whose the vector was.
        if (row.id !== null) row.json = null;
      }
      if (held.length > 0) destroyed++;
    }
    return destroyed;
  }

  #rowOf({ id, seq }: EpisodeRef): Row {
    const row = this.#rows[seq - 1];
    if (row === undefined || row.id !== id) throw unknownEpisode(id);
    return row;
  }

  #vectorsOf(about: Seq): readonly { readonly seq: Seq; readonly row: Row }[] {
    return (this.#encodedOf.get(about) ?? []).map((seq) => ({ seq, row: this.#rows[seq - 1]! }));
  }

  /** Why a vector is not written: its episode was erased, or has one of this encoder. */
  #heldInstead({ encoder, episode, vector }: Omit<EventOf<"encoded">, "seq" | "at">): Appended | null {
    const observed = this.#rowOf(episode);
    if (vector !== null && observed.json === null) return { seq: episode.seq, outcome: "erased" };
    const there = this.#vectorsOf(episode.seq).find(
      ({ row }) =>
        (parse(row) as { readonly encoder: string }).encoder === encoder &&
        (vector === null || row.vector !== null),
    );
    return there === undefined ? null : { seq: there.seq, outcome: "duplicate" };
  }
}

function parse({ json }: Row): unknown {
  return json === null ? null : JSON.parse(json);
}

function toEvent(row: Row, seq: Seq): LogEvent {
  if (row.type === "encoded")
    return { seq, at: row.at, ...(parse(row) as object), vector: row.vector?.slice() ?? null } as LogEvent;
  if (row.id === null) return { seq, at: row.at, ...(parse(row) as EventBody) };
  return { seq, at: row.at, type: "observed", id: row.id, episode: parse(row) as Episode | null };
}

function copy(checkpoint: Checkpoint): Checkpoint {
  return { ...checkpoint, bytes: checkpoint.bytes.slice() };
}
