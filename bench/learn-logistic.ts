import { solve } from "./learn-choices.ts";

export interface Example {
  readonly terms: readonly number[];
  readonly y: 0 | 1;
  /** How much it counts: above 0. */
  readonly share: number;
}

const STEPS = 50;

/**
 * Weights w, the first of them a constant's, under which 1 / (1 + exp(-w . (1, terms))) is likeliest: logistic regression by
 * Newton's method (iteratively reweighted least squares), with `ridge` at least 0 on all but the constant.
 */
export function fitLogistic(examples: readonly Example[], ridge: number): readonly number[] {
  const size = 1 + (examples[0]?.terms.length ?? 0);
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const matrix = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? (i === 0 ? 1e-9 : ridge + 1e-9) : 0)),
    );
    const vector = weights.map((weight, i) => (i === 0 ? 0 : -ridge * weight));
    for (const { terms, y, share } of examples) {
      const x = [1, ...terms];
      const p = probability(x.reduce((sum, value, i) => sum + value * weights[i]!, 0));
      const curvature = share * p * (1 - p);
      for (let i = 0; i < size; i++) {
        vector[i]! += share * (y - p) * x[i]!;
        const row = matrix[i]!;
        for (let j = 0; j < size; j++) row[j]! += curvature * x[i]! * x[j]!;
      }
    }
    const change = solve(matrix, vector);
    weights = weights.map((weight, i) => weight + change[i]!);
    if (change.every((value) => Math.abs(value) < 1e-9)) break;
  }
  return weights;
}

export function probability(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
