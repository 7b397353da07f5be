import assert from "node:assert/strict";
import { test } from "node:test";
import { rowSumsContract } from "../../tests/contracts/row-sums.ts";
import { createRowSums, scalarRowSums, simdRowSums } from "./row-sums.ts";

rowSumsContract("scalar", scalarRowSums);
rowSumsContract("the fastest", createRowSums);

test("where there is SIMD and rows are of a multiple of 16 codes, it is used", () => {
  assert.notEqual(simdRowSums(new Int8Array(32), 16), null);
  assert.equal(simdRowSums(new Int8Array(30), 15), null);
});
