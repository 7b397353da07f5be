import { ByteReader, ByteWriter } from "../math/bytes.ts";
import { Chains, Interner, withRoom } from "../math/columns.ts";
import { type Episode, type EpisodeKind, episodeKinds, sourceOf } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Ordinal, Seq } from "../model/ids.ts";
import { type Scope, scopeKey, seenScopeKeys } from "../model/scope.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../ports/derived.ts";
import { noSignals } from "../ports/derived.ts";
import type { Visibility } from "../ports/proposer.ts";

const LIVE = 1;
const FORGOTTEN = 2;
const PINNED = 4;
/** Rows that are written in one go. */
const ROWS_A_CHUNK = 4_000;

/** The changing side of an episode. */
export interface Trace {
  readonly forgotten: boolean;
  readonly pinned: boolean;
  readonly uses: number;
  readonly lastUsedAt: Millis | null;
  /** Sum of the feedback given. */
  readonly feedback: number;
}

export interface VisibilityFilter {
  readonly scope: Scope;
  readonly from: Millis | null;
  readonly to: Millis | null;
  readonly kinds: readonly EpisodeKind[] | null;
  /** Learned by then (brain time); null: whenever. */
  readonly knownAt?: Millis | null;
}

/**
 * The roll of episodes: gives each a row number, and keeps what filters and traces need in columns:
 * time, kind, scope, source, when it was learned, session neighbours, forgotten, pinned, uses. It stores; it is no model of anything.
 * It is always the first module to fold an event, since the others ask it for row numbers.
 */
export class EpisodeRegister implements Derived {
  readonly manifest: Manifest = {
    name: "register",
    version: "3",
    kind: "store",
    consumes: ["observed", "used", "feedback", "pinned", "forgotten", "erased"],
    produces: [],
    function: "Numbers the episodes and keeps the columns that filters and traces need.",
    anatomy: null,
    citations: [],
    test: "src/register/episode-register.test.ts",
  };

  #rows = 0;
  #live = 0;
  #seq = new Float64Array(0);
  #time = new Float64Array(0);
  #kind = new Uint8Array(0);
  #flags = new Uint8Array(0);
  #scope = new Int32Array(0);
  #scopes = new Interner();
  /** Who said it: -1 where nobody is named. */
  #speaker = new Int32Array(0);
  #speakers = new Interner();
  /** `sourceOf` it: -1 only where there is no episode. */
  #source = new Int32Array(0);
  #sources = new Interner();
  /** When the brain learned it. */
  #learned = new Float64Array(0);
  /** Rows that can be found, by scope, then by speaker. */
  #voices = new Map<number, Map<number, number>>();
  #chains = new Chains();
  #uses = new Uint32Array(0);
  #lastUsed = new Float64Array(0);
  #feedback = new Float64Array(0);

  get rows(): number {
    return this.#rows;
  }

  apply(event: LogEvent, _context: FoldContext): Signals {
    switch (event.type) {
      case "observed":
        this.#add(event.seq, event.at, event.episode);
        break;
      case "used":
        for (const { seq } of event.episodes) {
          const row = this.#liveRow(seq);
          if (row < 0) continue;
          this.#uses[row] = this.#uses[row]! + 1;
          this.#lastUsed[row] = event.at;
        }
        break;
      case "feedback": {
        const row = this.#liveRow(event.episode.seq);
        if (row >= 0) this.#feedback[row] = this.#feedback[row]! + event.value;
        break;
      }
      case "pinned":
        this.#flag(event.episode.seq, PINNED, event.pinned);
        break;
      case "forgotten":
        for (const { seq } of event.episodes) this.#flag(seq, FORGOTTEN, event.forgotten);
        break;
      case "erased":
        for (const { seq } of event.episodes) {
          const row = this.#liveRow(seq);
          if (row >= 0) this.#remove(row);
        }
        break;
    }
    return noSignals;
  }

  /**
   * What was erased before it could be folded has a row too: row numbers follow from the log alone, so
   * that modules whose checkpoints come from different processes agree on them.
   */
  #add(seq: Seq, at: Millis, episode: Episode | null): void {
    const row = this.#rows++;
    this.#reserve(this.#rows);
    this.#seq[row] = seq;
    this.#chains.place(row);
    this.#clear(row);
    if (episode === null) return;
    this.#live++;
    this.#time[row] = episode.time;
    this.#kind[row] = episodeKinds.indexOf(episode.kind);
    this.#flags[row] = LIVE;
    const scope = scopeKey(episode.scope);
    this.#scope[row] = this.#scopes.idOf(scope);
    if (episode.speaker !== undefined) this.#speaker[row] = this.#speakers.idOf(episode.speaker);
    this.#source[row] = this.#sources.idOf(sourceOf(episode));
    this.#learned[row] = at;
    this.#countVoice(row, 1);
    if (episode.session !== undefined) this.#chains.append(row, `${scope}\n${episode.session}`);
  }

  #countVoice(row: number, by: 1 | -1): void {
    const scope = this.#scope[row]!;
    const speaker = this.#speaker[row]!;
    if (speaker < 0 || (this.#flags[row]! & (LIVE | FORGOTTEN)) !== LIVE) return;
    const voices = this.#voices.get(scope) ?? new Map<number, number>();
    this.#voices.set(scope, voices);
    const count = (voices.get(speaker) ?? 0) + by;
    if (count > 0) voices.set(speaker, count);
    else voices.delete(speaker);
  }

  #reserve(rows: number): void {
    this.#seq = withRoom(this.#seq, rows);
    this.#time = withRoom(this.#time, rows);
    this.#kind = withRoom(this.#kind, rows);
    this.#flags = withRoom(this.#flags, rows);
    this.#scope = withRoom(this.#scope, rows);
    this.#speaker = withRoom(this.#speaker, rows);
    this.#source = withRoom(this.#source, rows);
    this.#learned = withRoom(this.#learned, rows);
    this.#uses = withRoom(this.#uses, rows);
    this.#lastUsed = withRoom(this.#lastUsed, rows);
    this.#feedback = withRoom(this.#feedback, rows);
  }

  /** The row and its place in the log stay, empty, so that other rows keep their numbers. */
  #remove(row: number): void {
    this.#live--;
    this.#chains.remove(row);
    this.#countVoice(row, -1);
    this.#clear(row);
  }

  #clear(row: number): void {
    this.#flags[row] = this.#kind[row] = this.#uses[row] = 0;
    this.#time[row] = this.#learned[row] = this.#lastUsed[row] = this.#feedback[row] = 0;
    this.#scope[row] = this.#speaker[row] = this.#source[row] = -1;
  }

  #flag(seq: Seq, flag: number, on: boolean): void {
    const row = this.#liveRow(seq);
    if (row < 0) return;
    this.#countVoice(row, -1);
    this.#flags[row] = on ? this.#flags[row]! | flag : this.#flags[row]! & ~flag;
    this.#countVoice(row, 1);
  }

  /** Binary search: positions rise with rows. -1 where there is no row. */
  #row(seq: number): number {
    let low = 0;
    let high = this.#rows - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#seq[middle]!;
      if (found === seq) return middle;
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #liveRow(seq: number): number {
    const row = this.#row(seq);
    return row >= 0 && (this.#flags[row]! & LIVE) !== 0 ? row : -1;
  }

  /** The row of an observed event, erased or not; null where it never had one. */
  ordinalOf(seq: number): Ordinal | null {
    const row = this.#row(seq);
    return row < 0 ? null : (row as Ordinal);
  }

  seqOf(row: Ordinal): Seq {
    return this.#seq[row]! as Seq;
  }

  timeOf(row: Ordinal): Millis {
    return this.#time[row]! as Millis;
  }

  /** When the brain learned it: `LogEvent.at`. */
  learnedAt(row: Ordinal): Millis {
    return this.#learned[row]! as Millis;
  }

  /** `sourceOf` it; null where it was erased. */
  sourceAt(row: Ordinal): string | null {
    return this.#sources.values[this.#source[row]!] ?? null;
  }

  /** null where nobody is named, or it was erased. */
  speakerAt(row: Ordinal): string | null {
    return this.#speakers.values[this.#speaker[row]!] ?? null;
  }

  /** `scopeKey` of its scope; null where it was erased. */
  scopeAt(row: Ordinal): string | null {
    return this.#scopes.values[this.#scope[row]!] ?? null;
  }

  /** Its session, in its scope; null where it has none, or was erased. */
  sessionAt(row: Ordinal): string | null {
    const name = this.#chains.names.values[this.#chains.key[row]!];
    return name === undefined ? null : name.slice(name.indexOf("\n") + 1);
  }

  /** In the order of the log. */
  pinned(): readonly Ordinal[] {
    const rows: Ordinal[] = [];
    for (let row = 0; row < this.#rows; row++)
      if ((this.#flags[row]! & (LIVE | PINNED)) === (LIVE | PINNED)) rows.push(row as Ordinal);
    return rows;
  }

  /** Not erased. */
  isLive(row: Ordinal): boolean {
    return (this.#flags[row]! & LIVE) !== 0;
  }

  /** How many episodes come from each source, forgotten ones included. In the order they first came. */
  sourceCounts(): ReadonlyMap<string, number> {
    const counts = new Uint32Array(this.#sources.values.length);
    for (let row = 0; row < this.#rows; row++)
      if (this.#source[row]! >= 0) counts[this.#source[row]!] = counts[this.#source[row]!]! + 1;
    return new Map(
      this.#sources.values.flatMap((source, id) => (counts[id]! > 0 ? [[source, counts[id]!] as const] : [])),
    );
  }

  /** Neighbours in the session, as positions in the log. */
  neighbours(row: Ordinal): { readonly previous: Seq | null; readonly next: Seq | null } {
    const seqAt = (other: number): Seq | null => (other < 0 ? null : (this.#seq[other]! as Seq));
    return { previous: seqAt(this.#chains.previous[row]!), next: seqAt(this.#chains.next[row]!) };
  }

  trace(row: Ordinal): Trace {
    const lastUsed = this.#lastUsed[row]!;
    return {
      forgotten: (this.#flags[row]! & FORGOTTEN) !== 0,
      pinned: (this.#flags[row]! & PINNED) !== 0,
      uses: this.#uses[row]!,
      lastUsedAt: this.#uses[row] === 0 ? null : (lastUsed as Millis),
      feedback: this.#feedback[row]!,
    };
  }

  /** What a recall with these filters may see. Scopes are decided once, not for each row. */
  visibility(filter: VisibilityFilter): Visibility {
    const scopeKeys = seenScopeKeys(filter.scope);
    const seen = this.#scopes.flags(scopeKeys);
    const kinds = filter.kinds === null ? null : filter.kinds.map((kind) => episodeKinds.indexOf(kind));
    const from = filter.from ?? Number.NEGATIVE_INFINITY;
    const to = filter.to ?? Number.POSITIVE_INFINITY;
    const knownAt = filter.knownAt ?? Number.POSITIVE_INFINITY;
    return {
      scopeKeys,
      admits: (row) =>
        (this.#flags[row]! & (LIVE | FORGOTTEN)) === LIVE &&
        seen[this.#scope[row]!] === 1 &&
        this.#time[row]! >= from &&
        this.#time[row]! < to &&
        this.#learned[row]! <= knownAt &&
        (kinds === null || kinds.includes(this.#kind[row]!)),
    };
  }

  /** The names of those who speak in these scopes. */
  speakers(scopeKeys: readonly string[]): readonly string[] {
    const seen = this.#scopes.flags(scopeKeys);
    const names = new Set<string>();
    for (const [scope, voices] of this.#voices)
      if (seen[scope] === 1) for (const speaker of voices.keys()) names.add(this.#speakers.values[speaker]!);
    return [...names];
  }

  stats(): Readonly<Record<string, number>> {
    let forgotten = 0;
    let pinned = 0;
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.#rows; row++) {
      const flags = this.#flags[row]!;
      if ((flags & LIVE) === 0) continue;
      if ((flags & FORGOTTEN) !== 0) forgotten++;
      if ((flags & PINNED) !== 0) pinned++;
      from = Math.min(from, this.#time[row]!);
      to = Math.max(to, this.#time[row]!);
    }
    return { episodes: this.#live, forgotten, pinned, ...(this.#live > 0 && { from, to }) };
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#rows);
    let before = 0;
    for (let row = 0; row < this.#rows; row++) {
      writer.uint(this.#seq[row]! - before);
      before = this.#seq[row]!;
      writer.uint(this.#flags[row]!);
      writer.uint(this.#kind[row]!);
      writer.float(this.#time[row]!);
      writer.float(this.#learned[row]!);
      writer.uint(this.#uses[row]!);
      if (this.#uses[row]! > 0) writer.float(this.#lastUsed[row]!);
      writer.float(this.#feedback[row]!);
      if (row % ROWS_A_CHUNK === 0) yield writer.take();
    }
    for (const [names, column] of this.#named()) {
      const renumbered = names.write(writer, column, this.#rows);
      for (let row = 0; row < this.#rows; row++)
        writer.link(column[row]! < 0 ? -1 : renumbered[column[row]!]!);
      yield writer.take();
    }
    this.#chains.write(writer, this.#rows);
    yield writer.take();
  }

  #named(): readonly (readonly [Interner, Int32Array])[] {
    return [
      [this.#scopes, this.#scope],
      [this.#speakers, this.#speaker],
      [this.#sources, this.#source],
    ];
  }

  restore(bytes: Uint8Array | null): void {
    this.#rows = this.#live = 0;
    this.#scopes = new Interner();
    this.#speakers = new Interner();
    this.#sources = new Interner();
    this.#voices = new Map();
    this.#chains = new Chains();
    if (bytes !== null) this.#read(new ByteReader(bytes));
  }

  #read(reader: ByteReader): void {
    const rows = reader.count();
    this.#rows = rows;
    this.#reserve(rows);
    let seq = 0;
    for (let row = 0; row < rows; row++) {
      seq += reader.uint();
      this.#seq[row] = seq;
      this.#flags[row] = reader.uint();
      this.#kind[row] = reader.uint();
      this.#time[row] = reader.float();
      this.#learned[row] = reader.float();
      this.#uses[row] = reader.uint();
      this.#lastUsed[row] = this.#uses[row]! > 0 ? reader.float() : 0;
      this.#feedback[row] = reader.float();
      if ((this.#flags[row]! & LIVE) !== 0) this.#live++;
    }
    this.#scopes = readNames(reader, this.#scope, rows);
    this.#speakers = readNames(reader, this.#speaker, rows);
    this.#sources = readNames(reader, this.#source, rows);
    for (let row = 0; row < rows; row++) this.#countVoice(row, 1);
    this.#chains = Chains.read(reader, rows);
    reader.end();
  }

  /** Without when each was learned: the log itself says that, and two brains that know the same may differ in it. */
  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    const named = [...this.#named(), [this.#chains.names, this.#chains.key] as const];
    const numbered = named.map(
      ([names, column]) => [column, names.write(writer, column, this.#rows)] as const,
    );
    const rank = new Int32Array(this.#rows);
    let live = 0;
    for (let row = 0; row < this.#rows; row++) {
      if ((this.#flags[row]! & LIVE) === 0) continue;
      rank[row] = live++;
      const before = this.#chains.previous[row]!;
      writer.uint(this.#flags[row]!);
      writer.uint(this.#kind[row]!);
      writer.float(this.#time[row]!);
      writer.uint(this.#uses[row]!);
      writer.float(this.#lastUsed[row]!);
      writer.float(this.#feedback[row]!);
      writer.link(before < 0 ? -1 : rank[before]!);
      for (const [column, numbers] of numbered) writer.link(column[row]! < 0 ? -1 : numbers[column[row]!]!);
      if (live % ROWS_A_CHUNK === 0) yield writer.take();
    }
    yield writer.take();
  }

  verify(): readonly string[] {
    const problems: string[] = [];
    for (let row = 1; row < this.#rows; row++)
      if (this.#seq[row]! <= this.#seq[row - 1]!) problems.push(`register: row ${row} is out of order.`);
    return problems;
  }
}

function readNames(reader: ByteReader, column: Int32Array, rows: number): Interner {
  const names = Interner.read(reader);
  for (let row = 0; row < rows; row++) column[row] = reader.link(names.values.length);
  return names;
}
