/** Bits of a code: 8, or 4, packed as src/math/dense-scan.ts says. */
export type CodeBits = 4 | 8;

/**
 * A growing matrix of codes, and inner products with it in whole numbers. All implementations give the
 * same bits (tests/contracts/dense-kernel.ts).
 *
 * Errors: `RangeError` when there is no memory for more rows.
 */
export interface DenseKernel {
  /** Bytes of a row in `write` and `read`. */
  readonly rowBytes: number;
  /** Rows that are there, from 0. */
  readonly rows: number;
  /** Rows beyond the last one, all zero, until there are `rows`. Never fewer. */
  grow(rows: number): void;
  /** Rows from `first` on, as many as `bytes` holds. Zeros destroy what was there. */
  write(first: number, bytes: Int8Array): void;
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

/** `dimensions`: codes of a row. */
export type CreateDenseKernel = (dimensions: number, bits: CodeBits) => DenseKernel;

/**
 * A table of int8 rows, and sums of them in whole numbers. All implementations give the same bits
 * (tests/contracts/row-sums.ts).
 */
export interface RowSums {
  /**
   * The sum over i < `count` of times[i] * row(ids[i]), in `sum`, which has a number for each column. Errors: none,
   * whoever calls sees to it that rows are there and that no sum leaves 32 bits.
   */
  sum(ids: Int32Array, times: Int16Array, count: number, sum: Int32Array): void;
}

/** Rows that one call of `sum` takes at most. */
export const mostSummed = 512;

/** `rows`: one after the other, `dimensions` codes each. They may be taken as they are or copied. */
export type CreateRowSums = (rows: Int8Array, dimensions: number) => RowSums;
