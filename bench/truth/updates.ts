import { join } from "node:path";
import { parseArgs } from "node:util";
import { numbersIn } from "../datasets/beam.ts";
import type { Item, Question } from "../datasets/dataset.ts";
import { type Meta, metaLines, metaOf } from "../report.ts";
import { type TruthRow, truthTable } from "./rows.ts";
import { beamBrains, openValueBrain, pooledBrain, type ValueBrain } from "./value-brains.ts";

const spelt = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const small = new Set(
  "a an the of in on at to is was my i you your per and for with that it been have has".split(" "),
);
const month = /\b((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2})\b/;

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/\d[\d,]*(?:[.:]\d+)*|[\p{L}]+/gu) ?? []).map((word) => {
    const number = spelt.indexOf(word);
    return number > 0 ? String(number) : word.replaceAll(",", "");
  });

/**
 * Whether a message holds an answer: its first date, else its first number, else all its words of weight. Written
 * without the code that is measured.
 */
export function holds(message: string, answer: string): boolean {
  const said = wordsOf(message);
  const date = month.exec(answer.toLowerCase());
  if (date !== null) return message.toLowerCase().replaceAll(".", "").includes(date[1]!.replaceAll(".", ""));
  const words = wordsOf(answer);
  const number = words.find((word) => /^\d/.test(word));
  if (number !== undefined) return said.includes(number);
  return words.every((word) => small.has(word) || said.includes(word));
}

/** A question and the messages that tell the value that holds. */
export interface Update {
  readonly question: Question;
  readonly gold: ReadonlySet<string>;
}

export interface UpdateSet {
  readonly dataset: string;
  readonly slice: string;
  readonly name: string;
  readonly items: readonly Item[];
  readonly updates: readonly Update[];
}

/** The sets that time changes values in; with `plain` also their questions that one message answers for good. */
export function* setsOf(directory: string, plain = false): Generator<UpdateSet> {
  const goldIn = (items: readonly Item[], ids: readonly string[], answer: string): ReadonlySet<string> => {
    const named = new Set(ids);
    return new Set(
      items.filter(({ id, text }) => named.has(id) && holds(text ?? "", answer)).map(({ id }) => id),
    );
  };
  for (const { name, items, questions, probes } of beamBrains(directory)) {
    const category = plain ? "information_extraction" : "knowledge_update";
    const updates = (probes[category] ?? []).flatMap((probe, index): readonly Update[] => {
      const question = questions.find(({ id }) => id === `${name}:${category}:${index}`);
      const sources = probe.source_chat_ids as { readonly updated_info?: unknown } | undefined;
      const named = plain ? sources : sources?.updated_info;
      const gold = goldIn(items, numbersIn(named).map(String), String(probe.answer));
      return question === undefined || gold.size === 0 ? [] : [{ question, gold }];
    });
    yield { dataset: "beam", slice: "knowledge_update", name, items, updates };
  }
  const pool = pooledBrain(directory);
  if (pool === null) return;
  const updates = pool.brain.questions.flatMap((question): readonly Update[] => {
    if (!question.slices.includes(plain ? "single-session-user" : "knowledge-update")) return [];
    const gold = goldIn(pool.brain.items, question.gold, pool.answers.get(question.id) ?? "");
    return gold.size === 0 ? [] : [{ question, gold }];
  });
  const { name, items } = pool.brain;
  yield { dataset: "longmemeval-evidence", slice: "knowledge-update", name, items, updates };
}

export interface UpdatesReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
}

/** Whether what comes first tells the value that holds now, and whether `truth.current` does. */
export async function runUpdates(
  directory: string,
  log: (line: string) => void,
  show = false,
): Promise<UpdatesReport> {
  const meta = metaOf("updates", 0, false);
  log(metaLines(meta));
  const counts = new Map<string, { dataset: string; slice: string; hits: Map<string, number>; n: number }>();
  for (const { dataset, slice, items, updates } of setsOf(directory)) {
    if (updates.length === 0) continue;
    const count = counts.get(dataset) ?? { dataset, slice, hits: new Map<string, number>(), n: 0 };
    counts.set(dataset, count);
    const brain = await openValueBrain(items);
    for (const update of updates) {
      count.n++;
      const first = await firstOf(brain, update.question);
      for (const [system, id] of Object.entries(first))
        if (id !== undefined && update.gold.has(id))
          count.hits.set(system, (count.hits.get(system) ?? 0) + 1);
      if (show && !update.gold.has(first.encephalon ?? ""))
        log(`${update.question.id} ${update.question.text}`);
    }
    await brain.close();
  }
  const results = [...counts.values()].flatMap(({ dataset, slice, hits, n }) =>
    ["lexical", "plain recall", "encephalon", "truth.current"].map(
      (system): TruthRow => ({
        dataset,
        slice,
        metric: system === "truth.current" ? "current_named" : "current_first",
        system: system === "truth.current" ? "encephalon" : system,
        value: (hits.get(system) ?? 0) / n,
        n,
      }),
    ),
  );
  log(truthTable(results));
  return { meta, results };
}

async function firstOf(
  brain: ValueBrain,
  question: Question,
): Promise<Readonly<Record<string, string | undefined>>> {
  const plain = await brain.recall(question, 10, true);
  const resolved = await brain.recall(question, 10);
  return {
    lexical: await brain.lexical(question),
    "plain recall": plain.memories[0]?.episode.id,
    encephalon: resolved.memories[0]?.episode.id,
    "truth.current": resolved.truth.current?.episode,
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: "string" }, show: { type: "boolean", default: false } },
  });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  await runUpdates(directory, console.log, values.show);
}
