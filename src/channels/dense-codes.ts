import { withRoom } from "../math/columns.ts";
import { pack, quantise, quantiseQuery, squareOf } from "../math/dense-scan.ts";
import type { CodeBits, CreateDenseKernel, DenseKernel } from "../ports/kernels.ts";

/** Quantised vectors by number, with what makes their inner products cosines, each by what it is worth. */
export class DenseCodes {
  readonly kernel: DenseKernel;
  /** Squared length of the codes: 0 where there is no vector, or nothing in it. */
  square: Int32Array = new Int32Array(0);
  /** What it is worth / the length of the codes, or 0. */
  scale: Float64Array = new Float64Array(0);
  /** How many are not 0. */
  vectors = 0;
  #count = 0;
  readonly #bits: CodeBits;
  readonly #codes: Int8Array<ArrayBuffer>;
  /** A row: the codes themselves, or packed. */
  readonly #bytes: Int8Array<ArrayBuffer>;

  constructor(create: CreateDenseKernel, dimensions: number, bits: CodeBits) {
    this.kernel = create(dimensions, bits);
    this.#bits = bits;
    this.#codes = new Int8Array(dimensions);
    this.#bytes = bits === 8 ? this.#codes : new Int8Array(this.kernel.rowBytes);
  }

  get count(): number {
    return this.#count;
  }

  grow(count: number): void {
    this.kernel.grow(count);
    this.square = withRoom(this.square, count);
    this.scale = withRoom(this.scale, count);
    this.#count = count;
  }

  set(number: number, vector: Float32Array, worth: number): void {
    const codes = this.#codes;
    if (vector.length !== codes.length)
      throw new RangeError(`A vector of ${vector.length} numbers, not ${codes.length}.`);
    quantise(vector, this.#bits, codes);
    if (this.#bits === 4) pack(codes, this.#bytes);
    this.kernel.write(number, this.#bytes);
    this.setSquare(number, squareOf(codes), worth);
  }

  setSquare(number: number, square: number, worth: number): void {
    this.vectors += Number(square !== 0) - Number(this.square[number] !== 0);
    this.square[number] = square;
    this.scale[number] = square === 0 ? 0 : worth / Math.sqrt(square);
  }

  /** Nothing of it stays. */
  clear(number: number): void {
    this.kernel.write(number, this.#bytes.fill(0));
    this.setSquare(number, 0, 0);
  }
}

/** A cue's vector as it takes part in a scan. */
export interface Query {
  readonly codes: Int16Array;
  /** 1 / the length of the codes. */
  readonly scale: number;
}

/** null where the vector says nothing. Errors: `RangeError` when it has other dimensions. */
export function queryOf(vector: Float32Array, dimensions: number): Query | null {
  if (vector.length !== dimensions)
    throw new RangeError(`A vector of ${vector.length} numbers, not ${dimensions}.`);
  const codes = quantiseQuery(vector);
  const square = squareOf(codes);
  return square === 0 ? null : { codes, scale: 1 / Math.sqrt(square) };
}
