import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { LEAST_TO_KNOW } from "../../src/regions/prefrontal-cortex/confidence.ts";
import { type Meta, metaLines, metaOf, table } from "../report.ts";
import { mean } from "../statistics.ts";
import { type Case, casesOf, isAsked, isPaired, knowingSets, slices } from "./knowing-cases.ts";
import { learning, ORDERS, type Outcome, outcomes } from "./learned-odds.ts";
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

/** What is judged by: the brain's confidence, and the share of the cue that its best memory covers. */
const systems: Readonly<Record<string, (one: Case) => number>> = {
  encephalon: ({ confidence }) => confidence,
  coverage: ({ signs }) => signs?.values.coverage ?? 0,
};

/** Whose questions a case is among: a set's are one user's, or each of its brains has a user of its own. */
const users: Readonly<Record<string, (one: Case) => string>> = {
  "learned from feedback": ({ dataset }) => dataset,
  "learned in each brain": ({ dataset, brain }) => `${dataset} ${brain}`,
};

const eceOf = (forecasts: readonly Forecast[]): number => calibrationError(sweptBins(forecasts));
const chanceOf = (forecasts: readonly Forecast[]): number => errorByChance(sweptBins(forecasts));
const abstainedOf = (forecasts: readonly Forecast[], came: 0 | 1): number => {
  const own = forecasts.filter(({ y }) => y === came);
  return own.filter(({ p }) => p < LEAST_TO_KNOW).length / own.length;
};

/**
 * How far the confidence is off as stated, and as learned while the questions are asked, which it is averaged over the orders
 * of. The row `encephalon`: as stated where questions are asked as in the development halves, as learned elsewhere.
 * `ece_shown`: of a user who takes what was shown for all that there is.
 */
function calibrationRows(own: readonly Case[], slice: string, add: Add): void {
  const forecastsOf = (outcome: Outcome): readonly Forecast[] =>
    own.map((one) => ({ p: one.confidence, y: outcome(one) }));
  const ordersOf = (outcome: Outcome, userOf: (one: Case) => string): readonly (readonly Forecast[])[] =>
    Array.from({ length: ORDERS }, (_, order) => learning(own, outcome, userOf, order));
  // What always comes, or never, calibrates nothing.
  if (new Set(own.map(outcomes.told)).size < 2) return;
  const stated = forecastsOf(outcomes.told);
  add("ece", "encephalon, no feedback", eceOf(stated));
  add("ece", "encephalon, no feedback: by chance", chanceOf(stated));
  if (slice === "all") add("ece", "encephalon", eceOf(stated));
  for (const [name, userOf] of Object.entries(users)) {
    const orders = ordersOf(outcomes.told, userOf);
    const of = (measure: (forecasts: readonly Forecast[]) => number): number => mean(orders.map(measure));
    if (slice !== "all" && name === "learned from feedback") add("ece", "encephalon", of(eceOf));
    add("ece", `encephalon, ${name}`, of(eceOf));
    add("ece", `encephalon, ${name}: by chance`, of(chanceOf));
    add("abstention_auroc", `encephalon, ${name}`, of(auroc));
    for (const [metric, came] of [
      ["abstained_wrongly", 1],
      ["abstained_rightly", 0],
    ] as const)
      add(
        metric,
        `encephalon, ${name}`,
        of((forecasts) => abstainedOf(forecasts, came)),
      );
  }
  add("ece_shown", "encephalon, no feedback", eceOf(forecastsOf(outcomes.shown)));
  const shown = ordersOf(outcomes.shown, users["learned from feedback"]!);
  add("ece_shown", "encephalon, learned from feedback", mean(shown.map(eceOf)));
}

type Add = (metric: string, system: string, value: number) => void;

export function knowingRows(cases: readonly Case[]): readonly TruthRow[] {
  const rows: TruthRow[] = [];
  for (const dataset of [...new Set(cases.map((one) => one.dataset)), POOLED]) {
    for (const [slice, keep] of Object.entries(slices)) {
      const own = cases.filter((one) => (dataset === POOLED || one.dataset === dataset) && keep(one));
      const n = own.length;
      const add: Add = (metric, system, value) => {
        if (Number.isFinite(value)) rows.push({ dataset, slice, metric, system, value, n });
      };
      for (const [system, of] of Object.entries(systems))
        add("abstention_auroc", system, auroc(own.map((one) => ({ p: of(one), y: outcomes.told(one) }))));
      calibrationRows(own, slice, add);
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

/** A set that has an answer to all that it asks calibrates nothing as asked. What is learned, in one order. */
function curves(cases: readonly Case[]): Readonly<Record<string, readonly Bin[]>> {
  const sets = [...new Set(cases.map(({ dataset }) => dataset))];
  const calling = sets.filter((set) =>
    cases.some(({ dataset, kind }) => dataset === set && kind === "unanswerable"),
  );
  const stated = (own: readonly Case[]): readonly Forecast[] =>
    own.map((one) => ({ p: one.confidence, y: outcomes.told(one) }));
  const learned = (own: readonly Case[]): readonly Forecast[] =>
    learning(own, outcomes.told, ({ dataset }) => dataset, 0);
  const each = (
    name: string,
    of: readonly string[],
    keep: (one: Case) => boolean,
    forecasts: (own: readonly Case[]) => readonly Forecast[],
  ): Readonly<Record<string, readonly Bin[]>> => {
    const kept = cases.filter((one) => of.includes(one.dataset) && keep(one));
    return Object.fromEntries([
      [`${name}: ${POOLED}`, equalBins(forecasts(kept), BINS)],
      ...of.map((set) => [
        `${name}: ${set}`,
        equalBins(forecasts(kept.filter(({ dataset }) => dataset === set)), BINS),
      ]),
    ]);
  };
  return {
    ...each("all", calling, isAsked, stated),
    ...each("gold-removed, learned from feedback", sets, isPaired, learned),
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
