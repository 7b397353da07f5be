import { type FusionWeights, fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { prospectOf } from "../src/pathways/recall/rank.ts";
import type { Association } from "../src/ports/associator.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import {
  type EffortWeights,
  expectedGain,
  prospectTerms,
  searchCost,
} from "../src/regions/basal-ganglia/effort.ts";
import { type PathParameters, pathParameters } from "../src/regions/hippocampus/path-parameters.ts";
import { PathSearch } from "../src/regions/hippocampus/path-search.ts";
import { loadDataset, loaders } from "./datasets/all.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { choicesOf, type Searched, searchAll, settings } from "./held-out-lessons.ts";
import { type Choice, fitChoices } from "./learn-choices.ts";
import { fitGains } from "./learn-gains.ts";
import { lossOf, mainSlice, merged, type RecallReport, type RecallSetup, runRecall, seed } from "./recall.ts";
import { marked, metaLines, metaOf, points, progressLine, table } from "./report.ts";
import { mean } from "./statistics.ts";
import { type SharedWay, sharedBrain } from "./systems/encephalon.ts";
import { ours } from "./systems/system.ts";

/** Questions of one source in two corpora: neither may teach what the other is judged by. */
const familyOf = (set: string): string => (set === "musique200" ? "musique" : set);

/** What is learned and chosen: from some sets, for another. */
interface Learned {
  readonly fusion: FusionWeights;
  readonly paths: PathParameters;
  readonly effort: EffortWeights;
}

export type HeldOutSetup = Omit<RecallSetup, "systems"> & { readonly encoder: Encoder | null };

/**
 * Leave one set out: what each set finds with everything that is learned, learned on the other sets alone. The
 * weights of fusion anew; of path search the one of its numbers, halved or doubled, that serves the others best, or
 * none; and then the weights of the choice of effort. The others are searched with weights of fusion that have not
 * seen themselves, though the set that is left out.
 */
export async function runHeldOut(setup: HeldOutSetup, print: (text: string) => void): Promise<RecallReport> {
  const { directory, encoder, quick } = setup;
  const meta = metaOf("held-out", seed, quick);
  print(metaLines(meta));
  const progress = progressLine();
  const sets = new Map<string, Dataset>();
  for (const name of Object.keys(loaders)) {
    const dataset = loadDataset(directory, name);
    if (dataset !== null) sets.set(name, quick ? firstBrain(dataset) : dataset);
  }
  const choices = new Map<string, readonly Choice[]>();
  if (encoder !== null)
    for (const [name, dataset] of sets) choices.set(name, await choicesOf(dataset, encoder, progress));
  const fusions = new Map([...sets.keys()].map((name) => [name, fusionWithout(name, choices, encoder)]));
  const searched = new Map<string, readonly Searched[]>();
  for (const [name, dataset] of sets)
    searched.set(name, await searchAll(dataset, encoder, fusions.get(name)!, progress));
  progress.done();

  const reports: RecallReport[] = [];
  for (const name of setup.only ?? Object.keys(loaders)) {
    const learned = sets.has(name) ? learnWithout(name, fusions.get(name)!, searched) : null;
    if (learned !== null) print(`${name}: ${said(learned)}`);
    const systems = sharedBrain({ encoder }, waysOf(learned));
    reports.push(await runRecall({ directory, quick, only: [name], systems }, () => {}));
  }
  const report = merged(meta, reports);
  for (const name of report.absent) print(`${name}: absent`);
  print("\nPercent; learned on the other sets, minus as shipped (* outside noise)\n");
  const lines = linesOf(report);
  print(table(["set", "measure", "as shipped", ...parts, "with all three"], lines, 2));
  return report;
}

const parts = ["fusion", "paths", "effort", "all three"] as const;

/** A part of a set that a smoke test can learn from. */
function firstBrain(dataset: Dataset): Dataset {
  return { ...dataset, brains: dataset.brains.slice(0, 1) };
}

/** Every set weighs the same, however many questions it has. */
function fusionWithout(
  name: string,
  choices: ReadonlyMap<string, readonly Choice[]>,
  encoder: Encoder | null,
): FusionWeights {
  const shipped = fusionWeightsFor(encoder);
  const kinds = Object.keys(shipped);
  const useful = [...choices]
    .filter(([other]) => familyOf(other) !== familyOf(name))
    .flatMap(([, all]) => {
      const own = all.filter(({ gold }) => gold.length > 0);
      return own.map((choice) => ({ ...choice, share: 1 / own.length }));
    });
  if (useful.length === 0) return shipped;
  const weights = fitChoices(useful, ({ share }) => share, kinds.length);
  return Object.fromEntries(kinds.map((kind, i) => [kind, weights[i]!])) as unknown as FusionWeights;
}

const ridge = 1;

function learnWithout(
  name: string,
  fusion: FusionWeights,
  searched: ReadonlyMap<string, readonly Searched[]>,
): Learned {
  const others = [...searched]
    .filter(([other, all]) => familyOf(other) !== familyOf(name) && all.length > 0)
    .map(([, all]) => all);
  const worth = settings.map((_, i) => mean(others.map((all) => mean(all.map(({ long }) => long[i]!)))));
  const best = others.length === 0 ? 0 : worth.indexOf(Math.max(...worth));
  const lessons = others.flatMap((all) =>
    all.map(({ terms, quick, long }) => ({ terms, gain: long[best]! - quick, share: 100 / all.length })),
  );
  const [constant = 0, ...weights] = fitGains(lessons, ridge);
  return {
    fusion,
    paths: { ...pathParameters, ...settings[best] },
    effort: {
      constant,
      ...Object.fromEntries(prospectTerms.map((term, i) => [term, weights[i] ?? 0])),
    } as unknown as EffortWeights,
  };
}

/** The same brain asked as it ships, with one part learned on the other sets, and with all. */
function waysOf(learned: Learned | null): Record<string, SharedWay> {
  if (learned === null) return { [ours]: {} };
  const { fusion, paths, effort } = learned;
  const mechanisms = { weightsFor: () => fusion };
  return {
    [ours]: {},
    fusion: { mechanisms },
    paths: { search: searching(paths) },
    effort: { effort: "thorough", search: searching(pathParameters, effort) },
    "all three": { effort: "thorough", mechanisms, search: searching(paths, effort) },
  };
}

/** Path search; with weights for the choice only where it is expected to be worth it. */
function searching(paths: PathParameters, effort?: EffortWeights): NonNullable<SharedWay["search"]> {
  return (region) => {
    const search = new PathSearch(paths);
    return (cue, first, visibility) =>
      effort !== undefined && expectedGain(prospectOf(cue, first, region, visibility), effort) <= searchCost
        ? nothing
        : search.run(region.graph, cue, first, visibility);
  };
}

/** What finds nothing leaves the first stage as it is. */
const nothing: Association = { candidates: [], pathOf: () => [], explain: () => [] };

/** A line of the table for each figure of each set. */
export function linesOf({ results, differences }: Pick<RecallReport, "results" | "differences">): string[][] {
  return results
    .filter((row) => row.slice === mainSlice(row.dataset) && row.system === ours && row.k <= 10)
    .map((row) => {
      const same = (other: Omit<typeof row, "system">): boolean =>
        other.dataset === row.dataset &&
        other.slice === row.slice &&
        other.metric === row.metric &&
        other.k === row.k;
      const all = results.find((other) => same(other) && other.system === parts.at(-1));
      return [
        row.dataset,
        `${row.metric}@${row.k}`,
        points(row.value, false),
        ...parts.map((part) =>
          marked(lossOf(differences.find((other) => same(other) && other.against === part))),
        ),
        all === undefined ? "" : points(all.value, false),
      ];
    });
}

function said({ fusion, paths, effort }: Learned): string {
  const numbers = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([key, value]) => `${key} ${value.toFixed(2)}`)
      .join(", ");
  const changed = Object.entries(paths).filter(
    ([key, value]) => value !== pathParameters[key as keyof PathParameters],
  );
  return [
    `fusion ${numbers({ ...fusion })}`,
    `paths ${changed.length === 0 ? "as shipped" : numbers(Object.fromEntries(changed))}`,
    `effort ${numbers({ ...effort })}`,
  ].join("; ");
}
