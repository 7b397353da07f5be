import { BestRows } from "../math/best-rows.ts";
import { withRoom } from "../math/columns.ts";
import { mostRows } from "../ports/kernels.ts";
import type { Query } from "./dense-codes.ts";
import type { DenseRows } from "./dense-rows.ts";

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

/** Inner products of a cue with the wholes, by row: room that searches use in turn. */
export class DenseScratch {
  dots: Int32Array = new Int32Array(0);
  /** Whose they are. */
  search: DenseSearch | null = null;
}

/**
 * One cue's look at the rows: first at what is nearest, then at any row. It answers for the rows as they are until
 * the next event is folded, and until the next search.
 */
export class DenseSearch {
  readonly #rows: DenseRows;
  readonly #query: Query;
  readonly #seen: Uint8Array;
  readonly #scratch: DenseScratch;
  readonly #known = new Map<number, Nearness>();

  constructor(
    rows: DenseRows,
    query: Query,
    scopeKeys: readonly string[],
    scratch: DenseScratch = new DenseScratch(),
  ) {
    this.#rows = rows;
    this.#query = query;
    this.#seen = rows.seen(scopeKeys);
    this.#scratch = scratch;
  }

  /**
   * The `k` rows that are nearest by whole and statement together, of those whose wholes are. Rows that are not
   * seen are not even read; `admits` is asked only of rows that would be among the first.
   */
  nearest(k: number, admits: (row: number) => boolean): readonly number[] {
    const wholes = this.#scan(k * FIRST_LOOK, admits);
    const best = new BestRows(k);
    for (let i = 0; i < wholes.size; i++) {
      const row = wholes.rowAt(i);
      const score = this.#whole(row) + this.#statement(row);
      if (best.wants(score, row)) best.add(score, row);
    }
    return best.take().map(({ row }) => row);
  }

  /** Keeps the inner products with all wholes that are seen, and finds the nearest. */
  #scan(k: number, admits: (row: number) => boolean): BestRows {
    const rows = this.#rows;
    const { kernel, scale } = rows.wholes;
    const { codes } = this.#query;
    const scratch = this.#scratch;
    scratch.dots = withRoom(scratch.dots, rows.rows);
    scratch.search = this;
    const best = new BestRows(k);
    for (let first = 0; first < rows.rows; ) {
      const end = rows.seenUntil(first, Math.min(rows.rows, first + mostRows), this.#seen);
      if (end === first) {
        first++;
        continue;
      }
      const dots = kernel.dots(codes, first, end).subarray(0, end - first);
      scratch.dots.set(dots, first);
      offer(best, dots, scale.subarray(first, end), this.#query.scale, first, admits);
      first = end;
    }
    return best;
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
    if (this.#scratch.search !== this) throw new RangeError("The rows were not scanned for this cue last.");
    return row < this.#rows.rows && this.#rows.hasVector(row) && this.#rows.isSeen(row, this.#seen);
  }

  #whole(row: number): number {
    return this.#scratch.dots[row]! * this.#query.scale * this.#rows.wholes.scale[row]!;
  }

  #statement(row: number): number {
    const { statements, worth, first, count } = this.#rows;
    const from = first[row]!;
    const end = from + count[row]!;
    if (end === from) return worth[row] === 0 ? 0 : Math.max(0, this.#whole(row) * worth[row]!);
    const { codes, scale } = this.#query;
    const dots = statements.kernel.dots(codes, from, end);
    let best = 0;
    for (let i = from; i < end; i++) best = Math.max(best, dots[i - from]! * scale * statements.scale[i]!);
    return best;
  }

  #context(row: number): number {
    return this.#rows.context.dot(row, this.#scratch.dots) * this.#query.scale;
  }
}

/** Adds those of the rows from `first` on that are among the best. */
function offer(
  best: BestRows,
  dots: Int32Array,
  scale: Float64Array,
  unit: number,
  first: number,
  admits: (row: number) => boolean,
): void {
  let { floor } = best;
  for (let i = 0; i < dots.length; i++) {
    const cosine = dots[i]! * unit * scale[i]!;
    if (cosine < floor || scale[i] === 0) continue;
    const row = first + i;
    if (!best.wants(cosine, row) || !admits(row)) continue;
    best.add(cosine, row);
    floor = best.floor;
  }
}
