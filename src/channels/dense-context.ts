import type { Chains } from "../math/columns.ts";
import { withRoom } from "../math/columns.ts";
import type { DenseCodes } from "./dense-codes.ts";

/** Of a turn's neighbours: their weight beside it, the words over which it decays, and when it is nothing. */
const CONTEXT_WEIGHT = 0.3;
const CONTEXT_WORDS = 75;
const LEAST_CONTEXT = 0.05;
/** Neighbours on each side, where they have next to no words. */
const CONTEXT_TURNS = 8;

/** Weights by distance in half words, while they are something: distances are sums of halves of whole numbers. */
const weights: Float64Array = Float64Array.from(
  { length: Math.floor(2 * CONTEXT_WORDS * Math.log(CONTEXT_WEIGHT / LEAST_CONTEXT)) + 1 },
  (_, halves) => CONTEXT_WEIGHT * Math.exp(-halves / 2 / CONTEXT_WORDS),
);

/** What the rows are that stand beside each other. */
export interface Beside {
  readonly chains: Chains;
  readonly words: Uint16Array;
  readonly wholes: DenseCodes;
  /** It can be found and has a vector. */
  isRead(row: number): boolean;
}

/**
 * The vector of a row in its context is a weighted sum of wholes. Of that sum no cue changes anything but its
 * inner product with the cue, and that is the same sum of the wholes' inner products: vectors are added up only
 * for the length of the sum, which is kept until the row or one beside it changes.
 */
export class DenseContext {
  readonly #beside: Beside;
  /** NaN where it is not known. */
  #length = new Float64Array(0);
  #rows = 0;
  /** The parts of the sum for the row that was asked of last: rows, and what their codes are multiplied by. */
  readonly #parts = new Int32Array(1 + 2 * CONTEXT_TURNS);
  readonly #factors = new Float64Array(1 + 2 * CONTEXT_TURNS);
  readonly #sum: Float64Array;

  constructor(beside: Beside, dimensions: number) {
    this.#beside = beside;
    this.#sum = new Float64Array(dimensions);
  }

  grow(rows: number): void {
    this.#length = withRoom(this.#length, rows).fill(Number.NaN, this.#rows, rows);
    this.#rows = rows;
  }

  /** To be called before a row leaves its chain, and after it changes otherwise. */
  changed(row: number): void {
    this.#length[row] = Number.NaN;
    const { previous, next } = this.#beside.chains;
    for (const link of [previous, next]) {
      let neighbour = link[row]!;
      for (let turn = 0; neighbour >= 0 && turn < CONTEXT_TURNS; turn++) {
        this.#length[neighbour] = Number.NaN;
        neighbour = link[neighbour]!;
      }
    }
  }

  /** The inner product with the row in its context, which has length 1, given those with the codes of all wholes. */
  dot(row: number, dots: Int32Array): number {
    const count = this.#gather(row);
    let length = this.#length[row]!;
    if (Number.isNaN(length)) this.#length[row] = length = this.#lengthOf(count);
    if (length === 0) return 0;
    let dot = 0;
    for (let i = 0; i < count; i++) dot += this.#factors[i]! * dots[this.#parts[i]!]!;
    return dot / length;
  }

  #gather(row: number): number {
    const { chains, words, wholes } = this.#beside;
    this.#parts[0] = row;
    this.#factors[0] = wholes.scale[row]!;
    let count = 1;
    for (const link of [chains.previous, chains.next]) {
      let halves = words[row]!;
      let neighbour = link[row]!;
      for (let turn = 0; neighbour >= 0 && turn < CONTEXT_TURNS; turn++) {
        const middle = halves + words[neighbour]!;
        if (middle >= weights.length) break;
        if (this.#beside.isRead(neighbour)) {
          this.#parts[count] = neighbour;
          this.#factors[count++] = weights[middle]! * wholes.scale[neighbour]!;
        }
        halves = middle + words[neighbour]!;
        neighbour = link[neighbour]!;
      }
    }
    return count;
  }

  #lengthOf(count: number): number {
    const sum = this.#sum.fill(0);
    for (let i = 0; i < count; i++) {
      const row = this.#parts[i]!;
      const codes = this.#beside.wholes.kernel.read(row, row + 1);
      const factor = this.#factors[i]!;
      for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + factor * codes[j]!;
    }
    let square = 0;
    for (let j = 0; j < sum.length; j++) square += sum[j]! * sum[j]!;
    return Math.sqrt(square);
  }
}
