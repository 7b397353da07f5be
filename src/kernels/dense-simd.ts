import { rowBytesOf } from "../math/dense-scan.ts";
import { type CodeBits, type DenseKernel, mostRows } from "../ports/kernels.ts";
import { denseWasm } from "./dense-wasm.ts";
import { wasmModule } from "./wasm-module.ts";

/** What native/dense.ts exports. */
interface DenseExports {
  readonly memory: WebAssembly.Memory;
  readonly dots: Dots;
  readonly dotsOfPacked: Dots;
}

type Dots = (query: number, codes: number, stride: number, rows: number, products: number) => void;

const PAGE = 65_536;
/** Bytes that the kernel reads at a time: rows are padded with zeros to a multiple of it. */
const LANES = 16;

const MOST_PAGES = 65_536;
/** A page more than is asked for, for so many that are there. */
const SPARE = 8;

/** Compiled once a process. */
let compiled: WebAssembly.Module | null | undefined;

/** The rows live in WebAssembly's memory, behind the query and the products. */
export class SimdDenseKernel implements DenseKernel {
  readonly rowBytes: number;
  readonly #memory: WebAssembly.Memory;
  readonly #dots: Dots;
  readonly #stride: number;
  /** Of a query: the codes of a row with its padding. */
  readonly #numbers: number;
  readonly #products: number;
  readonly #first: number;
  #rows = 0;
  /** Views of the memory, which are made anew when it grows. */
  #query = new Int16Array(0);
  #results = new Int32Array(0);
  #codes = new Int8Array(0);

  /** null where this machine cannot run it, or has no address space for one more memory. */
  static create(dimensions: number, bits: CodeBits): SimdDenseKernel | null {
    compiled ??= wasmModule(denseWasm);
    if (compiled === null) return null;
    try {
      return new SimdDenseKernel(dimensions, bits, new WebAssembly.Instance(compiled).exports as never);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  private constructor(dimensions: number, bits: CodeBits, native: DenseExports) {
    this.rowBytes = rowBytesOf(dimensions, bits);
    this.#memory = native.memory;
    this.#dots = bits === 8 ? native.dots : native.dotsOfPacked;
    this.#stride = Math.ceil(this.rowBytes / LANES) * LANES;
    this.#numbers = (this.#stride * 8) / bits;
    this.#products = 2 * this.#numbers;
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
    const memory = this.#memory;
    const missing = this.#first + rows * this.#stride - memory.buffer.byteLength;
    if (missing <= 0) return;
    // With room to spare, since growing is slow; pages that nobody has written to take none.
    const pages = memory.buffer.byteLength / PAGE;
    const least = Math.ceil(missing / PAGE);
    memory.grow(Math.max(least, Math.min(least + Math.floor(pages / SPARE), MOST_PAGES - pages)));
    this.#query = new Int16Array(memory.buffer, 0, this.#numbers);
    this.#results = new Int32Array(memory.buffer, this.#products, mostRows);
    this.#codes = new Int8Array(memory.buffer, this.#first);
  }

  write(first: number, bytes: Int8Array): void {
    const { rowBytes } = this;
    const stride = this.#stride;
    if (stride === rowBytes) this.#codes.set(bytes, first * stride);
    else
      for (let row = 0; row * rowBytes < bytes.length; row++)
        this.#codes.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), (first + row) * stride);
  }

  read(first: number, end: number): Int8Array<ArrayBuffer> {
    const { rowBytes } = this;
    const stride = this.#stride;
    if (stride === rowBytes) return this.#codes.slice(first * stride, end * stride);
    const bytes = new Int8Array((end - first) * rowBytes);
    for (let row = first; row < end; row++)
      bytes.set(this.#codes.subarray(row * stride, row * stride + rowBytes), (row - first) * rowBytes);
    return bytes;
  }

  dots(query: Int16Array, first: number, end: number): Int32Array {
    this.#query.set(query);
    const stride = this.#stride;
    this.#dots(0, this.#first + first * stride, stride, end - first, this.#products);
    return this.#results;
  }
}
