import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { evenOdds } from "../../src/regions/prefrontal-cortex/monitor-weights.ts";
import { type Meta, metaLines, metaOf, table } from "../report.ts";
import { type Case, casesOf, isAsked, isPaired, knowingSets, slices } from "./knowing-cases.ts";
import {
  auroc,
  type Bin,
  calibrationError,
  equalBins,
  errorByChance,
  type Forecast,
  reliabilitySvg,
  sweptBins,
} from "./reliability.ts";
import { type TruthRow, truthTable } from "./rows.ts";

/** All sets together. */
const POOLED = "pooled";

const came = ({ kind }: Case): 0 | 1 => (kind === "told" ? 1 : 0);

/** What is judged by: the brain's confidence, and the share of the cue that its best memory covers. */
const systems: Readonly<Record<string, (one: Case) => number>> = {
  encephalon: ({ confidence }) => confidence,
  coverage: ({ signs }) => signs?.values.coverage ?? 0,
};

/**
 * At which odds a confidence is stated. The brain's own is for questions as they are asked, slice `all`; that pairs
 * come at even odds is known beforehand, and SPEC MO2 says what the same confidence is there.
 */
const atEvenOdds = (confidence: number): number => {
  const z = Math.log(confidence / (1 - confidence));
  return 1 / (1 + Math.exp(-evenOdds.constant - evenOdds.slope * z));
};
const odds: Readonly<Record<string, (confidence: number) => number>> = {
  "encephalon, odds as asked": (confidence) => confidence,
  "encephalon, even odds": atEvenOdds,
};

export function knowingRows(cases: readonly Case[]): readonly TruthRow[] {
  const rows: TruthRow[] = [];
  for (const dataset of [...new Set(cases.map((one) => one.dataset)), POOLED]) {
    for (const [slice, keep] of Object.entries(slices)) {
      const own = cases.filter((one) => (dataset === POOLED || one.dataset === dataset) && keep(one));
      const n = own.length;
      const add = (metric: string, system: string, value: number): void => {
        if (Number.isFinite(value)) rows.push({ dataset, slice, metric, system, value, n });
      };
      for (const [system, of] of Object.entries(systems))
        add("abstention_auroc", system, auroc(own.map((one) => ({ p: of(one), y: came(one) }))));
      // What always comes, or never, calibrates nothing.
      if (new Set(own.map(came)).size === 2)
        for (const [system, of] of Object.entries(odds)) {
          const swept = sweptBins(own.map((one): Forecast => ({ p: of(one.confidence), y: came(one) })));
          add("ece", system, calibrationError(swept));
          // At the odds that the slice is known to come at.
          if ((slice === "all") === (of !== atEvenOdds)) add("ece", "encephalon", calibrationError(swept));
          add("ece", `${system}: by chance`, errorByChance(swept));
        }
      const told = own.filter(({ kind }) => kind === "told");
      add("abstained_wrongly", "encephalon", told.filter(({ abstained }) => abstained).length / told.length);
      const others = own.filter(({ kind }) => kind !== "told");
      if (others.length > 0)
        add(
          "abstained_rightly",
          "encephalon",
          others.filter(({ abstained }) => abstained).length / others.length,
        );
      if (slice === "all") {
        const memories = own.flatMap(({ shown }) =>
          shown.map(({ confidence, evidence }): Forecast => ({ p: confidence, y: evidence ? 1 : 0 })),
        );
        add("memory_auroc", "encephalon", auroc(memories));
        add("memory_ece", "encephalon", calibrationError(sweptBins(memories)));
      }
    }
    if (dataset !== POOLED) rows.push(...pairRows(dataset, cases));
  }
  return rows;
}

/** How often a question gets more with its evidence than without: the same question both times, ties half. */
function pairRows(dataset: string, cases: readonly Case[]): readonly TruthRow[] {
  const pairs = new Map<string, { told?: number; withheld?: number }>();
  for (const { dataset: of, brain, question, kind, confidence } of cases) {
    if (of !== dataset || kind === "unanswerable") continue;
    const key = `${brain} ${question}`;
    pairs.set(key, { ...pairs.get(key), [kind]: confidence });
  }
  const wins = [...pairs.values()].map(({ told = 0, withheld = 0 }) =>
    told > withheld ? 1 : told === withheld ? 0.5 : 0,
  );
  if (wins.length === 0) return [];
  const value = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
  return [{ dataset, slice: "gold-removed", metric: "paired", system: "encephalon", value, n: wins.length }];
}

const BINS = 10;

/** Each slice at its own odds; a set that has an answer to all that it asks calibrates none of it. */
function curves(cases: readonly Case[]): Readonly<Record<string, readonly Bin[]>> {
  const of = (
    sets: readonly string[],
    keep: (one: Case) => boolean,
    stated: (confidence: number) => number,
  ): readonly Bin[] =>
    equalBins(
      cases
        .filter((one) => sets.includes(one.dataset) && keep(one))
        .map((one) => ({ p: stated(one.confidence), y: came(one) })),
      BINS,
    );
  const removed = [...new Set(cases.map(({ dataset }) => dataset))];
  const asked = removed.filter((set) =>
    cases.some(({ dataset, kind }) => dataset === set && kind === "unanswerable"),
  );
  const each = (
    name: string,
    sets: readonly string[],
    keep: (one: Case) => boolean,
    stated: (confidence: number) => number,
  ): Readonly<Record<string, readonly Bin[]>> =>
    Object.fromEntries([
      [`${name}: ${POOLED}`, of(sets, keep, stated)],
      ...sets.map((set) => [`${name}: ${set}`, of([set], keep, stated)] as const),
    ]);
  return {
    ...each("all", asked, isAsked, (confidence) => confidence),
    ...each("gold-removed, even odds", removed, isPaired, atEvenOdds),
  };
}

function reliabilityTable(all: Readonly<Record<string, readonly Bin[]>>): string {
  return table(
    ["reliability", "bin", "n", "confidence", "came"],
    Object.entries(all).flatMap(([name, bins]) =>
      bins.map(({ n, forecast, came: share }, i) => [
        name,
        String(i + 1),
        String(n),
        forecast.toFixed(3),
        share.toFixed(3),
      ]),
    ),
    1,
  );
}

export interface KnowingReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
  readonly reliability: Readonly<Record<string, readonly Bin[]>>;
}

/** Asks each set's questions with their evidence and without. `svg`: a file for the reliability plot; null: none. */
export async function runKnowing(
  {
    directory,
    quick,
    svg,
  }: { readonly directory: string; readonly quick: boolean; readonly svg: string | null },
  print: (line: string) => void,
): Promise<KnowingReport> {
  const meta = metaOf("truth: knowing", 1, quick);
  print(`${metaLines(meta)}\n`);
  const cases: Case[] = [];
  for (const name of quick ? ["locomo"] : knowingSets) cases.push(...(await casesOf(directory, name, quick)));
  const results = knowingRows(cases);
  const reliability = curves(cases);
  print(`${truthTable(results)}\n\n${reliabilityTable(reliability)}\n`);
  if (svg !== null) writeFileSync(svg, `${reliabilitySvg("Confidence and what came of it", reliability)}\n`);
  return { meta, results, reliability };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: "string" }, quick: { type: "boolean" }, svg: { type: "string" } },
  });
  await runKnowing(
    {
      directory: values.data ?? process.env.ENCEPHALON_DATA ?? `${import.meta.dirname}/../../../shared/data`,
      quick: values.quick ?? false,
      svg: values.svg ?? null,
    },
    console.log,
  );
}
