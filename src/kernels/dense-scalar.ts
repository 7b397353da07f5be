import { dots } from "../math/dense-scan.ts";
import { type DenseKernel, mostRows } from "../ports/kernels.ts";

/** The reference of src/math/ as a kernel: for machines without SIMD, and what the others are tested against. */
export class ScalarDenseKernel implements DenseKernel {
  readonly dimensions: number;
  #rows = 0;
  #codes: Int8Array<ArrayBuffer> = new Int8Array(0);
  readonly #products = new Int32Array(mostRows);

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  get rows(): number {
    return this.#rows;
  }

  grow(rows: number): void {
    const length = rows * this.dimensions;
    if (length > this.#codes.length) {
      const grown = new Int8Array(Math.max(length, Math.ceil(this.#codes.length * 1.5)));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#rows = Math.max(rows, this.#rows);
  }

  write(first: number, codes: Int8Array): void {
    this.#codes.set(codes, first * this.dimensions);
  }

  read(first: number, end: number): Int8Array<ArrayBuffer> {
    return this.#codes.slice(first * this.dimensions, end * this.dimensions);
  }

  dots(query: Int16Array, first: number, end: number): Int32Array {
    dots(query, this.#codes, first, end - first, this.#products);
    return this.#products;
  }
}
