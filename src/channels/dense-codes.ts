import { withRoom } from "../math/columns.ts";
import { quantise, quantiseQuery, squareOf } from "../math/dense-scan.ts";
import type { CreateDenseKernel, DenseKernel } from "../ports/kernels.ts";

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

  constructor(create: CreateDenseKernel, dimensions: number) {
    this.kernel = create(dimensions);
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
    if (vector.length !== this.kernel.dimensions)
      throw new RangeError(`A vector of ${vector.length} numbers, not ${this.kernel.dimensions}.`);
    const codes = quantise(vector);
    this.kernel.write(number, codes);
    this.setSquare(number, squareOf(codes), worth);
  }

  setSquare(number: number, square: number, worth: number): void {
    this.vectors += Number(square !== 0) - Number(this.square[number] !== 0);
    this.square[number] = square;
    this.scale[number] = square === 0 ? 0 : worth / Math.sqrt(square);
  }

  /** Nothing of it stays. */
  clear(number: number): void {
    this.kernel.write(number, new Int8Array(this.kernel.dimensions));
    this.setSquare(number, 0, 0);
  }

  /** By what it is worth. */
  cosine(query: Query, number: number): number {
    return this.kernel.dots(query.codes, number, number + 1)[0]! * query.scale * this.scale[number]!;
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
