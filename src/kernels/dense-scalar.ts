import { dots, dotsOfPacked, rowBytesOf } from "../math/dense-scan.ts";
import { type CodeBits, type DenseKernel, mostRows } from "../ports/kernels.ts";

/** The reference of src/math/ as a kernel: for machines without SIMD, and what the others are tested against. */
export class ScalarDenseKernel implements DenseKernel {
  readonly rowBytes: number;
  readonly #dots: typeof dots;
  #rows = 0;
  #codes: Int8Array<ArrayBuffer> = new Int8Array(0);
  readonly #products = new Int32Array(mostRows);

  constructor(dimensions: number, bits: CodeBits) {
    this.rowBytes = rowBytesOf(dimensions, bits);
    this.#dots = bits === 8 ? dots : dotsOfPacked;
  }

  get rows(): number {
    return this.#rows;
  }

  grow(rows: number): void {
    const length = rows * this.rowBytes;
    if (length > this.#codes.length) {
      const grown = new Int8Array(Math.max(length, Math.ceil(this.#codes.length * 1.5)));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#rows = Math.max(rows, this.#rows);
  }

  write(first: number, bytes: Int8Array): void {
    this.#codes.set(bytes, first * this.rowBytes);
  }

  read(first: number, end: number): Int8Array<ArrayBuffer> {
    return this.#codes.slice(first * this.rowBytes, end * this.rowBytes);
  }

  dots(query: Int16Array, first: number, end: number): Int32Array {
    this.#dots(query, this.#codes, first, end - first, this.#products);
    return this.#products;
  }
}
