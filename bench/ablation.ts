import { DenseChannel } from "../src/channels/dense.ts";
import { LexicalChannel } from "../src/channels/lexical.ts";
import { type LexicalParameters, lexicalParameters as p } from "../src/channels/lexical-parameters.ts";
import { createDenseKernel } from "../src/kernels/dense.ts";
import type { RegionFactory } from "../src/pathways/options.ts";
import { perception } from "../src/perception/perception.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import { Hippocampus } from "../src/regions/hippocampus/hippocampus.ts";
import { PageRankAssociator } from "../src/regions/hippocampus/pagerank-associator.ts";
import { type PathParameters, pathParameters } from "../src/regions/hippocampus/path-parameters.ts";
import { type RecallReport, type RecallSetup, runRecall } from "./recall.ts";
import { table } from "./report.ts";
import { type Opened, openWith } from "./systems/encephalon.ts";
import { type OpenSystem, ours } from "./systems/system.ts";

/** The regions of a default brain, one of them with other parameters. */
function regions(lexical: Partial<LexicalParameters>, paths: Partial<PathParameters>): RegionFactory[] {
  return [
    () => new LexicalChannel(perception.version, { ...p, ...lexical }),
    ({ encoder }) =>
      encoder === null ? null : new DenseChannel(encoder, createDenseKernel, perception.version),
    () => new Hippocampus(perception.version, { ...pathParameters, ...paths }),
  ];
}

const words = (change: Partial<LexicalParameters>): Opened => ({ options: { regions: regions(change, {}) } });
const paths = (change: Partial<PathParameters>): Opened => ({
  options: { regions: regions({}, change) },
  effort: "thorough",
});

function pageRank(): Hippocampus {
  const region = new Hippocampus(perception.version);
  const reference = new PageRankAssociator(() => region.graph);
  return Object.assign(region, { associate: reference.associate.bind(reference) });
}

/** Each mechanism switched off, alone. */
const without: Readonly<Record<string, Opened>> = {
  "vectors (no encoder)": { options: { encoder: null } },
  "the cue in the first person": { mechanisms: { firstPerson: false } },
  "copies last": { mechanisms: { copiesLast: false } },
  "System 2 (never)": { effort: "quick" },
  "its choice (always System 2)": { effort: "thorough" },
  "path search (PageRank, always)": {
    options: { regions: [...regions({}, {}).slice(0, 2), pageRank] },
    effort: "thorough",
  },
  "paths beyond one hop (always)": paths({ longest: 2 }),
  "links (always)": paths({ link: 0 }),
  "concepts of the cue (always)": paths({ seed: 0 }),
  "the cue's words that a path lacks (always)": paths({ rest: 0 }),
  "context window of words": words({ contextTurns: 0 }),
  "weaker words of later turns": words({ contextBackward: 1 }),
  "speaker rule of words": words({ speakerBoost: 1 }),
  "speaker's name as a field": words({ weight: { ...p.weight, speaker: 0 } }),
  "dates as a field": words({ weight: { ...p.weight, date: 0 } }),
  "captions as a field": words({ weight: { ...p.weight, caption: 0 } }),
  "heavier titles": words({ weight: { ...p.weight, title: 1 } }),
  "heavier rare words": words({ idfPower: 1 }),
  "short-turn prior": words({ shortWords: 0 }),
  "stronger length normalisation": words({ b: { ...p.b, text: 0.75, caption: 0.75 } }),
};

/** Runs the recall bench with each of them and prints what switching it off changes. */
export async function runAblation(
  setup: Omit<RecallSetup, "systems"> & { readonly encoder: Encoder | null },
  print: (text: string) => void,
): Promise<RecallReport> {
  const { encoder } = setup;
  const systems: Record<string, OpenSystem> = { [ours]: (path) => openWith(path, { options: { encoder } }) };
  for (const [name, change] of Object.entries(without))
    systems[name] = (path) => openWith(path, { ...change, options: { encoder, ...change.options } });
  const report = await runRecall({ ...setup, systems }, () => {});
  const slices = report.datasets.map(
    ({ dataset }) => [dataset, dataset === "locomo" ? "1-4" : "all"] as const,
  );
  const rows = Object.keys(without).map((name) => [
    name,
    ...slices.map(([dataset, slice]) => {
      const row = report.differences.find(
        (other) =>
          other.dataset === dataset && other.slice === slice && other.against === name && other.k === 5,
      );
      if (row === undefined) return "";
      const loss = (100 * -row.value).toFixed(1);
      return row.lo > 0 || row.hi < 0 ? `${loss} *` : loss;
    }),
  ]);
  print(
    "What recall@5 changes, in points, when a mechanism is switched off (* the 95% interval leaves out 0)\n",
  );
  print(table(["without", ...slices.map(([dataset, slice]) => `${dataset} ${slice}`)], rows, 1));
  return report;
}
