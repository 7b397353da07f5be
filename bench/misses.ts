import { randomAt, streamOf } from "../src/math/random.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import { loadDataset, loaders, quickPart } from "./datasets/all.ts";
import type { BrainSet, Item, Question } from "./datasets/dataset.ts";
import type { RecallSetup } from "./recall.ts";
import { type Meta, metaLines, metaOf, type Progress, progressLine } from "./report.ts";
import { openWith } from "./systems/encephalon.ts";

const seed = 1;
const first = 10;
const depth = 50;
/** Of each set: so many, from so many brains. */
const mostMisses = 12;
const mostBrains = 6;

/** A question that lacks evidence among the first ten. */
export interface Miss {
  readonly dataset: string;
  readonly brain: string;
  readonly question: Question;
  /** Rank of each piece of evidence; null where it is not among the first fifty. */
  readonly ranks: readonly (number | null)[];
  /** What came first. */
  readonly found: readonly string[];
}

export interface MissesReport {
  readonly meta: Meta;
  readonly absent: readonly string[];
  readonly misses: readonly Miss[];
}

/** Questions that lack evidence, drawn at random, with what came instead: to be read. */
export async function runMisses(
  setup: Omit<RecallSetup, "systems"> & { readonly encoder: Encoder | null },
  print: (text: string) => void,
): Promise<MissesReport> {
  const meta = metaOf("misses", seed, setup.quick);
  print(metaLines(meta));
  const progress = progressLine();
  const misses: Miss[] = [];
  const absent: string[] = [];
  for (const name of setup.only ?? Object.keys(loaders)) {
    const whole = loadDataset(setup.directory, name);
    if (whole === null) {
      absent.push(name);
      continue;
    }
    const { brains } = setup.quick ? quickPart(whole) : whole;
    const some = shuffled(brains, name).slice(0, mostBrains);
    for (const brain of some) {
      const own = await missesOf(name, brain, setup.encoder, Math.ceil(mostMisses / some.length), progress);
      misses.push(...own);
      progress.done();
      for (const miss of own) print(`\n${missText(miss, brain)}`);
    }
  }
  return { meta, absent, misses };
}

function shuffled<T>(values: readonly T[], stream: string): T[] {
  return values
    .map((value, i) => ({ value, at: randomAt(seed, streamOf(stream), i) }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

async function missesOf(
  dataset: string,
  brain: BrainSet,
  encoder: Encoder | null,
  most: number,
  progress: Progress,
): Promise<Miss[]> {
  progress.show(`${dataset} ${brain.name}`);
  const system = await openWith(null, { options: { encoder } });
  await system.observeMany(brain.items);
  const misses: Miss[] = [];
  for (const question of shuffled(brain.questions, `${dataset}/${brain.name}`)) {
    if (misses.length === most) break;
    const found = (await system.recall(question, depth)).map(({ id }) => id);
    const ranks = question.gold.map((id) => (found.includes(id) ? found.indexOf(id) + 1 : null));
    if (ranks.some((rank) => rank === null || rank > first))
      misses.push({ dataset, brain: brain.name, question, ranks, found: found.slice(0, first) });
  }
  await system.close();
  return misses;
}

const shownHits = 4;
const shownText = 240;

function missText({ dataset, brain, question, ranks, found }: Miss, { items }: BrainSet): string {
  const byId = new Map(items.map((item) => [item.id, item]));
  const line = (id: string): string => `${id} ${itemText(byId.get(id)!)}`;
  return [
    `## ${dataset} ${brain} ${question.id} [${question.slices.join(", ")}]`,
    question.text,
    ...question.gold.map((id, i) => `  evidence at ${ranks[i] ?? `more than ${depth}`}: ${line(id)}`),
    ...found.slice(0, shownHits).map((id, i) => `  ${i + 1}. ${line(id)}`),
  ].join("\n");
}

function itemText({ speaker, role, title, text, caption }: Item): string {
  const said = [title, text, caption].filter((part) => part !== undefined).join(" | ");
  return `[${speaker ?? role ?? ""}] ${said.replace(/\s+/g, " ").slice(0, shownText)}`;
}
