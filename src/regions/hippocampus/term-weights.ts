/** Sums of the weights of sets of terms, a set being a bit mask of at most 31 terms. */
export class TermWeights {
  /** Four tables: the sum of the weights of each byte's bits. */
  readonly #sums = new Float64Array(4 * 256);

  constructor(weights: readonly number[]) {
    for (let byte = 0; byte < 4; byte++)
      for (let bits = 1; bits < 256; bits++) {
        const lowest = 31 - Math.clz32(bits & -bits);
        const rest = this.#sums[byte * 256 + (bits & (bits - 1))]!;
        this.#sums[byte * 256 + bits] = rest + (weights[8 * byte + lowest] ?? 0);
      }
  }

  sum(mask: number): number {
    return (
      this.#sums[mask & 255]! +
      this.#sums[256 + ((mask >>> 8) & 255)]! +
      this.#sums[512 + ((mask >>> 16) & 255)]! +
      this.#sums[768 + (mask >>> 24)]!
    );
  }
}
