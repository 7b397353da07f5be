import { BestRows } from "../math/best-rows.ts";
import { mostRows } from "../ports/kernels.ts";
import type { Query } from "./dense-codes.ts";
import type { DenseRows } from "./dense-rows.ts";

/** Of a turn's neighbours: their weight beside it, the words over which it decays, and when it is nothing. */
const CONTEXT_WEIGHT = 0.3;
const CONTEXT_WORDS = 75;
const LEAST_CONTEXT = 0.05;
/** Neighbours on each side, where they have next to no words. */
const CONTEXT_TURNS = 8;
/** Rows whose statements are looked at for each that is wanted: of a message that says several things, the whole is near to none. */
const FIRST_LOOK = 8;

/** What speaks for a row: cosines. */
export interface Nearness {
  /** Of the cue with the row in its context. */
  readonly context: number;
  /** Of the cue with the statement of the row that is nearest to it, by how much it says; 0 where none is. */
  readonly statement: number;
}

const nothing: Nearness = { context: 0, statement: 0 };

/** One cue's look at the rows. It answers for the rows as they are until the next event is folded. */
export class DenseSearch {
  readonly #rows: DenseRows;
  readonly #query: Query;
  readonly #seen: Uint8Array;
  readonly #known = new Map<number, Nearness>();
  readonly #sum: Float64Array;

  constructor(rows: DenseRows, query: Query, scopeKeys: readonly string[]) {
    this.#rows = rows;
    this.#query = query;
    this.#seen = rows.seen(scopeKeys);
    this.#sum = new Float64Array(rows.dimensions);
  }

  /**
   * The `k` rows that are nearest by whole and statement together, of those whose wholes are. Rows that are not
   * seen are not even read; `admits` is asked only of rows that would be among the first.
   */
  nearest(k: number, admits: (row: number) => boolean): readonly number[] {
    const best = new BestRows(k);
    for (const { value, row } of this.#nearestWholes(k * FIRST_LOOK, admits)) {
      const score = value + this.#statement(row);
      if (best.wants(score, row)) best.add(score, row);
    }
    return best.take().map(({ row }) => row);
  }

  #nearestWholes(k: number, admits: (row: number) => boolean): ReturnType<BestRows["take"]> {
    const best = new BestRows(k);
    const rows = this.#rows;
    const { kernel, scale } = rows.wholes;
    const query = this.#query;
    for (let first = 0; first < rows.rows; ) {
      const most = Math.min(rows.rows, first + mostRows);
      let end = first;
      while (end < most && rows.isSeen(end, this.#seen)) end++;
      if (end === first) {
        first++;
        continue;
      }
      const dots = kernel.dots(query.codes, first, end);
      let { floor } = best;
      for (let row = first; row < end; row++) {
        const cosine = dots[row - first]! * query.scale * scale[row]!;
        if (cosine < floor || scale[row] === 0 || !best.wants(cosine, row) || !admits(row)) continue;
        best.add(cosine, row);
        floor = best.floor;
      }
      first = end;
    }
    return best.take();
  }

  /** What the cue has with a row; nothing where the row is not live, not seen or without a vector. */
  nearness(row: number): Nearness {
    let known = this.#known.get(row);
    if (known === undefined) {
      known = this.#isRead(row) ? { context: this.#context(row), statement: this.#statement(row) } : nothing;
      this.#known.set(row, known);
    }
    return known;
  }

  #isRead(row: number): boolean {
    return row < this.#rows.rows && this.#rows.hasVector(row) && this.#rows.isSeen(row, this.#seen);
  }

  #statement(row: number): number {
    const { wholes, statements, worth, first, count } = this.#rows;
    const from = first[row]!;
    const end = from + count[row]!;
    if (end === from)
      return worth[row] === 0 ? 0 : Math.max(0, wholes.cosine(this.#query, row) * worth[row]!);
    const { codes, scale } = this.#query;
    const dots = statements.kernel.dots(codes, from, end);
    let best = 0;
    for (let i = from; i < end; i++) best = Math.max(best, dots[i - from]! * scale * statements.scale[i]!);
    return best;
  }

  #context(row: number): number {
    const { chains, words } = this.#rows;
    const sum = this.#sum.fill(0);
    this.#add(row, 1);
    for (const link of [chains.previous, chains.next]) {
      let distance = words[row]! / 2;
      let neighbour = link[row]!;
      for (let turn = 0; neighbour >= 0 && turn < CONTEXT_TURNS; turn++) {
        const weight = CONTEXT_WEIGHT * Math.exp(-(distance + words[neighbour]! / 2) / CONTEXT_WORDS);
        if (weight < LEAST_CONTEXT) break;
        if (this.#isRead(neighbour)) this.#add(neighbour, weight);
        distance += words[neighbour]!;
        neighbour = link[neighbour]!;
      }
    }
    const { codes, scale } = this.#query;
    let dot = 0;
    let square = 0;
    for (let i = 0; i < sum.length; i++) {
      dot += sum[i]! * codes[i]!;
      square += sum[i]! * sum[i]!;
    }
    return square === 0 ? 0 : (dot * scale) / Math.sqrt(square);
  }

  /** Adds the row's whole, at length `weight`, to `#sum`. */
  #add(row: number, weight: number): void {
    const { kernel, scale } = this.#rows.wholes;
    const codes = kernel.read(row, row + 1);
    const sum = this.#sum;
    const factor = weight * scale[row]!;
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + factor * codes[i]!;
  }
}
