import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pack, quantiseQuery, rowBytesOf } from "../../src/math/dense-scan.ts";
import { type CreateDenseKernel, mostRows } from "../../src/ports/kernels.ts";

/** A matrix, a query that may be the largest there is, and a range of the rows. */
const scansOf = (largest: 7 | 127) =>
  fc
    .record({
      width: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(256, 384)),
      rows: fc.integer({ min: 1, max: 23 }),
      extreme: fc.boolean(),
    })
    .chain(({ width, rows, extreme }) =>
      fc.record({
        width: fc.constant(width),
        codes: fc
          .array(extreme ? fc.constantFrom(largest, -largest) : fc.integer({ min: -largest, max: largest }), {
            minLength: width * rows,
            maxLength: width * rows,
          })
          .map((codes) => Int8Array.from(codes)),
        query: fc
          .array(extreme ? fc.constantFrom(1, -1) : fc.double({ min: -1, max: 1, noNaN: true }), {
            minLength: width,
            maxLength: width,
          })
          .map((vector) => quantiseQuery(Float32Array.from(vector))),
        first: fc.nat(rows - 1),
        many: fc.nat(rows),
        rows: fc.constant(rows),
      }),
    );

/** One row at a time, in BigInt: nothing can overflow or round. */
function product(query: Int16Array, row: Int8Array): number {
  return Number(row.reduce((sum, c, i) => sum + BigInt(c) * BigInt(query[i]!), 0n));
}

/** What every `DenseKernel` is held to: expected values come from whole numbers of any size. */
export function denseKernelContract(name: string, create: CreateDenseKernel): void {
  for (const bits of [8, 4] as const)
    test(`G4: ${name}: inner products with codes of ${bits} bits are exact, for every width and range of rows`, () => {
      fc.assert(
        fc.property(scansOf(bits === 8 ? 127 : 7), ({ width, rows, codes, query, first, many }) => {
          const kernel = create(width, bits);
          kernel.grow(rows);
          assert.equal(kernel.rowBytes, rowBytesOf(width, bits));
          const bytes = new Int8Array(kernel.rowBytes);
          for (let row = 0; row < rows; row++) {
            const own = codes.subarray(row * width, (row + 1) * width);
            if (bits === 4) pack(own, bytes);
            kernel.write(row, bits === 4 ? bytes : own);
          }
          const end = Math.min(rows, first + many);
          const expected = Array.from({ length: end - first }, (_, i) =>
            product(query, codes.subarray((first + i) * width, (first + i + 1) * width)),
          );
          assert.deepEqual([...kernel.dots(query, first, end).subarray(0, end - first)], expected);
        }),
        { numRuns: 300 },
      );
    });

  test(`${name}: growing keeps the rows, new rows are zero, and what is read is what was written`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 5, 16, 40),
        fc.array(fc.nat(9_000), { maxLength: 4 }),
        (width, sizes) => {
          const kernel = create(width, 8);
          const expected: number[][] = [];
          for (const size of sizes) {
            kernel.grow(size);
            while (expected.length < size) expected.push(new Array(width).fill(0));
            assert.equal(kernel.rows, expected.length);
            if (expected.length === 0) continue;
            const last = expected.length - 1;
            expected[last] = Array.from({ length: width }, (_, i) => ((last + i) % 255) - 127);
            kernel.write(last, Int8Array.from(expected[last]));
          }
          assert.deepEqual([...kernel.read(0, kernel.rows)], expected.flat());
        },
      ),
      { numRuns: 30 },
    );
  });

  test(`${name}: a row that is overwritten with zeros leaves nothing, its neighbours stay`, () => {
    const kernel = create(3, 8);
    kernel.grow(3);
    kernel.write(0, Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    kernel.write(1, new Int8Array(3));
    assert.deepEqual([...kernel.read(0, 3)], [1, 2, 3, 0, 0, 0, 7, 8, 9]);
    assert.deepEqual([...kernel.read(1, 2)], [0, 0, 0]);
  });

  test(`${name}: as many rows as a call may take, and two kernels do not share their rows`, () => {
    const [kernel, other] = [create(16, 8), create(16, 8)];
    kernel.grow(mostRows + 1);
    other.grow(mostRows + 1);
    kernel.write(0, new Int8Array(16 * (mostRows + 1)).fill(1));
    const query = new Int16Array(16).fill(2);
    assert.ok(kernel.dots(query, 1, mostRows + 1).every((dot) => dot === 32));
    assert.ok(other.dots(query, 0, mostRows).every((dot) => dot === 0));
  });
}
