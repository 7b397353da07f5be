/**
 * Inner products over a matrix of int8 codes, in whole numbers alone: every machine, and every kernel that
 * does the same faster (src/kernels/), gives the same bits.
 *
 * A row is kept as c = round(127 x / max|x|). Its length is that of the codes, not of x: the cosine of a
 * query q with the row is (q . c) / (|q| |c|), which no rounding of the codes takes out of [-1, 1].
 */

/** The largest code. -128 is never used: a vector and its negative have opposite codes. */
const LARGEST_CODE = 127;
/** The largest number of a query: it takes part as 16-bit integers, so that its own rounding does not count. */
const LARGEST_QUERY = 32767;
const LARGEST_SUM = 2 ** 31 - 1;

/** `vector` as int8 codes; all zero where it is. */
export function quantise(vector: Float32Array): Int8Array<ArrayBuffer> {
  return rounded(vector, LARGEST_CODE / largest(vector), new Int8Array(vector.length));
}

/**
 * `vector` as a query: 16-bit integers, as large as they can be while no inner product with codes, and no
 * part of one, leaves 32 bits: 127 times the sum of their sizes stays below 2^31.
 */
export function quantiseQuery(vector: Float32Array): Int16Array<ArrayBuffer> {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += Math.abs(vector[i]!);
  // Rounding can add 1/2 to each.
  const room = LARGEST_SUM / LARGEST_CODE - vector.length / 2;
  const factor = Math.min(LARGEST_QUERY / largest(vector), room / sum);
  return rounded(vector, factor, new Int16Array(vector.length));
}

/** A vector of zeros asks for an infinite factor: it stays zeros. */
function rounded<A extends Int8Array | Int16Array>(vector: Float32Array, factor: number, into: A): A {
  if (Number.isFinite(factor))
    for (let i = 0; i < vector.length; i++) into[i] = Math.round(vector[i]! * factor);
  return into;
}

function largest(vector: Float32Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]!));
  return most;
}

/** The squared length. Exact: below 2^53 for any length that fits in memory. */
export function squareOf(codes: Int8Array | Int16Array): number {
  let sum = 0;
  for (let i = 0; i < codes.length; i++) sum += codes[i]! * codes[i]!;
  return sum;
}

/**
 * products[i] = query . row(first + i) for the rows [first, first + count) of a matrix whose rows have
 * `query.length` codes each.
 */
export function dots(
  query: Int16Array,
  matrix: Int8Array,
  first: number,
  count: number,
  products: Int32Array,
): void {
  const width = query.length;
  for (let i = 0; i < count; i++) {
    const row = (first + i) * width;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += query[j]! * matrix[row + j]!;
    products[i] = sum;
  }
}
