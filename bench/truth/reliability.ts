import { ranks } from "../statistics.ts";

/** A forecast in [0, 1] and what came: 1 or 0. */
export interface Forecast {
  readonly p: number;
  readonly y: 0 | 1;
}

/**
 * The area under the receiver operating characteristic: how often something that is so gets more than something that
 * is not, ties half (Mann and Whitney 1947). NaN where there is only one kind.
 */
export function auroc(forecasts: readonly Forecast[]): number {
  const ranked = ranks(forecasts.map(({ p }) => p));
  const so = forecasts.filter(({ y }) => y === 1).length;
  const sum = forecasts.reduce((total, { y }, i) => total + (y === 1 ? ranked[i]! : 0), 0);
  return (sum - (so * (so + 1)) / 2) / (so * (forecasts.length - so));
}

/** Forecasts that were alike: how many, their mean, and the share of what came. */
export interface Bin {
  readonly n: number;
  readonly forecast: number;
  readonly came: number;
}

/** `count` bins of equally many, by the forecast. */
export function equalBins(forecasts: readonly Forecast[], count: number): readonly Bin[] {
  const sorted = forecasts.toSorted((a, b) => a.p - b.p);
  return Array.from({ length: count }, (_, i) =>
    binOf(
      sorted.slice(Math.floor((i * sorted.length) / count), Math.floor(((i + 1) * sorted.length) / count)),
    ),
  ).filter(({ n }) => n > 0);
}

function binOf(part: readonly Forecast[]): Bin {
  const n = part.length;
  const mean = (of: (forecast: Forecast) => number): number =>
    n === 0 ? 0 : part.reduce((sum, one) => sum + of(one), 0) / n;
  return { n, forecast: mean(({ p }) => p), came: mean(({ y }) => y) };
}

const MOST_BINS = 100;

/**
 * As many bins of equally many as there may be while what came still rises from bin to bin: with more, the bins tell
 * chance (Roelofs et al. 2022, arXiv:2012.08668, ECE_sweep).
 */
export function sweptBins(forecasts: readonly Forecast[]): readonly Bin[] {
  let best = equalBins(forecasts, 1);
  for (let count = 2; count <= Math.min(MOST_BINS, forecasts.length); count++) {
    const bins = equalBins(forecasts, count);
    if (bins.some(({ came }, i) => i > 0 && came < bins[i - 1]!.came)) break;
    best = bins;
  }
  return best;
}

/** Expected calibration error: how far forecast and outcome lie apart, over the bins (Naeini et al. 2015). */
export function calibrationError(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { n }) => sum + n, 0);
  return bins.reduce((sum, { n, forecast, came }) => sum + (n / all) * Math.abs(forecast - came), 0);
}

/**
 * What the error of as many forecasts in equal bins is on average when they are perfectly calibrated: in a bin of n
 * the share of what comes lies sqrt(2 p (1 - p) / (pi n)) off.
 */
export function errorByChance(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { n }) => sum + n, 0);
  return bins.reduce(
    (sum, { n, forecast }) => sum + (n / all) * Math.sqrt((2 * forecast * (1 - forecast)) / (Math.PI * n)),
    0,
  );
}

const SIDE = 320;
const MARGIN = 40;

/** A reliability diagram: forecast to the right, what came upwards, the size of a point by how many it stands for. */
export function reliabilitySvg(title: string, curves: Readonly<Record<string, readonly Bin[]>>): string {
  const colours = ["#1b6ca8", "#c8553d", "#588157", "#7b4b94", "#b58900"];
  const x = (value: number): string => (MARGIN + value * SIDE).toFixed(1);
  const y = (value: number): string => (MARGIN + (1 - value) * SIDE).toFixed(1);
  const names = Object.keys(curves);
  const width = SIDE + 2 * MARGIN + 180;
  const parts = names.map((name, i) => {
    const bins = curves[name]!;
    const colour = colours[i % colours.length]!;
    const all = bins.reduce((sum, { n }) => sum + n, 0);
    const line = bins.map(({ forecast, came }) => `${x(forecast)},${y(came)}`).join(" ");
    const points = bins.map(
      ({ n, forecast, came }) =>
        `<circle cx="${x(forecast)}" cy="${y(came)}" r="${(2 + 10 * Math.sqrt(n / all)).toFixed(1)}" fill="${colour}" fill-opacity="0.6"/>`,
    );
    const legend = `<text x="${MARGIN + SIDE + 20}" y="${MARGIN + 16 * (i + 1)}" fill="${colour}">${name} (n ${all})</text>`;
    return `<polyline points="${line}" fill="none" stroke="${colour}"/>${points.join("")}${legend}`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<text x="${x(value)}" y="${MARGIN + SIDE + 16}" text-anchor="middle">${value}</text><text x="${MARGIN - 6}" y="${y(value)}" text-anchor="end">${value}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${SIDE + 2 * MARGIN + 10}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    `<text x="${MARGIN}" y="20">${title}</text>`,
    `<rect x="${MARGIN}" y="${MARGIN}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#999" stroke-dasharray="4"/>`,
    ...ticks,
    `<text x="${x(0.5)}" y="${MARGIN + SIDE + 34}" text-anchor="middle">confidence</text>`,
    ...parts,
    "</svg>",
  ].join("\n");
}
