import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadBeam } from "./beam.ts";
import type { BrainSet, Dataset, Loader } from "./dataset.ts";
import { loadLocomo } from "./locomo.ts";
import { loadLongMemEvalEvidence } from "./longmemeval-evidence.ts";
import { loadPassages } from "./passages.ts";
import { union, untitled } from "./variants.ts";

/** Every data set by the name of its folder, in the order that they are run and printed. */
export const loaders: Readonly<Record<string, Loader>> = {
  locomo: loadLocomo,
  "longmemeval-evidence": loadLongMemEvalEvidence,
  beam: loadBeam,
  "2wiki": loadPassages,
  musique: loadPassages,
  musique200: loadPassages,
  hotpotqa: loadPassages,
  scifact: (folder, dataset) => loadPassages(folder, dataset, [{ metric: "ndcg", k: 10 }]),
};

/** Sets of passages with titles, on which an answer rests on several passages. */
export const multiHop: readonly string[] = ["2wiki", "musique", "musique200", "hotpotqa"];

/** Data sets made of others, run where they are named: titles taken away; all passages as one corpus. */
export const variants: Readonly<Record<string, (directory: string) => Dataset | null>> = {
  ...Object.fromEntries(
    multiHop.map((name) => [
      `${name}-untitled`,
      (directory: string) => {
        const dataset = loadDataset(directory, name);
        return dataset === null ? null : untitled(dataset);
      },
    ]),
  ),
  union: (directory) => {
    const sets = multiHop.map((name) => loadDataset(directory, name));
    return sets.every((set) => set !== null) ? union(sets) : null;
  },
};

/** The data set, or null where the data directory does not have its folder. */
export function loadDataset(directory: string, name: string): Dataset | null {
  const variant = Object.hasOwn(variants, name) ? variants[name]! : null;
  if (variant !== null) return variant(directory);
  const folder = join(directory, name);
  return existsSync(folder) ? loaders[name]!(folder, name) : null;
}

const quickQuestions = 50;
const quickItems = 1000;

/**
 * A part that runs in seconds, always the same: the first brain with questions, its first 50 questions,
 * and of its items the first thousand and what the questions need. Easier than the whole: for smoke
 * tests, never for figures.
 */
export function quickPart(dataset: Dataset): Dataset {
  const first = dataset.brains.find((brain) => brain.questions.length > 0);
  if (first === undefined) return { ...dataset, brains: [] };
  const questions = first.questions.slice(0, quickQuestions);
  const gold = new Set(questions.flatMap((question) => question.gold));
  const items = first.items.filter((item, index) => index < quickItems || gold.has(item.id));
  const brain: BrainSet = { ...first, items, questions };
  return { ...dataset, brains: [brain] };
}
