import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Ordinal } from "../src/model/ids.ts";
import { fuse } from "../src/pathways/recall/fusion.ts";
import { fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { prospectOf } from "../src/pathways/recall/rank.ts";
import type { FirstStage } from "../src/ports/associator.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { prospectTerms, termsOf } from "../src/regions/basal-ganglia/effort.ts";
import { loadDataset, loaders } from "./datasets/all.ts";
import type { BrainSet, Question } from "./datasets/dataset.ts";
import { ask, everything, type Folded, foldBrain } from "./learn-channels.ts";
import { fitGains } from "./learn-gains.ts";
import { recallAtK } from "./metrics.ts";
import { table } from "./report.ts";
import { mean } from "./statistics.ts";

/**
 * Learns what a search along concepts is expected to add to recall@5, with the encoder of the package, and
 * prints what choosing by it finds and costs on each set when learned on the others: against never
 * searching, always, and where the best hit covers less of the cue than a fixed share.
 *
 *     node bench/learn-effort.ts [--data DIR]
 */
const { values } = parseArgs({
  options: { data: { type: "string", default: join(import.meta.dirname, "../../shared/data") } },
});

const ridge = 1;

interface Asked {
  readonly set: string;
  readonly terms: readonly number[];
  readonly coverage: number;
  /** recall@5 of the quick look, and of the search. */
  readonly quick: number;
  readonly long: number;
  readonly ms: number;
}

async function askOne(set: string, brain: BrainSet, folded: Folded, question: Question): Promise<Asked> {
  const { cue, words, input } = await ask(folded, question);
  const fused = fuse(input, fusionWeightsFor(folded.encoder));
  const first: FirstStage = {
    ...fused,
    matchOf: (row) => words.matchOf?.(row) ?? 0,
    termWeights: words.termWeights ?? [],
  };
  const started = performance.now();
  const found = folded.hippocampus.associate(cue, first, everything);
  const ms = performance.now() - started;
  const idsOf = (rows: readonly { readonly ordinal: Ordinal }[]): string[] =>
    rows.map(({ ordinal }) => brain.items[ordinal]!.id);
  const prospect = prospectOf(cue, fused, folded.hippocampus, everything);
  const terms = termsOf(prospect);
  return {
    set,
    terms: [1, ...prospectTerms.map((name) => terms[name])],
    coverage: prospect.coverage,
    quick: recallAtK(idsOf(fused.candidates), question.gold, 5),
    long: recallAtK(idsOf(found.candidates), question.gold, 5),
    ms,
  };
}

/** Ridge regression of the gain; every set weighs the same. */
function learn(asked: readonly Asked[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const { set } of asked) counts.set(set, (counts.get(set) ?? 0) + 1);
  return fitGains(
    asked.map(({ set, terms, quick, long }) => ({
      terms,
      gain: long - quick,
      share: 100 / counts.get(set)!,
    })),
    ridge,
  );
}

const encoder = staticEncoder();
const asked: Asked[] = [];
for (const name of Object.keys(loaders)) {
  for (const brain of loadDataset(values.data, name)?.brains ?? []) {
    const folded = await foldBrain(brain, encoder);
    const set = brain.name.includes("/") ? `${name} ${brain.name.split("/")[0]}` : name;
    for (const question of brain.questions) asked.push(await askOne(set, brain, folded, question));
    console.error(`${set} ${brain.name}`);
  }
}

/** Recall@5 in percent and how many searches it took, under a policy. */
function outcome(own: readonly Asked[], searches: (one: Asked) => boolean): string {
  const recall = 100 * mean(own.map((one) => (searches(one) ? one.long : one.quick)));
  return `${recall.toFixed(1)} (${Math.round((100 * own.filter(searches).length) / own.length)}%)`;
}

const gainOf = ({ terms }: Asked, weights: readonly number[]): number =>
  terms.reduce((sum, term, i) => sum + term * weights[i]!, 0);

const sets = [...new Set(asked.map(({ set }) => set))];
const without = new Map(sets.map((set) => [set, learn(asked.filter((one) => one.set !== set))]));
const gains = [0, 0.01, 0.02, 0.05];
const shares = [0.3, 0.5, 0.7];
const rows = [...sets.map((set) => [set]), sets].map((chosen) => {
  const own = asked.filter(({ set }) => chosen.includes(set));
  return [
    chosen.length === 1 ? chosen[0]! : "all",
    String(own.length),
    outcome(own, () => false),
    outcome(own, () => true),
    ...gains.map((least) => outcome(own, (one) => gainOf(one, without.get(one.set)!) > least)),
    ...shares.map((share) => outcome(own, ({ coverage }) => coverage < share)),
    mean(own.map(({ ms }) => ms)).toFixed(2),
  ];
});
const header = [
  ...["set", "n", "never", "always"],
  ...gains.map((least) => `gain > ${least}`),
  ...shares.map((share) => `coverage < ${share}`),
  "ms a search",
];
console.log("recall@5 in percent, and how often it searched");
console.log(table(header, rows, 1));
const weights = learn(asked);
console.log(
  `learned on all: ${["constant", ...prospectTerms].map((name, i) => `${name} ${weights[i]!.toFixed(3)}`).join(", ")}`,
);
