/**
 * Inner products over a matrix of int8 codes, in whole numbers alone: every machine, and every kernel that
 * does the same faster (src/kernels/), gives the same bits.
 *
 * A row is kept as c = round(127 x / max|x|), or with 7 for 127 where a code has four bits. Its length is that of the codes, not of x: the cosine of a
 * query q with the row is (q . c) / (|q| |c|), which no rounding of the codes takes out of [-1, 1].
 */

/** The largest code. -128 is never used: a vector and its negative have opposite codes. */
const LARGEST_CODE = 127;
const LARGEST_NIBBLE = 7;
/** The largest number of a query: it takes part as 16-bit integers, so that its own rounding does not count. */
const LARGEST_QUERY = 32767;
const LARGEST_SUM = 2 ** 31 - 1;

/** Codes that are packed together, two a byte: the first half in the low bits, the second in the high ones. */
const PACKED = 32;

/** Bytes of a row of so many codes. */
export function rowBytesOf(dimensions: number, bits: 4 | 8): number {
  return bits === 8 ? dimensions : (Math.ceil(dimensions / PACKED) * PACKED) / 2;
}

/** Writes codes of four bits to `bytes`, which are `rowBytesOf` them. */
export function pack(codes: Int8Array, bytes: Int8Array): void {
  const half = PACKED / 2;
  const { length } = codes;
  for (let from = 0, at = 0; from < length; from += PACKED, at += half)
    for (let i = from; i < from + half; i++) {
      const low = i < length ? codes[i]! : 0;
      const high = i + half < length ? codes[i + half]! : 0;
      bytes[at + i - from] = (low & 15) | (high << 4);
    }
}

/** `vector` as codes of so many bits, one a byte, in `codes`; all zero where it is. */
export function quantise(
  vector: Float32Array,
  bits: 4 | 8 = 8,
  codes: Int8Array<ArrayBuffer> = new Int8Array(vector.length),
): Int8Array<ArrayBuffer> {
  // A vector of zeros asks for an infinite factor: it stays zeros.
  const most = largest(vector);
  const factor = most === 0 ? 0 : (bits === 8 ? LARGEST_CODE : LARGEST_NIBBLE) / most;
  for (let i = 0; i < vector.length; i++) codes[i] = Math.round(vector[i]! * factor);
  return codes;
}

/**
 * `vector` as a query: 16-bit integers, as large as they can be while no inner product with codes, and no
 * part of one, leaves 32 bits: 127 times the sum of their sizes stays below 2^31.
 */
export function quantiseQuery(vector: Float32Array): Int16Array<ArrayBuffer> {
  const query = new Int16Array(vector.length);
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += Math.abs(vector[i]!);
  if (sum === 0) return query;
  // Rounding can add 1/2 to each.
  const room = LARGEST_SUM / LARGEST_CODE - vector.length / 2;
  const factor = Math.min(LARGEST_QUERY / largest(vector), room / sum);
  for (let i = 0; i < vector.length; i++) query[i] = Math.round(vector[i]! * factor);
  return query;
}

function largest(vector: Float32Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) {
    const size = Math.abs(vector[i]!);
    if (size > most) most = size;
  }
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

/** The same where the codes are packed. */
export function dotsOfPacked(
  query: Int16Array,
  matrix: Int8Array,
  first: number,
  count: number,
  products: Int32Array,
): void {
  const half = PACKED / 2;
  const width = rowBytesOf(query.length, 4);
  for (let i = 0; i < count; i++) {
    const row = (first + i) * width;
    let sum = 0;
    for (let j = 0; j < query.length; j++) {
      const byte = matrix[row + Math.floor(j / PACKED) * half + (j % half)]!;
      sum += query[j]! * (j % PACKED < half ? (byte << 28) >> 28 : byte >> 4);
    }
    products[i] = sum;
  }
}
