import type { ByteReader, ByteWriter } from "../math/bytes.ts";
import { withRoom } from "../math/columns.ts";

/** Bits of a posting's packed counts, low to high. Counts saturate at the field's maximum (SPEC C3). */
const layout = { text: [0, 10], caption: [10, 7], title: [17, 5], speaker: [22, 3], date: [25, 6] } as const;

export type Field = keyof typeof layout;
export const fields: readonly Field[] = ["text", "caption", "title", "speaker", "date"];
export const fieldShift: Readonly<Record<Field, number>> = mapFields((field) => layout[field][0]);
export const fieldMask: Readonly<Record<Field, number>> = mapFields((field) => 2 ** layout[field][1] - 1);

export function mapFields<T>(value: (field: Field) => T): Record<Field, T> {
  return Object.fromEntries(fields.map((field) => [field, value(field)])) as Record<Field, T>;
}

/** The count of a field in packed counts. */
export function countOf(packed: number, field: Field): number {
  return (packed >>> fieldShift[field]) & fieldMask[field];
}

/** `count` more of `field` in packed counts, saturating. */
export function addCount(packed: number, field: Field, count: number): number {
  const sum = Math.min(countOf(packed, field) + count, fieldMask[field]);
  return (packed & ~(fieldMask[field] << fieldShift[field])) | (sum << fieldShift[field]);
}

/** Words of a block's head: next block (0 = none), capacity, used; then (row, counts) pairs. */
const HEAD = 3;
const SMALLEST_BLOCK = 2;
const LARGEST_BLOCK = 256;
/** Bytes that are written in one go. */
const CHUNK = 1 << 16;
/** Postings that are copied in one go, and terms that are looked at. */
const POSTINGS_A_PIECE = 20_000;

/**
 * An inverted index: term -> rows that hold it, ascending, with packed counts. All postings live in
 * one pool; a term's blocks double in size, so that a rare term costs 28 bytes and a common one
 * little more than its postings.
 */
export class Postings {
  #terms = new Map<string, number>();
  #first = new Int32Array(0);
  #last = new Int32Array(0);
  /** Block addresses start at 1: 0 means none. */
  #pool = new Int32Array(1024);
  #end = 1;

  get vocabulary(): number {
    return this.#terms.size;
  }

  get bytes(): number {
    return this.#pool.byteLength + this.#first.byteLength + this.#last.byteLength;
  }

  /** Rows must come in ascending order for each term. */
  add(term: string, row: number, packed: number): void {
    let id = this.#terms.get(term);
    if (id === undefined) {
      id = this.#terms.size;
      this.#terms.set(term, id);
      this.#first = withRoom(this.#first, id + 1);
      this.#last = withRoom(this.#last, id + 1);
      this.#first[id] = this.#last[id] = this.#block(SMALLEST_BLOCK);
    }
    let block = this.#last[id]!;
    let used = this.#pool[block + 2]!;
    const capacity = this.#pool[block + 1]!;
    if (used === capacity) {
      const next = this.#block(Math.min(capacity * 2, LARGEST_BLOCK));
      this.#pool[block] = next;
      this.#last[id] = block = next;
      used = 0;
    }
    this.#pool[block + HEAD + 2 * used] = row;
    this.#pool[block + HEAD + 2 * used + 1] = packed;
    this.#pool[block + 2] = used + 1;
  }

  #block(capacity: number): number {
    const at = this.#end;
    this.#end += HEAD + 2 * capacity;
    this.#pool = withRoom(this.#pool, this.#end);
    this.#pool[at] = 0;
    this.#pool[at + 1] = capacity;
    this.#pool[at + 2] = 0;
    return at;
  }

  /** The pool and the term's first block in it, for loops that must not call back; 0 if unknown. */
  firstBlock(term: string): number {
    const id = this.#terms.get(term);
    return id === undefined ? 0 : this.#first[id]!;
  }

  get pool(): Int32Array {
    return this.#pool;
  }

  #count(id: number): number {
    let count = 0;
    for (let block = this.#first[id]!; block !== 0; block = this.#pool[block]!)
      count += this.#pool[block + 2]!;
    return count;
  }

  each(term: string, visit: (row: number, packed: number) => void): void {
    for (let block = this.firstBlock(term); block !== 0; block = this.#pool[block]!) {
      const end = block + HEAD + 2 * this.#pool[block + 2]!;
      for (let at = block + HEAD; at < end; at += 2) visit(this.#pool[at]!, this.#pool[at + 1]!);
    }
  }

  /**
   * A copy with the kept rows alone: nothing of the others, not even their words, remains in it.
   * Yields from time to time.
   */
  *compacted(keep: (row: number) => boolean): Generator<void, Postings> {
    const copy = new Postings();
    let work = 0;
    for (const term of this.#terms.keys()) {
      this.each(term, (row, packed) => {
        work++;
        if (keep(row)) copy.add(term, row, packed);
      });
      if (work > POSTINGS_A_PIECE) {
        work = 0;
        yield;
      }
    }
    return copy;
  }

  /** Yields from time to time, when a chunk's worth is written. */
  *write(writer: ByteWriter): Generator<void> {
    const terms = [...this.#terms.keys()];
    writer.strings(terms);
    const counts = Uint32Array.from(terms, (_, id) => this.#count(id));
    writer.uint(counts.reduce((sum, count) => sum + blockSize(count), 1));
    for (let id = 0; id < terms.length; id++) {
      writer.uint(counts[id]!);
      let before = 0;
      for (let block = this.#first[id]!; block !== 0; block = this.#pool[block]!) {
        const end = block + HEAD + 2 * this.#pool[block + 2]!;
        for (let at = block + HEAD; at < end; at += 2) {
          writer.uint(this.#pool[at]! - before);
          writer.uint(this.#pool[at + 1]!);
          before = this.#pool[at]!;
        }
      }
      if (writer.length > CHUNK) yield;
    }
  }

  /**
   * Every term that a kept row holds, with the kept rows that do. `rank`: a row's number among the kept,
   * -1 where it is none. By the first of these rows, then by code units: the order in which the terms came
   * would tell of rows that are gone. Yields from time to time.
   */
  *witness(writer: ByteWriter, rank: Int32Array): Generator<void> {
    const begun: string[][] = [];
    let work = 0;
    for (const [term, id] of this.#terms) {
      const first = this.#firstKept(id, rank);
      if (first >= 0) {
        begun[first] ??= [];
        begun[first].push(term);
      }
      if (++work % POSTINGS_A_PIECE === 0) yield;
    }
    for (const terms of begun)
      for (const term of terms?.sort() ?? []) {
        writer.string(term);
        let before = -1;
        this.each(term, (row, packed) => {
          if (rank[row]! < 0) return;
          writer.uint(rank[row]! - before);
          writer.uint(packed);
          before = rank[row]!;
        });
        writer.uint(0);
        if (writer.length > CHUNK) yield;
      }
  }

  #firstKept(id: number, rank: Int32Array): number {
    for (let block = this.#first[id]!; block !== 0; block = this.#pool[block]!) {
      const end = block + HEAD + 2 * this.#pool[block + 2]!;
      for (let at = block + HEAD; at < end; at += 2)
        if (rank[this.#pool[at]!]! >= 0) return rank[this.#pool[at]!]!;
    }
    return -1;
  }

  /** Yields from time to time. */
  static *reading(reader: ByteReader, rows: number): Generator<void, Postings> {
    const postings = new Postings();
    const terms = reader.strings();
    postings.#first = new Int32Array(terms.length);
    postings.#last = new Int32Array(terms.length);
    // Room for all of them at once: growing would leave copies behind that are larger than the state.
    postings.#pool = new Int32Array(roomFor(reader.uint(), terms.length, reader.left));
    let work = 0;
    for (let id = 0; id < terms.length; id++) {
      postings.#terms.set(terms[id]!, id);
      const count = reader.count();
      work += 1 + count;
      if (work > POSTINGS_A_PIECE) {
        work = 0;
        yield;
      }
      const block = postings.#block(Math.max(count, SMALLEST_BLOCK));
      postings.#first[id] = postings.#last[id] = block;
      const pool = postings.#pool;
      pool[block + 2] = count;
      let row = 0;
      for (let at = block + HEAD, end = at + 2 * count; at < end; at += 2) {
        row += reader.uint();
        if (row >= rows) throw new RangeError("A posting refers to a row that is not there.");
        pool[at] = row;
        pool[at + 1] = reader.uint();
      }
    }
    return postings;
  }
}

/** The pool's size as it was written, if that many terms and bytes can need it: two bytes a posting at least. */
function roomFor(words: number, terms: number, bytes: number): number {
  if (words <= 1 + terms * blockSize(SMALLEST_BLOCK) + bytes) return words;
  throw new RangeError("The postings do not fill their room.");
}

/** Words of the pool that a term takes whose postings stand in one block. */
function blockSize(count: number): number {
  return HEAD + 2 * Math.max(count, SMALLEST_BLOCK);
}

export const blockHead: number = HEAD;
