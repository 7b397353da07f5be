import { ByteReader, ByteWriter } from "../math/bytes.ts";
import { Interner, withRoom } from "../math/columns.ts";
import { type Episode, sourceOf } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Ordinal, Seq } from "../model/ids.ts";
import { type Derived, type FoldContext, type Manifest, noSignals, type Signals } from "../ports/derived.ts";
import type { KeptSource, TrustKeeper } from "../ports/trust-keeper.ts";

/**
 * Who speaks in an episode. `principal`: the user or the operator, whose word to the agent is an instruction;
 * `speaker`: somebody who speaks for themselves; `assistant`: an agent; `outside`: a document, a page, a tool,
 * whoever may be quoted in it, and what nobody is named for.
 */
export type Voice = "principal" | "speaker" | "assistant" | "outside";

const voices: readonly Voice[] = ["principal", "speaker", "assistant", "outside"];

/**
 * How far a voice is believed where nothing was said of its source. People are the authority on themselves; an agent
 * says what it was told or made of that; what came from outside anybody may have written. The order is what
 * matters: the figures leave room between them for what a user says of a source.
 */
export const trustOfVoice: Readonly<Record<Voice, number>> = {
  principal: 1,
  speaker: 1,
  assistant: 0.8,
  outside: 0.5,
};

const principals: ReadonlySet<string> = new Set(["user", "human", "system", "developer"]);
const agents: ReadonlySet<string> = new Set(["assistant", "agent", "ai", "model"]);
const machines: ReadonlySet<string> = new Set([
  "tool",
  "function",
  "document",
  "page",
  "retrieval",
  "search",
]);

/** A source of its own is what an episode comes from, whoever speaks in it. */
export function voiceOf(episode: Pick<Episode, "source" | "speaker" | "role">): Voice {
  const { source, speaker } = episode;
  const role = episode.role?.toLowerCase();
  const lent = source !== undefined && source !== speaker && source !== episode.role;
  if (lent || (role === undefined && speaker === undefined)) return "outside";
  if (role === undefined) return "speaker";
  if (principals.has(role)) return "principal";
  if (agents.has(role)) return "assistant";
  return machines.has(role) ? "outside" : "speaker";
}

const NONE = 255;
const ROWS_A_CHUNK = 16_000;

interface Said {
  /** Of the event: erasures name it. */
  readonly seq: Seq;
  readonly trust: number;
}

/**
 * The roll of sources: whose word each episode is, and how far that is believed. It stores; trust in a source is
 * said of the whole brain, by whoever owns it. That memories are told apart by where they come from is source monitoring
 * (Johnson, Hashtroudi and Lindsay 1993, doi:10.1037/0033-2909.114.1.3): there it is inferred, here it was recorded.
 */
export class SourceTrust implements Derived, TrustKeeper {
  readonly manifest: Manifest = {
    name: "trust",
    version: "1",
    kind: "store",
    consumes: ["observed", "trusted", "erased"],
    produces: [],
    function: "Keeps whose word each episode is, and how far each source is to be believed.",
    anatomy: null,
    citations: [],
    test: "src/register/source-trust.test.ts",
  };

  #rows = 0;
  #source = new Int32Array(0);
  #voice = new Uint8Array(0);
  #sources = new Interner();
  /** Episodes of each source, by voice: of a source that has none there is nothing. */
  readonly #spoken = new Map<string, number[]>();
  readonly #said = new Map<string, Said>();

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "observed" && event.episode !== null) {
      const row = context.ordinalOf(event.seq)!;
      this.#reserve(row + 1);
      this.#source[row] = this.#sources.idOf(sourceOf(event.episode));
      this.#voice[row] = voices.indexOf(voiceOf(event.episode));
      this.#count(row, 1);
    } else if (event.type === "trusted" && event.source !== null) {
      if (event.trust === null) this.#said.delete(event.source);
      else this.#said.set(event.source, { seq: event.seq, trust: event.trust });
    } else if (event.type === "erased") {
      for (const { seq } of event.episodes) {
        const row = context.ordinalOf(seq);
        if (row === null || row >= this.#rows || this.#source[row]! < 0) continue;
        this.#count(row, -1);
        this.#source[row] = -1;
        this.#voice[row] = NONE;
      }
      const gone = new Set(event.trusted);
      for (const [source, { seq }] of this.#said) if (gone.has(seq)) this.#said.delete(source);
    }
    return noSignals;
  }

  #reserve(rows: number): void {
    if (rows <= this.#rows) return;
    this.#source = withRoom(this.#source, rows).fill(-1, this.#rows, rows);
    this.#voice = withRoom(this.#voice, rows).fill(NONE, this.#rows, rows);
    this.#rows = rows;
  }

  #count(row: number, by: 1 | -1): void {
    const source = this.#sources.values[this.#source[row]!]!;
    const counts = this.#spoken.get(source) ?? voices.map(() => 0);
    counts[this.#voice[row]!]! += by;
    if (counts.some((count) => count > 0)) this.#spoken.set(source, counts);
    else this.#spoken.delete(source);
  }

  trustAt(ordinal: Ordinal): number {
    const id = this.#source[ordinal] ?? -1;
    if (ordinal >= this.#rows || id < 0) return 0;
    if (this.#said.size > 0) {
      const said = this.#said.get(this.#sources.values[id]!);
      if (said !== undefined) return said.trust;
    }
    return trustOfVoice[voices[this.#voice[ordinal]!]!];
  }

  mayInstruct(ordinal: Ordinal): boolean {
    const isPrincipal = ordinal < this.#rows && voices[this.#voice[ordinal]!] === "principal";
    return isPrincipal && this.trustAt(ordinal) > trustOfVoice.outside;
  }

  saidOf(source: string): number | null {
    return this.#said.get(source)?.trust ?? null;
  }

  #trustOf(source: string): number {
    const counts = this.#spoken.get(source) ?? [];
    const heard = voices.filter((_, i) => (counts[i] ?? 0) > 0).map((voice) => trustOfVoice[voice]);
    return this.saidOf(source) ?? Math.min(...heard, heard.length === 0 ? trustOfVoice.outside : 1);
  }

  sources(): readonly KeptSource[] {
    return [...new Set([...this.#spoken.keys(), ...this.#said.keys()])].sort().map((source) => ({
      source,
      trust: this.#trustOf(source),
      said: this.#said.has(source),
      episodes: (this.#spoken.get(source) ?? []).reduce((sum, count) => sum + count, 0),
    }));
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#rows);
    writer.bytes(this.#voice.subarray(0, this.#rows));
    yield writer.take();
    yield* this.#columns(writer, () => true);
    writer.uint(this.#said.size);
    for (const [source, { seq, trust }] of this.#said) {
      writer.string(source);
      writer.uint(seq);
      writer.float(trust);
    }
    yield writer.take();
  }

  /** Whose word the rows are, renumbered. */
  *#columns(writer: ByteWriter, passes: (row: number) => boolean): Generator<Uint8Array> {
    const renumbered = this.#sources.write(writer, this.#source, this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      if (passes(row)) writer.link(this.#source[row]! < 0 ? -1 : renumbered[this.#source[row]!]!);
      if (row % ROWS_A_CHUNK === 0) yield writer.take();
    }
    yield writer.take();
  }

  restore(bytes: Uint8Array | null): void {
    this.#rows = 0;
    this.#sources = new Interner();
    this.#said.clear();
    this.#spoken.clear();
    if (bytes === null) return;
    const reader = new ByteReader(bytes);
    const rows = reader.count();
    this.#reserve(rows);
    this.#voice.set(reader.bytes(rows));
    this.#sources = Interner.read(reader);
    for (let row = 0; row < rows; row++) this.#source[row] = reader.link(this.#sources.values.length);
    for (let left = reader.count(); left > 0; left--) {
      const source = reader.string();
      const seq = reader.uint() as Seq;
      this.#said.set(source, { seq, trust: reader.float() });
    }
    reader.end();
    for (let row = 0; row < rows; row++)
      if (this.#source[row]! < 0 ? this.#voice[row] !== NONE : this.#voice[row]! >= voices.length)
        throw new RangeError("A row's voice is none.");
    for (let row = 0; row < rows; row++) if (this.#source[row]! >= 0) this.#count(row, 1);
  }

  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.bytes(this.#voice.subarray(0, this.#rows).filter((voice) => voice !== NONE));
    yield* this.#columns(writer, (row) => this.#source[row]! >= 0);
    const said = [...this.#said].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [source, { trust }] of said) {
      writer.string(source);
      writer.float(trust);
    }
    yield writer.take();
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    const id = this.#source[ordinal] ?? -1;
    if (id < 0) return {};
    return { source: this.#sources.values[id]!, trust: this.trustAt(ordinal) };
  }

  stats(): Readonly<Record<string, number>> {
    return { sources: this.#spoken.size, said: this.#said.size };
  }
}
