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

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranked = new Float64Array(order.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranked[order[i]!] = (start + 1 + end) / 2;
  }
  return ranked;
}

/** Spearman's rank correlation (1904): Pearson's of the ranks. NaN where one side never varies. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length + 1) / 2;
  let both = 0;
  let ofX = 0;
  let ofY = 0;
  for (let i = 0; i < x.length; i++) {
    both += (x[i]! - middle) * (y[i]! - middle);
    ofX += (x[i]! - middle) ** 2;
    ofY += (y[i]! - middle) ** 2;
  }
  return both / Math.sqrt(ofX * ofY);
}
