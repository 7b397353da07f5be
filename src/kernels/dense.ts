import type { CreateDenseKernel } from "../ports/kernels.ts";
import { ScalarDenseKernel } from "./dense-scalar.ts";
import { SimdDenseKernel } from "./dense-simd.ts";

/** The fastest that this machine runs. */
export const createDenseKernel: CreateDenseKernel = (dimensions, bits) =>
  SimdDenseKernel.create(dimensions, bits) ?? new ScalarDenseKernel(dimensions, bits);
