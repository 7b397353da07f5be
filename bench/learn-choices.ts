/** Alternatives of which some are right. */
export interface Choice {
  /** A row of equally many numbers for each alternative. */
  readonly features: readonly (readonly number[])[];
  /** Positions of the right ones. */
  readonly gold: readonly number[];
}

/** Draws the weights to 0 a little: without it they have no end where every choice is right. */
const ridge = 1e-3;
const rounds = 50;

/**
 * Weights w under which exp(w . x) is most likely to pick the right alternatives: the conditional logit
 * (McFadden 1974), each right one of a choice counting its share, by Newton's method. Convex: one answer.
 * Choices without a right one teach nothing.
 */
export function fitChoices<One extends Choice>(
  choices: readonly One[],
  importanceOf: (choice: One) => number,
  dimensions: number,
): readonly number[] {
  const useful = choices.filter(({ gold }) => gold.length > 0);
  const total = useful.reduce((sum, one) => sum + importanceOf(one), 0);
  let weights = new Array<number>(dimensions).fill(0);
  for (let round = 0; round < rounds; round++) {
    const gradient = weights.map((weight) => 2 * ridge * weight);
    const curvature = weights.map((_, i) => weights.map((_, j) => (i === j ? 2 * ridge : 0)));
    for (const one of useful) {
      const share = importanceOf(one) / total;
      const { means, covariance } = expectation(one, weights);
      for (let i = 0; i < dimensions; i++) {
        const wanted = one.gold.reduce((sum, at) => sum + one.features[at]![i]!, 0) / one.gold.length;
        gradient[i]! += share * (means[i]! - wanted);
        for (let j = 0; j < dimensions; j++) curvature[i]![j]! += share * covariance[i]![j]!;
      }
    }
    const step = solve(curvature, gradient);
    // A long first step can overshoot where the curvature is small.
    const length = Math.hypot(...step);
    const shortened = length > 2 ? 2 / length : 1;
    weights = weights.map((weight, i) => weight - shortened * step[i]!);
    if (length < 1e-9) break;
  }
  return weights;
}

function expectation(
  { features }: Choice,
  weights: readonly number[],
): { means: number[]; covariance: number[][] } {
  const scores = features.map((row) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
  const top = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - top));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  const means = weights.map((_, i) =>
    features.reduce((sum, row, at) => sum + (odds[at]! / total) * row[i]!, 0),
  );
  const covariance = weights.map((_, i) =>
    weights.map((_, j) =>
      features.reduce(
        (sum, row, at) => sum + (odds[at]! / total) * (row[i]! - means[i]!) * (row[j]! - means[j]!),
        0,
      ),
    ),
  );
  return { means, covariance };
}

/** x of A x = b by Gauss' elimination; A is symmetric and positive definite. */
export function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, vector[i]!]);
  const size = vector.length;
  for (let i = 0; i < size; i++)
    for (let below = i + 1; below < size; below++) {
      const factor = a[below]![i]! / a[i]![i]!;
      for (let j = i; j <= size; j++) a[below]![j]! -= factor * a[i]![j]!;
    }
  const x = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let rest = a[i]![size]!;
    for (let j = i + 1; j < size; j++) rest -= a[i]![j]! * x[j]!;
    x[i] = rest / a[i]![i]!;
  }
  return x;
}
