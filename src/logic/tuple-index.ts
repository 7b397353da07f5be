import { withRoom } from "../math/columns.ts";

/** What is indexed: `arity` numbers a row, row-major. */
export interface Rows {
  readonly data: Int32Array;
  readonly arity: number;
}

/** A hash index: the rows of a relation by some of their columns, the last added first. */
export class TupleIndex {
  /** The next row with the same key, or -1. */
  next: Int32Array = new Int32Array(0);
  readonly #relation: Rows;
  readonly #columns: readonly number[];
  /** Open addressing: the first row of a key plus 1, or 0. At most half full. */
  #heads: Int32Array = new Int32Array(16);
  #keys = 0;
  readonly #key: Int32Array;

  constructor(relation: Rows, columns: readonly number[]) {
    this.#relation = relation;
    this.#columns = columns;
    this.#key = new Int32Array(columns.length);
  }

  /** The first row with this key, one value a column, or -1. */
  first(key: Int32Array): number {
    return this.#heads[this.#slot(key)]! - 1;
  }

  add(row: number): void {
    if (this.#keys * 2 >= this.#heads.length) this.#grow();
    const slot = this.#slot(this.#keyOf(row));
    const head = this.#heads[slot]!;
    if (head === 0) this.#keys++;
    this.next = withRoom(this.next, row + 1);
    this.next[row] = head - 1;
    this.#heads[slot] = row + 1;
  }

  clear(): void {
    this.#heads = new Int32Array(16);
    this.#keys = 0;
  }

  #keyOf(row: number): Int32Array {
    const { data, arity } = this.#relation;
    for (let i = 0; i < this.#columns.length; i++) this.#key[i] = data[row * arity + this.#columns[i]!]!;
    return this.#key;
  }

  /** Where the key is, or the free place where it belongs. */
  #slot(key: Int32Array): number {
    const columns = this.#columns;
    let hash = 0x9e3779b9 | 0;
    for (let i = 0; i < columns.length; i++) {
      hash = Math.imul(hash ^ key[i]!, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0xc2b2ae35);
    const mask = this.#heads.length - 1;
    const { data, arity } = this.#relation;
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const head = this.#heads[slot]!;
      if (head === 0) return slot;
      const start = (head - 1) * arity;
      let i = 0;
      while (i < columns.length && data[start + columns[i]!] === key[i]) i++;
      if (i === columns.length) return slot;
    }
  }

  #grow(): void {
    const old = this.#heads;
    this.#heads = new Int32Array(old.length * 2);
    for (const head of old) if (head !== 0) this.#heads[this.#slot(this.#keyOf(head - 1))] = head;
  }
}
