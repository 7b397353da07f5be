/**
 * A growing matrix of int8 codes, and inner products with it in whole numbers. All implementations give the
 * same bits (tests/contracts/dense-kernel.ts).
 *
 * Errors: `RangeError` when there is no memory for more rows.
 */
export interface DenseKernel {
  /** Codes of a row. */
  readonly dimensions: number;
  /** Rows that are there, from 0. */
  readonly rows: number;
  /** Rows beyond the last one, all zero, until there are `rows`. Never fewer. */
  grow(rows: number): void;
  /** Rows from `first` on, as many as `codes` holds. Zeros destroy what was there. */
  write(first: number, codes: Int8Array): void;
  /** A copy of the rows [first, end), one after the other. */
  read(first: number, end: number): Int8Array<ArrayBuffer>;
  /**
   * The inner products of `query`, which `quantiseQuery` made, with the rows [first, end), at most
   * `mostRows` of them, from the array's start. It is the kernel's own: the next call overwrites it.
   */
  dots(query: Int16Array, first: number, end: number): Int32Array;
}

/** Rows that one call of `dots` takes at most: what it writes stays in the nearest cache. */
export const mostRows = 4096;

export type CreateDenseKernel = (dimensions: number) => DenseKernel;
