import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sourceOf } from "../model/episode.ts";
import type { EpisodeRef, EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import { type Codec, identityCodec } from "../ports/codec.ts";
import type { Appended, Holdings } from "../ports/log-store.ts";
import { damagedEvent, idConflict, unknownEpisode } from "./errors.ts";
import { decodeEvent, emptyBody, encodeEvent, rowCrc, type StoredRow } from "./event-row.ts";
import { piecesOf } from "./pieces.ts";
import { isErased, isSaying, type Saying, sayerOf } from "./refs.ts";
import { sameJson } from "./same-json.ts";

/** What an event is read from, with the id of the episode that something is said of. */
const stored = `seq, at, type, episode, crc, body, encoder, about,
  (SELECT episode FROM events AS o WHERE o.seq = events.about) AS of`;

/**
 * The table `events`. What writes expects to be inside a transaction. Prepared once: a statement is
 * compiled again by itself after a schema change.
 */
export class EventTable {
  readonly #path: string;
  readonly #codec: Codec;
  readonly #insert: StatementSync;
  readonly #last: StatementSync;
  readonly #after: StatementSync;
  readonly #bySeq: StatementSync;
  readonly #byId: StatementSync;
  readonly #seqOf: StatementSync;
  readonly #idOf: StatementSync;
  readonly #others: StatementSync;
  readonly #about: StatementSync;
  readonly #trusted: StatementSync;
  readonly #living: StatementSync;
  readonly #erase: StatementSync;
  readonly #counts: StatementSync;

  constructor(db: DatabaseSync, path: string, codec: Codec) {
    this.#path = path;
    this.#codec = codec;
    this.#insert = db.prepare(
      `INSERT INTO events (at, type, episode, time, scope, crc, body, encoder, about)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (episode) WHERE episode IS NOT NULL DO NOTHING`,
    );
    this.#last = db.prepare("SELECT max(seq) AS seq FROM events");
    this.#after = db.prepare(`SELECT ${stored} FROM events WHERE seq > ? ORDER BY seq LIMIT ?`);
    this.#bySeq = db.prepare(`SELECT ${stored} FROM events WHERE seq = ?`);
    this.#byId = db.prepare(`SELECT ${stored} FROM events WHERE episode = ?`);
    this.#seqOf = db.prepare("SELECT seq FROM events WHERE episode = ?");
    this.#idOf = db.prepare("SELECT episode FROM events WHERE seq = ?");
    this.#others = db.prepare(
      `SELECT ${stored} FROM events WHERE at = ? AND episode IS NULL AND type = ? AND seq <= ? ORDER BY seq`,
    );
    this.#about = db.prepare(`SELECT ${stored} FROM events WHERE about = ? ORDER BY seq`);
    this.#trusted = db.prepare(`SELECT ${stored} FROM events WHERE type = 'trusted' ORDER BY seq`);
    this.#living = db.prepare(
      `SELECT ${stored} FROM events
       WHERE seq >= ? AND episode IS NOT NULL AND time IS NOT NULL AND instr(body, ?) > 0 ORDER BY seq`,
    );
    this.#erase = db.prepare("UPDATE events SET time = NULL, scope = NULL, crc = ?, body = ? WHERE seq = ?");
    // Positions have no gaps, and both indexes leave the living episodes out. The second count is linear in
    // the recorded vectors, in an index without bodies: 40 ms for a million.
    this.#counts = db.prepare(
      `SELECT events, events - others - erased AS episodes FROM
         (SELECT coalesce(max(seq), 0) AS events FROM events),
         (SELECT count(*) AS others FROM events INDEXED BY events_other WHERE episode IS NULL),
         (SELECT count(*) AS erased FROM events INDEXED BY events_erased WHERE episode IS NOT NULL AND time IS NULL)`,
    );
  }

  /** `id-conflict` when an episode of this id and another content is there. */
  append(event: EventBody, at: Millis): Appended {
    const held = isSaying(event) ? this.#heldInstead(event) : null;
    if (held !== null) return held;
    const row = encodeEvent(event, at, this.#codec);
    const { changes, lastInsertRowid } = this.#insert.run(
      row.at,
      row.type,
      row.episode,
      row.time,
      row.scope,
      row.crc,
      row.body,
      row.encoder,
      row.about,
    );
    if (Number(changes) === 1) return { seq: Number(lastInsertRowid) as Seq, outcome: "new" };
    if (event.type !== "observed") throw new Error("Only an episode's id can be there already.");
    const there = this.find(event.id)!;
    if (there.episode === null) return { seq: there.seq, outcome: "erased" };
    // What the offered episode will read back as, so that both went through JSON.
    if (event.episode !== null && !sameJson(there.episode, JSON.parse(JSON.stringify(event.episode))))
      throw idConflict(event.id);
    return { seq: there.seq, outcome: "duplicate" };
  }

  /** Why a saying is not written: its episode was erased, or has one of this kind and sayer. */
  #heldInstead(saying: Saying): Appended | null {
    const { type, episode } = saying;
    const erased = isErased(saying);
    const observed = this.#rowOf(episode);
    if (!erased && observed.body.length === 0) return { seq: episode.seq, outcome: "erased" };
    const there = this.#sayingsOf(episode.seq).find(
      (row) => row.type === type && row.encoder === sayerOf(saying) && (erased || row.body.length > 0),
    );
    return there === undefined ? null : { seq: there.seq as Seq, outcome: "duplicate" };
  }

  /** `unknown-episode` where no episode of this id was observed at this position. */
  #rowOf({ id, seq }: EpisodeRef): StoredRow {
    const row = this.#bySeq.get(seq) as StoredRow | undefined;
    if (row === undefined || row.episode !== id) throw unknownEpisode(id);
    return row;
  }

  #sayingsOf(seq: Seq): readonly StoredRow[] {
    return this.#about.all(seq) as unknown as StoredRow[];
  }

  /**
   * Destroys the content, what was said of it, and the names of sources that nothing comes from any more. Returns
   * how many episodes still had any, and the `trusted` events that lost their name. `living`: where the first episode
   * of each source was met that was there, for what follows in the same transaction.
   */
  destroy(
    episodes: readonly EpisodeRef[],
    living: Map<string, Seq>,
  ): { readonly destroyed: number; readonly trusted: readonly Seq[] } {
    const named = this.#named();
    const sources = new Set<string>();
    let destroyed = 0;
    for (const ref of episodes) {
      const observed = this.#rowOf(ref);
      if (named.length > 0) this.#addSource(sources, observed);
      const held = [observed, ...this.#sayingsOf(ref.seq)].filter(({ body }) => body.length > 0);
      for (const row of held) this.#empty(row);
      if (held.length > 0) destroyed++;
    }
    const orphans = new Set([...sources].filter((source) => !this.#isSource(source, living)));
    const nameless = named.filter(({ source }) => orphans.has(source));
    for (const { row } of nameless) this.#empty(row);
    return { destroyed, trusted: nameless.map(({ row }) => row.seq as Seq) };
  }

  #empty(row: StoredRow): void {
    this.#erase.run(rowCrc({ ...row, body: emptyBody }), emptyBody, row.seq);
  }

  /** The sources whose trust was spoken of. */
  #named(): readonly { readonly row: StoredRow; readonly source: string }[] {
    return (this.#trusted.all() as unknown as StoredRow[]).flatMap((row) => {
      const event = this.#read(row);
      return event?.type === "trusted" && event.source !== null ? [{ row, source: event.source }] : [];
    });
  }

  /** An episode that cannot be read any more comes from nowhere. */
  #addSource(sources: Set<string>, row: StoredRow): void {
    const event = this.#read(row);
    if (event?.type === "observed" && event.episode !== null) sources.add(sourceOf(event.episode));
  }

  /** Whether any episode that is there comes from it. Linear in the log's bytes: asked where its trust was spoken of. */
  #isSource(source: string, living: Map<string, Seq>): boolean {
    const rows = this.#living.iterate(living.get(source) ?? 0, this.#partOf(source));
    for (const row of rows as Iterable<unknown> as Iterable<StoredRow>) {
      const found = new Set<string>();
      this.#addSource(found, row);
      if (!found.has(source)) continue;
      living.set(source, row.seq as Seq);
      return true;
    }
    return false;
  }

  /** Bytes that the body of each episode of a source holds. */
  #partOf(source: string): Uint8Array {
    const isSpelled = this.#codec.id === identityCodec.id && source !== sourceOf({});
    return isSpelled ? Buffer.from(JSON.stringify(source)) : emptyBody;
  }

  /** What `destroy` would take from these. */
  holdings(episodes: readonly EpisodeRef[]): Holdings {
    const rows = episodes.flatMap((ref) => [this.#rowOf(ref), ...this.#sayingsOf(ref.seq)]);
    const held = rows.filter(({ body }) => body.length > 0);
    const count = (type: string): number => held.filter((row) => row.type === type).length;
    return {
      vectors: count("encoded"),
      extractions: count("extracted"),
      pieces: held.flatMap(({ body }) => piecesOf(body)),
    };
  }

  last(): Seq {
    return ((this.#last.get() as { seq: number | null }).seq ?? 0) as Seq;
  }

  /** Up to `limit` rows after `after` as they are stored: `decode` says whether they are whole. */
  rows(after: Seq, limit: number): readonly StoredRow[] {
    return this.#after.all(after, limit) as unknown as StoredRow[];
  }

  at(seq: Seq): LogEvent | null {
    const row = this.#bySeq.get(seq) as StoredRow | undefined;
    return row === undefined ? null : this.decode(row);
  }

  find(id: EpisodeId): EventOf<"observed"> | null {
    const row = this.#byId.get(id) as StoredRow | undefined;
    return row === undefined ? null : (this.decode(row) as EventOf<"observed">);
  }

  seqOf(id: EpisodeId): Seq | null {
    const row = this.#seqOf.get(id) as { seq: number } | undefined;
    return row === undefined ? null : (row.seq as Seq);
  }

  idOf(seq: Seq): EpisodeId | null {
    const row = this.#idOf.get(seq) as { episode: string | null } | undefined;
    return (row?.episode ?? null) as EpisodeId | null;
  }

  /** Events other than `observed` of this time and type, none after `until`. */
  others(at: Millis, type: string, until: Seq): readonly LogEvent[] {
    return (this.#others.all(at, type, until) as unknown as StoredRow[]).map((row) => this.decode(row));
  }

  counts(): { readonly events: number; readonly episodes: number } {
    return this.#counts.get() as { events: number; episodes: number };
  }

  /** `damaged`, naming the position, when the row is not what was written. */
  decode(row: StoredRow): LogEvent {
    try {
      return decodeEvent(row, this.#codec);
    } catch {
      // Not passed on as the cause: the message of a JSON error quotes the text.
      throw damagedEvent(this.#path, row.seq, row.episode);
    }
  }

  isWhole(row: StoredRow): boolean {
    return this.#read(row) !== null;
  }

  /** null where the row is not what was written. */
  #read(row: StoredRow): LogEvent | null {
    try {
      return decodeEvent(row, this.#codec);
    } catch {
      return null;
    }
  }
}
