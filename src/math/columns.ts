import type { ByteReader, ByteWriter } from "./bytes.ts";

/** The typed arrays that a column can be made of. */
type NumericArray = Int32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;

/** `array` itself if it has room for `length` numbers, else a copy with room to spare, zero-filled. */
export function withRoom<A extends NumericArray>(array: A, length: number): A {
  if (length <= array.length) return array;
  const grown = new (array.constructor as new (length: number) => A)(
    Math.max(length, 16, Math.ceil(array.length * 1.5)),
  );
  grown.set(array as never);
  return grown;
}

/** Strings as small integers: equal strings have equal numbers, in order of first appearance. */
export class Interner {
  readonly values: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    this.#ids.set(value, this.values.length);
    return this.values.push(value) - 1;
  }

  /** 1 at the numbers of these values, 0 elsewhere. */
  flags(values: readonly string[]): Uint8Array {
    const flags = new Uint8Array(this.values.length);
    for (const value of values) {
      const id = this.#ids.get(value);
      if (id !== undefined) flags[id] = 1;
    }
    return flags;
  }

  /**
   * Writes the values that rows still use, renumbered, and returns old number -> new. What no row
   * uses is left out, and gone from here too: an erased episode must not live on in a table of names.
   */
  write(writer: ByteWriter, column: Int32Array, rows: number): Int32Array {
    const renumbered = new Int32Array(this.values.length).fill(-1);
    const kept: string[] = [];
    for (let row = 0; row < rows; row++) {
      const id = column[row]!;
      if (id >= 0 && renumbered[id] === -1) renumbered[id] = kept.push(this.values[id]!) - 1;
    }
    for (const [id, value] of this.values.entries())
      if (renumbered[id] === -1 && this.#ids.get(value) === id) {
        this.#ids.delete(value);
        this.values[id] = "";
      }
    writer.strings(kept);
    return renumbered;
  }

  static read(reader: ByteReader): Interner {
    const interner = new Interner();
    for (const value of reader.strings()) interner.idOf(value);
    return interner;
  }
}

/**
 * Doubly linked rows: each chain holds the rows of one key in the order they came. Removing a row
 * joins its neighbours, as if it had never been there.
 */
export class Chains {
  previous: Int32Array = new Int32Array(0);
  next: Int32Array = new Int32Array(0);
  /** Key of the row's chain, or -1. */
  key: Int32Array = new Int32Array(0);
  names: Interner = new Interner();
  #last = new Map<number, number>();

  /** Makes room for `row`, in no chain. */
  place(row: number): void {
    this.previous = withRoom(this.previous, row + 1);
    this.next = withRoom(this.next, row + 1);
    this.key = withRoom(this.key, row + 1);
    this.previous[row] = this.next[row] = this.key[row] = -1;
  }

  append(row: number, name: string): void {
    const key = this.names.idOf(name);
    const last = this.#last.get(key) ?? -1;
    this.key[row] = key;
    this.previous[row] = last;
    if (last >= 0) this.next[last] = row;
    this.#last.set(key, row);
  }

  remove(row: number): void {
    const key = this.key[row]!;
    if (key < 0) return;
    const before = this.previous[row]!;
    const after = this.next[row]!;
    if (before >= 0) this.next[before] = after;
    if (after >= 0) this.previous[after] = before;
    else if (before >= 0) this.#last.set(key, before);
    else this.#last.delete(key);
    this.previous[row] = this.next[row] = this.key[row] = -1;
  }

  write(writer: ByteWriter, rows: number): void {
    const renumbered = this.names.write(writer, this.key, rows);
    for (let row = 0; row < rows; row++) {
      const key = this.key[row]!;
      writer.link(key < 0 ? -1 : renumbered[key]!);
    }
  }

  static read(reader: ByteReader, rows: number): Chains {
    const chains = new Chains();
    chains.names = Interner.read(reader);
    for (let row = 0; row < rows; row++) {
      chains.place(row);
      const key = reader.link(chains.names.values.length);
      if (key >= 0) chains.append(row, chains.names.values[key]!);
    }
    return chains;
  }
}
