/**
 * What is looked for, without what it says: whoever holds it can tell that bytes are these, and guess at short ones,
 * but not read them.
 */
export interface Needle {
  /** Of all needles made together: random, so that no table of digests fits. */
  readonly key: Uint8Array;
  readonly length: number;
  /** Hashes of its first and last bytes: where they do not fit, no digest is taken. */
  readonly first: number;
  readonly last: number;
  /** SHA-256 of the key and the bytes, its beginning. */
  readonly digest: Uint8Array;
}
