import assert from "node:assert/strict";
import { test } from "node:test";
import {
  auroc,
  calibrationError,
  equalBins,
  errorByChance,
  reliabilitySvg,
  sweptBins,
} from "./reliability.ts";

const of = (...pairs: readonly (readonly [number, 0 | 1])[]) => pairs.map(([p, y]) => ({ p, y }));

test("auroc counts pairs, ties half", () => {
  assert.equal(auroc(of([0.9, 1], [0.1, 0])), 1);
  assert.equal(auroc(of([0.1, 1], [0.9, 0])), 0);
  // 0.5 beats 0.2 and ties 0.5; 0.3 beats 0.2 alone: (1 + 0.5 + 1 + 0) / 4.
  assert.equal(auroc(of([0.5, 1], [0.3, 1], [0.5, 0], [0.2, 0])), 0.625);
  assert.ok(Number.isNaN(auroc(of([0.5, 1]))));
});

test("the calibration error is the mean distance of forecast and outcome over the bins", () => {
  const forecasts = of([0.1, 0], [0.3, 1], [0.8, 1], [0.8, 1]);
  // (0.2 against 0.5) and (0.8 against 1), half each.
  assert.ok(Math.abs(calibrationError(equalBins(forecasts, 2)) - 0.25) < 1e-12);
  assert.ok(Math.abs(calibrationError(equalBins(forecasts, 1)) - 0.25) < 1e-12);
});

test("bins are swept up to where what came no longer rises", () => {
  const rising = of([0.1, 0], [0.2, 0], [0.8, 1], [0.9, 1]);
  assert.equal(sweptBins(rising).length, 4);
  assert.equal(sweptBins(of([0.1, 1], [0.9, 0])).length, 1);
});

test("the error by chance is the mean absolute deviation of a binomial share", () => {
  const [bin] = [{ n: 100, forecast: 0.5, came: 0.5 }];
  assert.ok(Math.abs(errorByChance([bin!]) - Math.sqrt(0.5 / (Math.PI * 100))) < 1e-12);
});

test("the plot is an SVG with a curve for each name", () => {
  const svg = reliabilitySvg("t", { a: equalBins(of([0.1, 0], [0.9, 1]), 2) });
  assert.match(
    svg,
    /^<svg[\s\S]+<polyline points="72\.0,360\.0 328\.0,40\.0"[\s\S]+a \(n 2\)[\s\S]+<\/svg>$/,
  );
});
