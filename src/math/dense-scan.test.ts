import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dots, dotsOfPacked, pack, quantise, quantiseQuery, rowBytesOf, squareOf } from "./dense-scan.ts";

const vectors = (least: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 }), {
      minLength: least,
      maxLength: 24,
    })
    .map((numbers) => Float32Array.from(numbers));

test("G1: the largest number of a vector becomes 127, the others their share of it, rounded", () => {
  assert.deepEqual([...quantise(Float32Array.of(0.5, -0.25, 0.125, 0))], [127, -63, 32, 0]);
  assert.deepEqual([...quantise(Float32Array.of(-3, 1, 1.5))], [-127, 42, 64]);
  assert.deepEqual([...quantise(Float32Array.of(0, -0))], [0, 0]);
  assert.deepEqual([...quantise(Float32Array.of(1e-45, 0))], [127, 0], "the smallest float there is");
});

test("G1: of four bits, the largest becomes 7; they are packed two a byte, 16 low halves before 16 high ones", () => {
  assert.deepEqual([...quantise(Float32Array.of(0.8, 0.6, -0.4, 0), 4)], [7, 5, -3, 0]);
  assert.deepEqual(
    [rowBytesOf(256, 4), rowBytesOf(20, 4), rowBytesOf(33, 4), rowBytesOf(20, 8)],
    [128, 16, 32, 20],
  );
  const bytes = new Int8Array(16).fill(9);
  pack(Int8Array.of(7, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, -7), bytes);
  // 0x57, and 0x9f as a signed byte.
  assert.deepEqual([...bytes.subarray(0, 3)], [0x57, 0x9f - 0x100, 0]);
  const products = new Int32Array(1);
  const query = new Int16Array(18);
  query.set([2, 3]);
  query.set([10, 100], 16);
  dotsOfPacked(query, bytes, 0, 1, products);
  // 14 - 3 + 50 - 700.
  assert.equal(products[0], -639);
});

test("G1: what a code stands for is at most half a step from what it was", () => {
  fc.assert(
    fc.property(vectors(1), (vector) => {
      const step = Math.max(...vector.map(Math.abs)) / 127;
      quantise(vector).forEach((code, i) => {
        assert.ok(Math.abs(code * step - vector[i]!) <= step * 0.5000001);
      });
    }),
  );
});

test("a query's numbers fill 16 bits, or as much as 32-bit sums leave room for", () => {
  assert.deepEqual([...quantiseQuery(Float32Array.of(1, -0.5, 0))], [32767, -16383, 0]);
  assert.deepEqual([...quantiseQuery(new Float32Array(3))], [0, 0, 0]);
  // (2^31 - 1) / 127 = 16909320.8 for all 1024: 16513.008 each, less 1/2 for the rounding, rounded.
  assert.deepEqual(new Set(quantiseQuery(new Float32Array(1024).fill(0.1))), new Set([16513]));
});

test("G2: no inner product of a query and codes leaves 32 bits, whatever both are", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(1, 0.3, 1e-20), (width, size) => {
      const query = quantiseQuery(new Float32Array(width).fill(size));
      assert.ok(query[0]! * 127 * width < 2 ** 31);
    }),
  );
});

test("inner products by hand", () => {
  const matrix = Int8Array.of(1, 2, 3, -4, 5, -6, 127, -127, 0);
  const products = new Int32Array(3);
  dots(Int16Array.of(10, -20, 30), matrix, 0, 3, products);
  // 10 - 40 + 90; -40 - 100 - 180; 1270 + 2540.
  assert.deepEqual([...products], [60, -320, 3810]);
  dots(Int16Array.of(1, 1, 1), matrix, 2, 1, products);
  assert.deepEqual([...products], [0, -320, 3810], "one row, into the first place");
  assert.equal(squareOf(Int8Array.of(3, -4)), 25);
});

test("G3: the cosine of query and codes is that of the vectors, but for the codes' rounding, and never beyond 1", () => {
  const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);
  fc.assert(
    fc.property(vectors(24), vectors(24), (a, b) => {
      fc.pre(lengthOf(a) > 1e-3 && lengthOf(b) > 1e-3);
      const query = quantiseQuery(a);
      const codes = quantise(b);
      const products = new Int32Array(1);
      dots(query, codes, 0, 1, products);
      const cosine = products[0]! / Math.sqrt(squareOf(query) * squareOf(codes));
      const exact = a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (lengthOf(a) * lengthOf(b));
      // Each code is off by half a step at most, so c as a whole by sqrt(24) / 2 steps of a length of 127 at least.
      const off = Math.sqrt(24) / 2 / 127;
      assert.ok(Math.abs(cosine - exact) <= 2 * off + 0.001, `${cosine} ${exact}`);
      assert.ok(Math.abs(cosine) <= 1 + 1e-12);
    }),
  );
});
