import assert from "node:assert/strict";
import { test } from "node:test";
import { runKernels } from "./kernels.ts";

test("the kernels' bench measures every system and says with what", () => {
  const lines: string[] = [];
  const { results } = runKernels(true, (text) => lines.push(text));
  assert.equal(results.length, 5);
  assert.ok(results.every(({ medianMs, leastMs }) => medianMs >= leastMs && leastMs > 0));
  assert.match(lines.join("\n"), /machine .*\n.*\n*.*int8 SIMD/s);
  const [simd, , scalar] = results;
  assert.ok(simd!.medianMs < scalar!.medianMs, "the kernel is faster than its scalar twin");
});
