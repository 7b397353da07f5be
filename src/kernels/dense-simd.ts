import { type DenseKernel, mostRows } from "../ports/kernels.ts";
import { denseWasm } from "./dense-wasm.ts";

/** What native/dense.ts exports. */
interface DenseExports {
  readonly memory: WebAssembly.Memory;
  dots(query: number, codes: number, stride: number, rows: number, products: number): void;
}

const PAGE = 65_536;
/** Bytes that the kernel reads at a time: rows are padded with zeros to a multiple of it. */
const LANES = 16;

/** Compiled once a process; null where WebAssembly or its SIMD is missing. */
let compiled: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  const bytes = Uint8Array.from(atob(denseWasm), (character) => character.charCodeAt(0));
  const runs = typeof WebAssembly === "object" && WebAssembly.validate(bytes);
  compiled = runs ? new WebAssembly.Module(bytes) : null;
  return compiled;
}

/** The rows live in WebAssembly's memory, behind the query and the products. */
export class SimdDenseKernel implements DenseKernel {
  readonly dimensions: number;
  readonly #native: DenseExports;
  readonly #stride: number;
  readonly #products: number;
  readonly #first: number;
  #rows = 0;
  /** Views of the memory, which are made anew when it grows. */
  #query = new Int16Array(0);
  #results = new Int32Array(0);
  #codes = new Int8Array(0);

  /** null where this machine cannot run it, or has no address space for one more memory. */
  static create(dimensions: number): SimdDenseKernel | null {
    const module = compile();
    if (module === null) return null;
    try {
      return new SimdDenseKernel(dimensions, new WebAssembly.Instance(module).exports as never);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  private constructor(dimensions: number, native: DenseExports) {
    this.dimensions = dimensions;
    this.#native = native;
    this.#stride = Math.ceil(dimensions / LANES) * LANES;
    this.#products = 2 * this.#stride;
    this.#first = this.#products + 4 * mostRows;
    this.#reserve(0);
  }

  get rows(): number {
    return this.#rows;
  }

  grow(rows: number): void {
    this.#reserve(rows);
    this.#rows = Math.max(rows, this.#rows);
  }

  #reserve(rows: number): void {
    const { memory } = this.#native;
    const missing = this.#first + rows * this.#stride - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE));
    this.#query = new Int16Array(memory.buffer, 0, this.#stride);
    this.#results = new Int32Array(memory.buffer, this.#products, mostRows);
    this.#codes = new Int8Array(memory.buffer, this.#first);
  }

  write(first: number, codes: Int8Array): void {
    const { dimensions } = this;
    const stride = this.#stride;
    if (stride === dimensions) this.#codes.set(codes, first * stride);
    else
      for (let row = 0; row * dimensions < codes.length; row++)
        this.#codes.set(codes.subarray(row * dimensions, (row + 1) * dimensions), (first + row) * stride);
  }

  read(first: number, end: number): Int8Array<ArrayBuffer> {
    const { dimensions } = this;
    const stride = this.#stride;
    if (stride === dimensions) return this.#codes.slice(first * stride, end * stride);
    const codes = new Int8Array((end - first) * dimensions);
    for (let row = first; row < end; row++)
      codes.set(this.#codes.subarray(row * stride, row * stride + dimensions), (row - first) * dimensions);
    return codes;
  }

  dots(query: Int16Array, first: number, end: number): Int32Array {
    this.#query.set(query);
    const stride = this.#stride;
    this.#native.dots(0, this.#first + first * stride, stride, end - first, this.#products);
    return this.#results;
  }
}
