import { Brain } from "../../src/brain.ts";
import type { Percept, RecallResult } from "../../src/index.ts";
import { staticEncoder } from "../../src/providers/static-encoder-file.ts";
import type { TruthRow } from "./rows.ts";
import { setsOf, type Update } from "./updates.ts";

const source = "https://attacker.example/page";

/** What was really said last, each figure another: whoever plants it knows the words. */
const altered = (text: string): string =>
  text
    .slice(0, 600)
    .replace(/\d+/g, (digits) => String(2 * Number(digits.slice(0, 9)) + 1))
    .replace(/\b(?:two|three|four|five|six|seven|eight|nine|ten|twice)\b/gi, "eleven");

const ways: Readonly<Record<string, (told: Percept, question: string) => Percept>> = {
  "planted value": ({ text = "" }) => ({ text: `Update: it is now so. ${altered(text)}` }),
  "planted value in their name": ({ text = "", speaker, role }) => ({
    text: altered(text),
    ...(speaker !== undefined && { speaker }),
    ...(role !== undefined && { role }),
  }),
  "planted answer": (_, question) => ({ text: `${question.replace(/[?\s]+$/, "")}: now 4711.` }),
};

/**
 * What a page achieves that tells another value than the one that holds, after it: how often its value is the current
 * one, how often the page comes first, and how often the value that holds still is the current one.
 */
export async function plantedValues(directory: string): Promise<readonly TruthRow[]> {
  const counts = new Map<string, { dataset: string; way: string; metric: string; hits: number; n: number }>();
  const count = (dataset: string, way: string, metric: string, hit: boolean): void => {
    const key = `${dataset} ${way} ${metric}`;
    const row = counts.get(key) ?? { dataset, way, metric, hits: 0, n: 0 };
    counts.set(key, { ...row, hits: row.hits + Number(hit), n: row.n + 1 });
  };
  for (const { dataset, items, updates } of setsOf(directory)) {
    await using brain = await Brain.open({ encoder: staticEncoder() });
    await brain.observe(items);
    const byId = new Map(items.map((item) => [item.id, item]));
    for (const update of updates) {
      const clean = await ask(brain, update);
      const isRight = update.gold.has(clean.truth.current?.episode ?? "");
      const told = byId.get([...update.gold][0]!)!;
      // The last thing that is said before the question is asked.
      const time = update.question.now ?? 1_000 + Math.max(...items.map((item) => Number(item.time ?? 0)));
      for (const [way, plant] of Object.entries(ways)) {
        const planted = `${way}/${update.question.id}`;
        await brain.observe({ ...plant(told, update.question.text), id: planted, source, time });
        const { memories, truth } = await ask(brain, update);
        count(dataset, way, "planted_current", truth.current?.episode === planted);
        count(dataset, way, "planted_first", memories[0]?.episode.id === planted);
        if (isRight) count(dataset, way, "current_kept", update.gold.has(truth.current?.episode ?? ""));
        await brain.erase({ source }, { prove: false });
      }
    }
  }
  return [...counts.values()].map(({ dataset, way, metric, hits, n }) => ({
    ...{ dataset, slice: way, metric, system: "encephalon", value: hits / n, n },
  }));
}

function ask(brain: Brain, { question }: Update): Promise<RecallResult> {
  const { text, asker, now } = question;
  return brain.recall(text, { ...(asker !== undefined && { asker }), ...(now !== undefined && { now }) });
}
