import { withRoom } from "../math/columns.ts";
import { TupleIndex } from "./tuple-index.ts";

/** What a row is, as bits. */
export const rowIs = {
  /** It holds. */
  now: 1,
  /** It held before the update that is going on. */
  before: 2,
  /** It holds because somebody said so, whatever the rules say. */
  asserted: 4,
} as const;

/**
 * The tuples of one predicate: `arity` interned constants a row. A row stays where it is when its tuple
 * no longer holds, and is the same row when it holds again, until `compact`.
 */
export class Relation {
  readonly predicate: string;
  readonly arity: number;
  /** Rows, dead ones included. */
  rows = 0;
  /** Rows that hold. */
  size = 0;
  /** Row-major. */
  data: Int32Array = new Int32Array(0);
  /** Bits of `rowIs`. */
  state: Uint8Array = new Uint8Array(0);
  /** Of asserted rows, where it is less than 1. */
  confidence: Map<number, number> = new Map();
  readonly #indexes = new Map<string, TupleIndex>();
  readonly #whole: TupleIndex;

  constructor(predicate: string, arity: number) {
    this.predicate = predicate;
    this.arity = arity;
    this.#whole = this.indexOn(Array.from({ length: arity }, (_, column) => column));
  }

  /** An index on these columns, in ascending order; made at the first call. */
  indexOn(columns: readonly number[]): TupleIndex {
    const name = columns.join();
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = this.#made(columns);
    this.#indexes.set(name, index);
    return index;
  }

  /** The same for one question: if it is not there, it is made for it alone, and not where it would be used once. */
  passingIndexOn(columns: readonly number[], isOnce: boolean): TupleIndex | undefined {
    return this.#indexes.get(columns.join()) ?? (isOnce ? undefined : this.#made(columns));
  }

  get indexes(): number {
    return this.#indexes.size;
  }

  #made(columns: readonly number[]): TupleIndex {
    const index = new TupleIndex(this, columns);
    for (let row = 0; row < this.rows; row++) index.add(row);
    return index;
  }

  /** The row of a tuple, or -1. */
  find(tuple: Int32Array): number {
    return this.#whole.first(tuple);
  }

  /** The row of a tuple, made if there is none; a new row holds nothing yet. */
  place(tuple: Int32Array): number {
    const known = this.#whole.first(tuple);
    if (known >= 0) return known;
    const row = this.rows++;
    this.data = withRoom(this.data, this.rows * this.arity);
    this.state = withRoom(this.state, this.rows);
    for (let column = 0; column < this.arity; column++) this.data[row * this.arity + column] = tuple[column]!;
    this.state[row] = 0;
    for (const index of this.#indexes.values()) index.add(row);
    return row;
  }

  tuple(row: number): Int32Array {
    return this.data.subarray(row * this.arity, (row + 1) * this.arity);
  }

  /** Drops the rows that no longer hold, once they are the most: what was taken back does not stay in memory. */
  compact(): void {
    if (this.rows < 64 || this.size * 2 >= this.rows) return;
    const { data, state, rows, confidence } = this;
    this.rows = 0;
    this.data = new Int32Array(0);
    this.state = new Uint8Array(0);
    this.confidence = new Map();
    for (const index of this.#indexes.values()) index.clear();
    for (let old = 0; old < rows; old++) {
      if ((state[old]! & rowIs.now) === 0) continue;
      const row = this.place(data.subarray(old * this.arity, (old + 1) * this.arity));
      this.state[row] = state[old]!;
      const weight = confidence.get(old);
      if (weight !== undefined) this.confidence.set(row, weight);
    }
  }
}
