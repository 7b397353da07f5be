import { table } from "../report.ts";

export interface TruthRow {
  readonly dataset: string;
  readonly slice: string;
  readonly metric: string;
  readonly system: string;
  readonly value: number;
  readonly n: number;
}

export function truthTable(rows: readonly TruthRow[]): string {
  return table(
    ["data set", "slice", "metric", "system", "value", "n"],
    rows.map((row) => [row.dataset, row.slice, row.metric, row.system, row.value.toFixed(3), String(row.n)]),
    4,
  );
}
