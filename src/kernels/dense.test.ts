import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { denseKernelContract } from "../../tests/contracts/dense-kernel.ts";
import { kernelModule, kernels } from "../../tools/build-kernels.ts";
import { createDenseKernel } from "./dense.ts";
import { ScalarDenseKernel } from "./dense-scalar.ts";
import { SimdDenseKernel } from "./dense-simd.ts";

denseKernelContract("scalar", (dimensions, bits) => new ScalarDenseKernel(dimensions, bits));
denseKernelContract("SIMD", (dimensions, bits) => SimdDenseKernel.create(dimensions, bits)!);

test("where there is SIMD, it is used; a machine that cannot run it has the scalar kernel", (context) => {
  assert.ok(createDenseKernel(8, 8) instanceof SimdDenseKernel);
  context.mock.method(WebAssembly, "Instance", function none() {
    throw new RangeError("could not allocate memory");
  });
  assert.ok(createDenseKernel(8, 8) instanceof ScalarDenseKernel, "no room for one more memory");
});

test("G5: the committed bytes are what the sources compile to", async () => {
  const root = join(import.meta.dirname, "../..");
  for (const { source, target } of kernels)
    assert.equal(
      readFileSync(join(root, target), "utf8"),
      await kernelModule(source),
      `${target} is stale: run node tools/build-kernels.ts`,
    );
});
