import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Signs, signNames, type Whom, whoms } from "../src/regions/prefrontal-cortex/signs.ts";
import { type Example, fitLogistic, probability } from "./learn-logistic.ts";
import { table } from "./report.ts";
import { type Case, casesOf, isAsked, knowingSets, slices } from "./truth/knowing-cases.ts";
import { auroc, calibrationError, type Forecast, sweptBins } from "./truth/reliability.ts";

/**
 * Learns how sure monitoring is, and prints what that is worth on conversations that it was not learned on.
 *
 *     node bench/learn-monitor.ts [--data DIR]
 *
 * One logistic regression: a weight for each sign, plus one in a conversation, plus one where the cue is about
 * somebody who speaks, plus one where it names them. Every set weighs the same; what a set itself calls unanswerable,
 * which is rare, counts `rare` times as much as its other questions. Then calibrated (Platt) on what it says of cases it
 * was not learned on, at the odds at which questions are asked, by the sets that call some of theirs unanswerable.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(import.meta.dirname, "../../shared/data") },
    rare: { type: "string", default: "6" },
    ridge: { type: "string", default: "5" },
  },
});
const rare = Number(values.rare);
const ridge = Number(values.ridge);
const FOLDS = 5;

/** The signs; again where the cue is asked of a conversation; again where somebody is meant; again where by name. */
function termsOf({ whom, values: of }: Signs): readonly number[] {
  const own = signNames.map((name) => of[name]);
  const depth = whoms.indexOf(whom);
  return [...own, ...[1, 2, 3].flatMap((least) => [1, ...own].map((value) => (depth >= least ? value : 0)))];
}

/** Signs that say something only where somebody is meant. */
const ofSomebody: readonly string[] = ["own", "ownFirmly", "shared"];

interface Judged {
  readonly one: Case;
  readonly terms: readonly number[];
  readonly y: 0 | 1;
  readonly fold: number;
}

const cases: Case[] = [];
for (const name of knowingSets) {
  cases.push(...(await casesOf(values.data, name, false)));
  console.error(`${name}: ${cases.length}`);
}

/** A conversation is in one fold; of a set that is one brain, a question is. */
const places = new Map<string, number>();
function foldOf({ dataset, brain, question }: Case): number {
  const several = cases.some((other) => other.dataset === dataset && other.brain !== brain);
  const unit = several ? `${dataset} ${brain}` : `${dataset} ${question}`;
  const known = places.get(unit);
  if (known !== undefined) return known;
  const fold = places.size % FOLDS;
  places.set(unit, fold);
  return fold;
}

const judged = cases.flatMap((one): Judged[] =>
  one.signs === null
    ? []
    : [{ one, terms: termsOf(one.signs), y: one.kind === "told" ? 1 : 0, fold: foldOf(one) }],
);

/** Every set weighs as much as any other. */
function shareOf({ dataset, kind }: Case, rarely: number): number {
  const own = judged.filter(({ one }) => one.dataset === dataset && one.kind !== "unanswerable");
  return ((kind === "unanswerable" ? rarely : 1) * 600) / own.length;
}
const shares = new Map<string, number>();
const share = (one: Case, rarely: number): number => {
  const key = `${one.dataset} ${one.kind === "unanswerable"} ${rarely}`;
  const known = shares.get(key) ?? shareOf(one, rarely);
  shares.set(key, known);
  return known;
};

const width = judged[0]!.terms.length;
const means = Array.from(
  { length: width },
  (_, i) => judged.reduce((sum, { terms }) => sum + terms[i]!, 0) / judged.length,
);
const scales = Array.from(
  { length: width },
  (_, i) =>
    Math.sqrt(judged.reduce((sum, { terms }) => sum + (terms[i]! - means[i]!) ** 2, 0) / judged.length) || 1,
);

/** Sets that call some of their questions unanswerable. */
const asksUnanswerable = new Set(
  cases.filter(({ kind }) => kind === "unanswerable").map(({ dataset }) => dataset),
);

type Model = (terms: readonly number[]) => number;

/** As weights of the terms themselves. */
function fit(on: readonly Judged[]): readonly number[] {
  const examples = on.map(
    ({ one, terms, y }): Example => ({
      terms: terms.map((value, i) => (value - means[i]!) / scales[i]!),
      y,
      share: share(one, rare),
    }),
  );
  const [constant = 0, ...weights] = fitLogistic(examples, ridge);
  const raw = weights.map((weight, i) => weight / scales[i]!);
  return [constant - raw.reduce((sum, weight, i) => sum + weight * means[i]!, 0), ...raw];
}

const scoreBy =
  ([constant = 0, ...weights]: readonly number[]): Model =>
  (terms) =>
    terms.reduce((sum, value, i) => sum + value * weights[i]!, constant);

/** Each case as a model says of it that did not learn on its conversation. */
function heldOut(on: readonly Judged[]): ReadonlyMap<Judged, number> {
  const said = new Map<Judged, number>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const rest = on.filter((one) => one.fold !== fold);
    if (rest.length === 0 || rest.length === on.length) continue;
    const model = scoreBy(fit(rest));
    for (const one of on) if (one.fold === fold) said.set(one, model(one.terms));
  }
  return said;
}

/** Platt 1999: of a score, what the cases say that it was not learned on, at the odds at which questions are asked. */
function calibrationOf(said: ReadonlyMap<Judged, number>): readonly [constant: number, slope: number] {
  const [constant = 0, slope = 1] = fitLogistic(
    Array.from(said)
      .filter(([{ one }]) => isOfAsked(one))
      .map(([{ one, y }, z]): Example => ({ terms: [z], y, share: share(one, 1) })),
    0,
  );
  return [constant, slope];
}

const isOfAsked = (one: Case): boolean => isAsked(one) && asksUnanswerable.has(one.dataset);

/** Log odds of each case by a model and a calibration that never met its conversation. */
const logOdds = new Map<Judged, number>();
for (let fold = 0; fold < FOLDS; fold++) {
  const rest = judged.filter((one) => one.fold !== fold);
  const [constant, slope] = calibrationOf(heldOut(rest));
  const model = scoreBy(fit(rest));
  for (const one of judged) if (one.fold === fold) logOdds.set(one, constant + slope * model(one.terms));
}

const rows = [...knowingSets, null].flatMap((set) =>
  Object.entries(slices).map(([slice, keep]) => {
    const own = judged.filter(({ one }) => (set === null || one.dataset === set) && keep(one));
    const forecasts = own.map((one): Forecast => ({ p: probability(logOdds.get(one)!), y: one.y }));
    const error = calibrationError(sweptBins(forecasts)).toFixed(3);
    // At other odds than these nothing is claimed.
    return [
      set ?? "pooled",
      slice,
      String(own.length),
      auroc(forecasts).toFixed(3),
      slice === "all" ? error : "",
    ];
  }),
);
console.log("cross-validated over conversations");
console.log(table(["data set", "slice", "n", "AUROC", "ECE"], rows, 2));

const [constant, slope] = calibrationOf(heldOut(judged));
const [base = 0, ...learned] = fit(judged);
const count = signNames.length;
const weightsOf = (whom: Whom): Readonly<Record<string, number>> => {
  const depth = whoms.indexOf(whom);
  const sum = (first: number, i: number): number =>
    Array.from({ length: depth }, (_, step) => learned[count + step * (count + 1) + i]!).reduce(
      (a, b) => a + b,
      first,
    );
  const rounded = (value: number): number => Number((slope * value).toFixed(2));
  return Object.fromEntries([
    ["constant", Number((constant + slope * sum(base, 0)).toFixed(2))],
    ...signNames.map((name, i) => [
      name,
      depth < 2 && ofSomebody.includes(name) ? 0 : rounded(sum(learned[i]!, i + 1)),
    ]),
  ]);
};
console.log(JSON.stringify(Object.fromEntries(whoms.map((whom) => [whom, weightsOf(whom)])), null, 1));

const memories = judged
  .filter(({ one }) => isOfAsked(one))
  .flatMap((one) =>
    one.one.shown.map((shown) => ({
      ...shown,
      dataset: one.one.dataset,
      terms: [logOdds.get(one)!, Math.log(shown.rank), shown.share],
    })),
  );
const ofMemories = fitLogistic(
  memories.map(
    ({ terms, evidence, dataset }): Example => ({
      terms,
      y: evidence ? 1 : 0,
      share: 1000 / memories.filter((other) => other.dataset === dataset).length,
    }),
  ),
  0,
);
console.log(
  `memories: constant, whole, rank, share = ${ofMemories.map((value) => value.toFixed(2)).join(", ")}`,
);
