import type { Ordinal } from "../model/ids.ts";
import { scopeMark } from "../model/scope.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** What the world said of one memory. */
export interface Judgement {
  readonly row: Ordinal;
  /** `Choice.scope` of the recall that showed it. */
  readonly scope: string;
}

/** What a kind of judgement has besides, as bytes, and what several of them teach. */
interface Lessons<One extends Judgement, Learned> {
  write(writer: ByteWriter, one: One): void;
  read(reader: ByteReader, of: Judgement): One;
  /** From those that are seen, in the order of the log. */
  learned(seen: readonly One[]): Learned;
}

const MOST_SCOPES = 64;
const PIECE = 1 << 16;

/**
 * Judgements in the order of the log, and what they teach whoever sees the recalls they are of (SPEC S5). One goes with
 * the memory that it judged; in the witness there is no row.
 */
export class Judgements<One extends Judgement, Learned> {
  readonly #lessons: Lessons<One, Learned>;
  #all: One[] = [];
  /** What nobody has judged teaches. */
  readonly #nothing: Learned;
  /** By the scopes that a recall sees: built when it is asked for. */
  readonly #learned = new Map<string, Learned>();

  constructor(lessons: Lessons<One, Learned>) {
    this.#lessons = lessons;
    this.#nothing = lessons.learned([]);
  }

  get all(): readonly One[] {
    return this.#all;
  }

  add(one: One): void {
    this.#all.push(one);
    this.#learned.clear();
  }

  /** Of these rows nothing stays, nor the names of those who asked, where no judgement goes: what is kept by scope has them. */
  forget(rows: ReadonlySet<Ordinal | null>): void {
    this.#become(this.#all.filter(({ row }) => !rows.has(row)));
  }

  #become(all: One[]): void {
    this.#all = all;
    this.#learned.clear();
  }

  /** Who may not see a recall learns nothing from it. */
  learnedBy(scopeKeys: readonly string[]): Learned {
    if (this.#all.length === 0) return this.#nothing;
    const key = JSON.stringify(scopeKeys);
    let learned = this.#learned.get(key);
    if (learned === undefined) {
      const seen = new Set(scopeKeys.map(scopeMark));
      learned = this.#lessons.learned(this.#all.filter(({ scope }) => seen.has(scope)));
      if (this.#learned.size >= MOST_SCOPES) this.#learned.clear();
      this.#learned.set(key, learned);
    }
    return learned;
  }

  count(row: Ordinal): number {
    return this.#all.filter((one) => one.row === row).length;
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#all.length);
    for (const one of this.#all) {
      writer.uint(one.row);
      this.#write(writer, one);
      if (writer.length > PIECE) yield writer.take();
    }
    yield writer.take();
  }

  restore(bytes: Uint8Array | null): void {
    const all: One[] = [];
    if (bytes !== null) {
      const reader = new ByteReader(bytes);
      for (let left = reader.count(); left > 0; left--) {
        const row = reader.uint() as Ordinal;
        all.push(this.#lessons.read(reader, { row, scope: reader.string() }));
      }
      reader.end();
    }
    this.#become(all);
  }

  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    for (const one of this.#all) {
      this.#write(writer, one);
      if (writer.length > PIECE) yield writer.take();
    }
    yield writer.take();
  }

  #write(writer: ByteWriter, one: One): void {
    writer.string(one.scope);
    this.#lessons.write(writer, one);
  }
}
