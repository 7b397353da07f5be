import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CreateRowSums, mostSummed } from "../../src/ports/kernels.ts";

const code = fc.integer({ min: -127, max: 127 });

/** A table, and which of its rows are added how many times. */
const sums = fc
  .record({ width: fc.constantFrom(1, 5, 16, 48, 256), rows: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, rows }) =>
    fc.record({
      width: fc.constant(width),
      codes: fc
        .array(code, { minLength: width * rows, maxLength: width * rows })
        .map((codes) => Int8Array.from(codes)),
      added: fc.array(
        fc.record({ id: fc.nat(rows - 1), times: fc.integer({ min: -(2 ** 14), max: 2 ** 14 }) }),
        { maxLength: 21 },
      ),
    }),
  );

/** What every `RowSums` is held to: expected values come from whole numbers of any size. */
export function rowSumsContract(name: string, create: CreateRowSums): void {
  test(`N5: ${name}: sums of rows are exact, whatever was summed before`, () => {
    fc.assert(
      fc.property(sums, ({ width, codes, added }) => {
        const table = create(codes, width);
        const expected = Array.from({ length: width }, (_, j) =>
          Number(
            added.reduce((sum, { id, times }) => sum + BigInt(times) * BigInt(codes[id * width + j]!), 0n),
          ),
        );
        const ids = Int32Array.from(added, ({ id }) => id);
        const times = Int16Array.from(added, (one) => one.times);
        const sum = new Int32Array(width).fill(7);
        table.sum(new Int32Array(3), Int16Array.of(5, 5, 5), 3, new Int32Array(width));
        table.sum(ids, times, added.length, sum);
        assert.deepEqual([...sum], expected);
      }),
      { numRuns: 300 },
    );
  });

  test(`N5: ${name}: the largest sums that there can be do not overflow`, () => {
    const table = create(new Int8Array(32).fill(-127, 16).fill(127, 0, 16), 16);
    const sum = new Int32Array(16);
    for (const [id, sign] of [
      [0, 1],
      [1, -1],
    ] as const) {
      table.sum(
        new Int32Array(mostSummed).fill(id),
        new Int16Array(mostSummed).fill(2 ** 14),
        mostSummed,
        sum,
      );
      // 512 * 127 * 2^14.
      assert.deepEqual([...sum], new Array(16).fill(sign * 1_065_353_216));
    }
  });
}
