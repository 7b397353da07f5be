import { randomAt } from "../src/math/random.ts";

/** The q-quantile of values that are sorted upwards, linear between neighbours (type 7 of Hyndman and Fan 1996). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

export function percentile(values: readonly number[], q: number): number {
  return quantile(Float64Array.from(values).sort(), q);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/**
 * Bootstrap (Efron 1979, doi:10.1214/aos/1176344552): the mean of every column in each of `resamples`
 * draws of rows with replacement. All columns (equally long) see the same draws, so that the difference
 * of two columns' means is a paired one.
 */
export function resampledMeans(
  columns: readonly Float64Array[],
  resamples: number,
  seed: number,
  stream: number,
): Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  const means = columns.map(() => new Float64Array(resamples));
  const draw = new Uint32Array(rows);
  for (let sample = 0; sample < resamples; sample++) {
    for (let i = 0; i < rows; i++) draw[i] = Math.floor(randomAt(seed, stream, sample * rows + i) * rows);
    columns.forEach((column, index) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += column[draw[i]!]!;
      means[index]![sample] = sum / rows;
    });
  }
  return means;
}

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** The percentile interval that holds 95 in 100 of the resampled values. */
export function interval95(resampled: Float64Array): Interval {
  const sorted = resampled.slice().sort();
  return { lo: quantile(sorted, 0.025), hi: quantile(sorted, 0.975) };
}
