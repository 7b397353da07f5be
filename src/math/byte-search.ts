import { sha256 } from "@noble/hashes/sha2.js";
import type { Needle } from "../model/needle.ts";

/** Bytes that a needle has at least: what is shorter lies in any file by chance. */
export const shortestNeedle = 8;

/** Bits of the hash that the first look goes by: a table of a megabyte stays in the cache. */
const BUCKET_BITS = 18;

/**
 * Bits that are kept of the hashes of a needle's first and last bytes: enough to spare the digests. Of whole ones, who
 * guesses four bytes could read the next four.
 */
const FIRST_BITS = -1 << (32 - 20);
const LAST_BITS = -1 << (32 - 12);

/** Bytes of a needle's digest. */
export const digestBytes = 16;

/** RangeError for bytes that are too short. */
export function needleOf(bytes: Uint8Array, key: Uint8Array): Needle {
  const { length } = bytes;
  if (length < shortestNeedle)
    throw new RangeError(`A needle has ${length} bytes, at least ${shortestNeedle} are needed.`);
  return {
    key,
    length,
    first: hashAt(bytes, 0) & FIRST_BITS,
    last: hashAt(bytes, length - shortestNeedle) & LAST_BITS,
    digest: digestOf(bytes, key),
  };
}

/**
 * Looks for many needles at once in bytes that come in pieces (Rabin and Karp 1987,
 * doi:10.1147/rd.312.0249, with windows of `shortestNeedle` bytes and a table in place of one hash). What lies
 * across two pieces is found. About 10 ns a byte with 50,000 needles.
 */
export class ByteSearch {
  readonly #needles: readonly Needle[];
  /** Hash of each needle's first bytes. */
  readonly #hashes: Int32Array;
  /** By the first bits of the hash: 1 + the last needle of the bucket, and of each needle the one before it. */
  readonly #buckets = new Int32Array(1 << BUCKET_BITS);
  readonly #before: Int32Array;
  readonly #longest: number;
  #tail: Uint8Array = new Uint8Array(0);
  /** Indices of the needles that were found. */
  readonly found: Set<number> = new Set();

  constructor(needles: readonly Needle[]) {
    this.#needles = needles;
    this.#longest = needles.reduce((longest, { length }) => Math.max(longest, length), shortestNeedle);
    this.#hashes = new Int32Array(needles.length);
    this.#before = new Int32Array(needles.length);
    for (const [index, { first: hash }] of needles.entries()) {
      this.#hashes[index] = hash;
      this.#before[index] = this.#buckets[bucketOf(hash)]!;
      this.#buckets[bucketOf(hash)] = index + 1;
    }
  }

  /** The piece that follows. */
  feed(piece: Uint8Array): void {
    const bytes = this.#tail.length === 0 ? piece : joined(this.#tail, piece);
    this.#search(bytes);
    this.#tail = bytes.slice(Math.max(0, bytes.length - this.#longest + 1));
  }

  /** Nothing follows: what comes next is something else. */
  end(): void {
    this.#tail = new Uint8Array(0);
  }

  #search(bytes: Uint8Array): void {
    if (bytes.length < shortestNeedle || this.#needles.length === 0) return;
    const buckets = this.#buckets;
    let first = wordAt(bytes, 0) >>> 8;
    let second = wordAt(bytes, 4) >>> 8;
    for (let end = shortestNeedle - 1; end < bytes.length; end++) {
      first = (first << 8) | bytes[end - 4]!;
      second = (second << 8) | bytes[end]!;
      const hash = hashOf(first, second) & FIRST_BITS;
      if (buckets[bucketOf(hash)] !== 0) this.#compare(bytes, end - shortestNeedle + 1, hash);
    }
  }

  #compare(bytes: Uint8Array, start: number, hash: number): void {
    for (let next = this.#buckets[bucketOf(hash)]!; next > 0; next = this.#before[next - 1]!) {
      const index = next - 1;
      if (this.#hashes[index] !== hash || this.found.has(index)) continue;
      const { length, last, digest, key } = this.#needles[index]!;
      const end = start + length;
      if (end > bytes.length || (hashAt(bytes, end - shortestNeedle) & LAST_BITS) !== last) continue;
      const met = digestOf(bytes.subarray(start, end), key);
      if (met.every((byte, i) => byte === digest[i])) this.found.add(index);
    }
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Of the `shortestNeedle` bytes from there on. */
function hashAt(bytes: Uint8Array, at: number): number {
  return hashOf(wordAt(bytes, at), wordAt(bytes, at + 4));
}

function digestOf(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  return sha256.create().update(key).update(bytes).digest().subarray(0, digestBytes);
}

function hashOf(first: number, second: number): number {
  return Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b) | 0;
}

function bucketOf(hash: number): number {
  return hash >>> (32 - BUCKET_BITS);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
