import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "./held-out.ts";
import type { DifferenceRow, RecallRow } from "./recall.ts";

const figure = (dataset: string, value: number): Omit<RecallRow, "system"> => ({
  dataset,
  slice: "all",
  metric: "recall",
  k: 5,
  n: 10,
  value,
  lo: value - 0.01,
  hi: value + 0.01,
});

test("a line of the table is of its own set", () => {
  const results: RecallRow[] = [];
  const differences: DifferenceRow[] = [];
  for (const [dataset, shipped, learned] of [
    ["musique", 0.7, 0.6],
    ["2wiki", 0.9, 0.9],
  ] as const) {
    results.push({ ...figure(dataset, shipped), system: "encephalon" });
    results.push({ ...figure(dataset, learned), system: "all three" });
    for (const against of ["fusion", "paths", "effort", "all three"])
      differences.push({ ...figure(dataset, shipped - learned), against });
  }
  assert.deepEqual(
    linesOf({ results, differences }).map(([set, , asShipped, ...rest]) => [set, asShipped, rest.at(-1)]),
    [
      ["musique", "70.0", "60.0"],
      ["2wiki", "90.0", "90.0"],
    ],
  );
});
