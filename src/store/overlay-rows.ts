import { type Episode, sourceOf } from "../model/episode.ts";
import type { EpisodeRef, EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Appended } from "../ports/log-store.ts";
import { idConflict, unknownEpisode } from "./errors.ts";
import { isErased, isSaying, type Saying, sayerOf } from "./refs.ts";
import { sameJson } from "./same-json.ts";
import { requireVector } from "./vector-bytes.ts";

/** Something said of an episode: where, and whether an erasure took it. */
export interface Said {
  readonly seq: Seq;
  readonly erased: boolean;
}

/** What is known of the log below before a batch is taken: whatever the batch may ask. */
export interface Below {
  /** `episode` null: erased, `damaged`: it cannot be read any more. */
  observed(
    id: EpisodeId,
  ): { readonly seq: Seq; readonly episode: Episode | null; readonly damaged?: true } | null;
  said(key: string): readonly Said[];
  /** The `trusted` events that name a source. */
  readonly trusted: readonly { readonly seq: Seq; readonly source: string }[];
  /** The sources of the episodes that were there. */
  readonly sources: ReadonlyMap<Seq, string>;
}

/** Whose saying of which episode: a log holds one of each. */
export function sayingKey(event: Saying): string {
  return `${event.episode.seq} ${event.type} ${sayerOf(event)}`;
}

/** Event as text, but for its vector: what is read is never an object that somebody else holds. */
interface Row {
  readonly at: Millis;
  readonly type: EventBody["type"];
  json: string;
  vector: Float32Array | null;
}

/**
 * The events that an overlay adds to the log below it, and what they take away from that. Synchronous: a batch
 * is taken as a whole, or undone.
 */
export class OverlayRows {
  readonly #from: Seq;
  /** Row i is at position `from` + 1 + i. */
  #rows: Row[] = [];
  #ids = new Map<EpisodeId, Seq>();
  #said = new Map<string, readonly Said[]>();
  /** Positions here of what is said of an episode. */
  #sayingsOf = new Map<Seq, readonly Seq[]>();
  /** Positions of episodes and `trusted` events, here and below, that were emptied. */
  #emptied = new Set<Seq>();
  #undo: (() => void)[] = [];
  lastErasure = 0 as Seq;
  erasurePending = false;

  constructor(from: Seq) {
    this.#from = from;
  }

  clear(): void {
    this.#rows = [];
    this.#ids = new Map();
    this.#said = new Map();
    this.#sayingsOf = new Map();
    this.#emptied = new Set();
    this.lastErasure = 0 as Seq;
    this.erasurePending = false;
  }

  get last(): Seq {
    return (this.#from + this.#rows.length) as Seq;
  }

  get count(): number {
    return this.#rows.length;
  }

  get bytes(): number {
    return this.#rows.reduce((sum, { json, vector }) => sum + json.length + (vector?.byteLength ?? 0), 0);
  }

  /** Whether an episode or a `trusted` event, here or below, was emptied here. */
  isEmptied(seq: Seq): boolean {
    return this.#emptied.has(seq);
  }

  seqOf(id: EpisodeId): Seq | null {
    return this.#ids.get(id) ?? null;
  }

  at(seq: Seq): LogEvent | null {
    const row = this.#rows[seq - this.#from - 1];
    return row === undefined ? null : { seq, at: row.at, ...bodyOf(row) };
  }

  read(after: Seq, limit: number): readonly LogEvent[] {
    const first = Math.max(0, after - this.#from);
    return this.#rows
      .slice(first, first + limit)
      .map((_, i) => this.at((this.#from + first + i + 1) as Seq)!);
  }

  /** An event from below as it is seen from here. */
  masked(event: LogEvent): LogEvent {
    const { seq, at } = event;
    const isGone = this.#emptied.has(isSaying(event) ? event.episode.seq : seq);
    return isGone ? { seq, at, ...emptied(event) } : event;
  }

  /** The same of any event that was read before. */
  asItIs(event: LogEvent): EventBody {
    const { seq: _, at: _at, ...body } = this.at(event.seq) ?? this.masked(event);
    return body;
  }

  /** Of the events here those that hold something of episodes. */
  held(episodes: ReadonlySet<Seq>): readonly EventBody[] {
    return [...episodes]
      .flatMap((seq) => [this.at(seq), ...(this.#sayingsOf.get(seq) ?? []).map((saying) => this.at(saying))])
      .filter((event) => event !== null)
      .filter((event) =>
        isSaying(event) ? !isErased(event) : event.type === "observed" && event.episode !== null,
      );
  }

  /** All of the events or, where one of them throws, none. */
  take(
    events: Iterable<{ readonly body: EventBody; readonly at: Millis }>,
    below: Below,
  ): readonly Appended[] {
    const { lastErasure, erasurePending } = this;
    const count = this.#rows.length;
    try {
      return Array.from(events, ({ body, at }) => this.#take(body, at, below));
    } catch (error) {
      for (const undo of this.#undo.reverse()) undo();
      this.#rows.length = count;
      Object.assign(this, { lastErasure, erasurePending });
      throw error;
    } finally {
      this.#undo = [];
    }
  }

  #take(event: EventBody, at: Millis, below: Below): Appended {
    if (event.type === "observed") {
      const there = this.#observed(event.id, below);
      if (there !== null) return { seq: there.seq, outcome: offerAgain(there.episode, event) };
      const seq = this.#push(event, at);
      this.#ids.set(event.id, seq);
      this.#undo.push(() => this.#ids.delete(event.id));
      return { seq, outcome: "new" };
    }
    if (isSaying(event)) {
      const key = sayingKey(event);
      const held = this.#heldInstead(event, key, below);
      if (held !== null) return held;
      const seq = this.#push(event, at);
      const before = this.#said.get(key) ?? [];
      this.#said.set(key, [...before, { seq, erased: isErased(event) }]);
      this.#undo.push(() => this.#said.set(key, before));
      const sayings = this.#sayingsOf.get(event.episode.seq) ?? [];
      this.#sayingsOf.set(event.episode.seq, [...sayings, seq]);
      this.#undo.push(() => this.#sayingsOf.set(event.episode.seq, sayings));
      return { seq, outcome: "new" };
    }
    if (event.type === "erased")
      return { seq: this.#erase(event.episodes, at, below, "if there"), outcome: "new" };
    return { seq: this.#push(event, at), outcome: "new" };
  }

  /** What the log below has erased since: its content is gone there, and goes here. */
  follow({ episodes, trusted = [], at }: EventOf<"erased">, below: Below): void {
    this.#erase(episodes, at, below, trusted);
    this.#undo = [];
  }

  /** `gone`: the names that the log below has erased already, with the episodes; or it has erased nothing. */
  #erase(episodes: readonly EpisodeRef[], at: Millis, below: Below, gone: readonly Seq[] | "if there"): Seq {
    const sources = new Set<string>();
    let destroyed = gone !== "if there";
    for (const ref of episodes) {
      const { episode, damaged } = this.#require(ref, below);
      if (episode !== null || damaged) destroyed = true;
      const source = below.sources.get(ref.seq) ?? (episode === null ? null : sourceOf(episode));
      if (source !== null) sources.add(source);
      this.#empty(ref.seq);
      for (const saying of this.#sayingsOf.get(ref.seq) ?? []) this.#emptyRow(saying);
    }
    const trusted = [...new Set([...(gone === "if there" ? [] : gone), ...this.#nameless(sources, below)])];
    for (const seq of trusted) this.#empty(seq);
    const seq = this.#push({ type: "erased", episodes, ...(trusted.length > 0 && { trusted }) }, at);
    if (destroyed) {
      this.lastErasure = seq;
      this.erasurePending = true;
    }
    return seq;
  }

  /** The `trusted` events that still name one of these sources, of which no episode is there any more. */
  #nameless(sources: ReadonlySet<string>, below: Below): readonly Seq[] {
    const named = [...below.trusted.filter(({ seq }) => !this.#emptied.has(seq)), ...this.#trusted()].filter(
      ({ source }) => sources.has(source),
    );
    if (named.length === 0) return [];
    const living = new Set<string>();
    for (const [seq, source] of below.sources) if (!this.#emptied.has(seq)) living.add(source);
    for (const event of this.read(this.#from, this.#rows.length))
      if (event.type === "observed" && event.episode !== null) living.add(sourceOf(event.episode));
    return named.filter(({ source }) => !living.has(source)).map(({ seq }) => seq);
  }

  #trusted(): Below["trusted"] {
    return this.#rows.flatMap((row, i) => {
      const event = row.type === "trusted" ? (bodyOf(row) as EventOf<"trusted">) : null;
      const seq = (this.#from + i + 1) as Seq;
      return event === null || event.source === null ? [] : [{ seq, source: event.source }];
    });
  }

  #empty(seq: Seq): void {
    if (this.#emptied.has(seq)) return;
    this.#emptied.add(seq);
    this.#undo.push(() => this.#emptied.delete(seq));
    this.#emptyRow(seq);
  }

  #emptyRow(seq: Seq): void {
    const row = this.#rows[seq - this.#from - 1];
    if (row === undefined) return;
    const { json, vector } = row;
    this.#undo.push(() => Object.assign(row, { json, vector }));
    row.json = JSON.stringify(emptied(bodyOf(row)));
    row.vector = null;
  }

  #push(event: EventBody, at: Millis): Seq {
    const { vector, ...fields } = { vector: null, ...event };
    this.#rows.push({
      at,
      type: event.type,
      json: JSON.stringify(fields),
      vector: vector && requireVector(vector).slice(),
    });
    return this.last;
  }

  #observed(id: EpisodeId, below: Below): ReturnType<Below["observed"]> {
    const mine = this.#ids.get(id);
    if (mine !== undefined) return { seq: mine, episode: (this.at(mine) as EventOf<"observed">).episode };
    const there = below.observed(id);
    return there !== null && this.#emptied.has(there.seq) ? { seq: there.seq, episode: null } : there;
  }

  #require({ id, seq }: EpisodeRef, below: Below): NonNullable<ReturnType<Below["observed"]>> {
    const there = this.#observed(id, below);
    if (there === null || there.seq !== seq) throw unknownEpisode(id);
    return there;
  }

  /** Why a saying is not written: its episode was erased, or has one of this kind and sayer. */
  #heldInstead(saying: Saying, key: string, below: Below): Appended | null {
    const { episode } = this.#require(saying.episode, below);
    const { seq } = saying.episode;
    if (episode === null && !isErased(saying)) return { seq, outcome: "erased" };
    const all = [...below.said(key), ...(this.#said.get(key) ?? [])];
    const there = all.find(({ erased }) => isErased(saying) || (!erased && episode !== null));
    return there === undefined ? null : { seq: there.seq, outcome: "duplicate" };
  }
}

/** What an id that is there says to the same id again. */
function offerAgain(there: Episode | null, { id, episode }: Observed): "duplicate" | "erased" {
  if (there === null) return "erased";
  if (episode !== null && !sameJson(there, JSON.parse(JSON.stringify(episode)))) throw idConflict(id);
  return "duplicate";
}

type Observed = Extract<EventBody, { readonly type: "observed" }>;

function bodyOf({ json, vector, type }: Row): EventBody {
  const body = JSON.parse(json) as EventBody;
  return type === "encoded" ? ({ ...body, vector: vector?.slice() ?? null } as EventBody) : body;
}

/** What an erasure leaves of an event. */
function emptied(event: EventBody): EventBody {
  switch (event.type) {
    case "observed":
      return { type: "observed", id: event.id, episode: null };
    case "encoded":
      return { type: "encoded", encoder: event.encoder, episode: event.episode, vector: null };
    case "extracted":
      return { type: "extracted", extractor: event.extractor, episode: event.episode, drafts: null };
    case "trusted":
      return { type: "trusted", source: null, trust: null };
    default:
      return event;
  }
}
