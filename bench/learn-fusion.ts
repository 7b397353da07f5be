import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Ordinal } from "../src/model/ids.ts";
import { calibration } from "../src/pathways/recall/fusion.ts";
import { type FusionWeights, fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import { loadDataset, loaders } from "./datasets/all.ts";
import type { BrainSet } from "./datasets/dataset.ts";
import { openEncoder } from "./encoder.ts";
import { ask, foldBrain } from "./learn-channels.ts";
import { type Choice, fitChoices } from "./learn-choices.ts";
import { ndcgAtK, recallAtK } from "./metrics.ts";
import { table } from "./report.ts";
import { mean } from "./statistics.ts";

/**
 * Learns the weights of fusion from the questions of the data sets through the channels themselves, and
 * prints what they find where they have not been learned: each set with the weights of all the others,
 * each conversation with those of all other conversations.
 *
 *     node bench/learn-fusion.ts [--data DIR] [--only DATASET]... [--encoder NAME]
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(import.meta.dirname, "../../shared/data") },
    only: { type: "string", multiple: true },
    encoder: { type: "string", default: "static" },
  },
});

const kinds: readonly (keyof FusionWeights)[] = ["words", "meaning", "person", "time"];

/** One question: the candidates of both channels, which of them are gold, and what to compare with. */
interface Asked extends Choice {
  readonly set: string;
  readonly brain: string;
  readonly ids: readonly string[];
  readonly all: readonly string[];
  readonly byWords: readonly string[];
}

async function askBrain(set: string, brain: BrainSet, encoder: Encoder): Promise<Asked[]> {
  const folded = await foldBrain(brain, encoder);
  const asked: Asked[] = [];
  for (const question of brain.questions) {
    const { input } = await ask(folded, question);
    const terms = calibration(input);
    const proposed = [input.words, input.meaning].flatMap((evidence) => evidence?.candidates ?? []);
    // Later rows first among equals, as everywhere.
    const rows = [...new Set(proposed.map(({ ordinal }) => ordinal))].sort((a, b) => b - a);
    const idOf = (row: Ordinal): string => brain.items[row]!.id;
    const wanted = new Set(question.gold);
    asked.push({
      set,
      brain: `${set}/${brain.name}`,
      ids: rows.map(idOf),
      all: question.gold,
      byWords: input.words?.candidates.map(({ ordinal }) => idOf(ordinal)) ?? [],
      features: rows.map((row) => kinds.map((kind) => terms(row)[kind])),
      gold: rows.flatMap((row, i) => (wanted.has(idOf(row)) ? [i] : [])),
    });
  }
  return asked;
}

function ranked({ ids, features }: Asked, weights: readonly number[]): string[] {
  const scores = features.map((row) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
  return scores
    .map((score, i) => ({ score, i }))
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ i }) => ids[i]!);
}

const measures = [2, 5, 10].map((k) => ({
  name: `recall@${k}`,
  of: (found: readonly string[], gold: readonly string[]) => recallAtK(found, gold, k),
}));
const ndcg = {
  name: "nDCG@10",
  of: (found: readonly string[], gold: readonly string[]) => ndcgAtK(found, gold, 10),
};

/** Every set weighs the same, however many questions it has. */
function learn(asked: readonly Asked[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const { set, gold } of asked) if (gold.length > 0) sizes.set(set, (sizes.get(set) ?? 0) + 1);
  return fitChoices(asked, ({ set }) => 1 / sizes.get(set)!, kinds.length);
}

const encoder = await openEncoder(values.encoder, console.error);
if (encoder === null) throw new Error("What meaning is worth is not to be learned without an encoder.");
const asked: Asked[] = [];
for (const name of values.only ?? Object.keys(loaders)) {
  const dataset = loadDataset(values.data, name);
  for (const brain of dataset?.brains ?? []) {
    // The chats of one data set that differ tenfold in length are two sets.
    const set = brain.name.includes("/") ? `${name} ${brain.name.split("/")[0]}` : name;
    const sliced = brain.questions.some(({ slices }) => slices.includes("1-4"));
    const questions = sliced
      ? brain.questions.filter(({ slices }) => slices.includes("1-4"))
      : brain.questions;
    asked.push(...(await askBrain(set, { ...brain, questions }, encoder)));
    console.error(`${set} ${brain.name}`);
  }
}

const sets = [...new Set(asked.map(({ set }) => set))];
const show = (weights: readonly number[]): string => weights.map((weight) => weight.toFixed(2)).join(" ");
const rows: string[][] = [];
for (const set of sets) {
  const own = asked.filter((one) => one.set === set);
  const without = sets.length > 1 ? learn(asked.filter((one) => one.set !== set)) : null;
  const byBrain = new Map<string, readonly number[]>();
  const brains = new Set(own.map(({ brain }) => brain));
  if (brains.size > 1)
    for (const brain of brains) byBrain.set(brain, learn(asked.filter((one) => one.brain !== brain)));
  const frozen = kinds.map((kind) => fusionWeightsFor(encoder)[kind]);
  const shown = set === "scifact" ? [...measures, ndcg] : measures;
  for (const { name, of } of shown) {
    const percent = (rankingOf: (one: Asked) => readonly string[]): string =>
      (100 * mean(own.map((one) => of(rankingOf(one), one.all)))).toFixed(1);
    rows.push([
      set,
      name,
      String(own.length),
      percent(({ byWords }) => byWords),
      percent((one) => ranked(one, frozen)),
      without === null ? "" : percent((one) => ranked(one, without)),
      byBrain.size === 0 ? "" : percent((one) => ranked(one, byBrain.get(one.brain)!)),
      without === null ? "" : show(without),
    ]);
  }
}
console.log(`encoder ${encoder.id}; weights of ${kinds.join(", ")}`);
console.log(
  table(
    [
      "set",
      "measure",
      "n",
      "words alone",
      "frozen",
      "other sets",
      "other brains",
      "weights of the other sets",
    ],
    rows,
    2,
  ),
);
console.log(`learned on all: ${show(learn(asked))}`);
