import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Brain } from "../../src/brain.ts";
import { allMechanisms } from "../../src/pathways/fold/mechanisms.ts";
import { staticEncoder } from "../../src/providers/static-encoder-file.ts";
import { confidence } from "../../src/regions/prefrontal-cortex/confidence.ts";
import type { Signs } from "../../src/regions/prefrontal-cortex/signs.ts";
import { loadDataset, quickPart } from "../datasets/all.ts";
import type { BrainSet, Dataset, Item, Question } from "../datasets/dataset.ts";
import { readJsonLines } from "../datasets/jsonl.ts";
import { timeOf } from "../datasets/time.ts";

/**
 * `told`: its evidence is in the brain. `withheld`: the same question, its evidence forgotten. `unanswerable`: the
 * set itself says that nothing answers it.
 */
export type Kind = "told" | "withheld" | "unanswerable";

/** One memory that was shown, and whether the set calls it evidence. */
export interface Shown {
  readonly confidence: number;
  readonly rank: number;
  readonly share: number;
  readonly evidence: boolean;
}

/** One recall. */
export interface Case {
  readonly dataset: string;
  readonly brain: string;
  readonly question: string;
  readonly kind: Kind;
  readonly signs: Signs | null;
  readonly confidence: number;
  readonly abstained: boolean;
  readonly shown: readonly Shown[];
}

/** A question as it is asked: what the set calls unanswerable (LoCoMo's category 5, BEAM's abstention) among them. */
export function isAsked({ kind }: Case): boolean {
  return kind !== "withheld";
}

/** One of a pair: a question that has an answer, with its evidence in the brain or with it withheld. */
export function isPaired({ kind }: Case): boolean {
  return kind !== "unanswerable";
}

/** Which recalls count. */
export const slices: Readonly<Record<string, (one: Case) => boolean>> = {
  all: isAsked,
  "gold-removed": isPaired,
};

export const knowingSets: readonly string[] = ["locomo", "longmemeval-evidence", "beam", "hotpotqa"];

type Unanswered = Omit<Question, "gold" | "slices">;

/** Questions that a set says nothing answers, by brain, where its loader leaves them out for want of evidence. */
function leftOut(
  directory: string,
  { dataset, brains }: Dataset,
): ReadonlyMap<string, readonly Unanswered[]> {
  if (dataset === "beam")
    return new Map(
      brains.map(({ name, questions }) => {
        const file = join(directory, dataset, name, "probing_questions", "probing_questions.json");
        const probes = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
        const own = (probes.abstention ?? []) as readonly { readonly question: string }[];
        const now = questions[0]?.now;
        return [
          name,
          own.map(({ question }, i) => ({
            id: `${name}:abstention:${i}`,
            text: question,
            asker: "user",
            ...(now === undefined ? {} : { now }),
          })),
        ];
      }),
    );
  if (dataset !== "longmemeval-evidence") return new Map();
  const all = readJsonLines<{ id: string; question: string; time: string | null; gold: readonly string[] }>(
    join(directory, dataset, "questions.jsonl"),
  );
  const own = all
    .filter(({ gold }) => gold.length === 0)
    .map(({ id, question, time }) => ({
      id,
      text: question,
      asker: "user",
      ...(time === null ? {} : { now: timeOf(time) }),
    }));
  return new Map([["pool", own]]);
}

/** LoCoMo's category 5 is in no slice; LongMemEval marks its own by their ids. */
function isUnanswerable(dataset: string, { id, slices }: Question): boolean {
  return (dataset === "locomo" && slices.length === 0) || (dataset !== "locomo" && id.endsWith("_abs"));
}

/** Every question of a set as it is asked, and once more with its evidence withheld. */
export async function casesOf(directory: string, name: string, quick: boolean): Promise<readonly Case[]> {
  const loaded = loadDataset(directory, name);
  if (loaded === null) return [];
  const unanswered = leftOut(directory, loaded);
  const cases: Case[] = [];
  for (const brain of (quick ? quickPart(loaded) : loaded).brains)
    cases.push(...(await casesIn(loaded.dataset, brain, unanswered.get(brain.name) ?? [])));
  return cases;
}

async function casesIn(
  dataset: string,
  { name, items, questions }: BrainSet,
  unanswered: readonly Unanswered[],
): Promise<readonly Case[]> {
  let signs: Signs | null = null;
  const brain = await Brain.open(
    { encoder: staticEncoder() },
    {
      ...allMechanisms,
      confidence: (given) => {
        signs = given;
        return confidence(given);
      },
    },
  );
  await brain.observe(itemsOf(items));
  await brain.ready();
  const ask = async (question: Unanswered, kind: Kind, gold: readonly string[]): Promise<Case> => {
    signs = null;
    const { text, asker, now } = question;
    const found = await brain.recall(text, {
      k: 10,
      ...(asker === undefined ? {} : { asker }),
      ...(now === undefined ? {} : { now }),
    });
    const evidence = new Set(kind === "told" ? gold : []);
    const best = found.memories[0]?.score ?? 0;
    return {
      dataset,
      brain: name,
      question: question.id,
      kind,
      signs,
      confidence: found.confidence.value,
      abstained: found.abstained,
      shown: found.memories.map(({ episode, score, confidence: own }, i) => ({
        confidence: own.value,
        rank: i + 1,
        share: best > 0 ? score / best : 0,
        evidence: evidence.has(episode.id),
      })),
    };
  };
  const cases: Case[] = [];
  for (const question of questions) {
    if (isUnanswerable(dataset, question)) {
      cases.push(await ask(question, "unanswerable", []));
      continue;
    }
    cases.push(await ask(question, "told", question.gold));
    await brain.forget(...question.gold);
    cases.push(await ask(question, "withheld", []));
    await brain.remember(...question.gold);
  }
  for (const question of unanswered) cases.push(await ask(question, "unanswerable", []));
  await brain.close();
  return cases;
}

async function* itemsOf(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
