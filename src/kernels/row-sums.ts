import { sumRows } from "../math/row-sums.ts";
import { type CreateRowSums, mostSummed, type RowSums } from "../ports/kernels.ts";
import { rowSumsWasm } from "./row-sums-wasm.ts";
import { wasmModule } from "./wasm-module.ts";

/** What native/row-sums.ts exports. */
interface RowSumsExports {
  readonly memory: WebAssembly.Memory;
  addRows(ids: number, times: number, count: number, stride: number, sum: number): void;
}

const PAGE = 65_536;
const LANES = 16;

/** The fastest that this machine runs. */
export const createRowSums: CreateRowSums = (rows, dimensions) =>
  simdRowSums(rows, dimensions) ?? scalarRowSums(rows);

/** The reference of src/math/: for machines without SIMD, and what the other is tested against. */
export function scalarRowSums(rows: Int8Array): RowSums {
  return { sum: (ids, times, count, sum) => sumRows(rows, ids, times, count, sum) };
}

/**
 * The rows in WebAssembly's memory, behind addresses, times and sum; null where this machine cannot run it, or the
 * rows are not of a multiple of 16 codes.
 */
export function simdRowSums(rows: Int8Array, dimensions: number): RowSums | null {
  const module = dimensions % LANES === 0 ? wasmModule(rowSumsWasm) : null;
  if (module === null) return null;
  try {
    const { memory, addRows } = new WebAssembly.Instance(module).exports as never as RowSumsExports;
    const timesAt = 4 * mostSummed;
    const sumAt = timesAt + 2 * mostSummed;
    const rowsAt = sumAt + 4 * dimensions;
    memory.grow(Math.ceil((rowsAt + rows.length) / PAGE));
    const addresses = new Int32Array(memory.buffer, 0, mostSummed);
    const multiples = new Int16Array(memory.buffer, timesAt, mostSummed);
    const summed = new Int32Array(memory.buffer, sumAt, dimensions);
    new Int8Array(memory.buffer, rowsAt).set(rows);
    return {
      sum(ids, times, count, sum) {
        for (let i = 0; i < count; i++) {
          addresses[i] = rowsAt + ids[i]! * dimensions;
          multiples[i] = times[i]!;
        }
        // Rows are taken by twos: the last one's partner counts nothing.
        if (count % 2 === 1) {
          addresses[count] = rowsAt;
          multiples[count] = 0;
        }
        addRows(0, timesAt, count + (count & 1), dimensions, sumAt);
        sum.set(summed);
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
