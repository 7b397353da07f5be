import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrainSet, type Dataset, type Item, leftOutOf, QuestionList, recallAt } from "./dataset.ts";
import { timeOf } from "./time.ts";

interface Message {
  readonly id: number;
  readonly role: string;
  readonly content: string;
  readonly time_anchor?: string | null;
}

type Chat = readonly { readonly batch_number: number; readonly turns: readonly (readonly Message[])[] }[];
type Probes = Readonly<
  Record<string, readonly { readonly question: string; readonly source_chat_ids?: unknown }[]>
>;

const sizes: readonly string[] = ["100K", "500K"];
const hourMs = 3_600_000;

/**
 * BEAM (Tavakoli et al. 2025, arXiv:2510.27246), the official chat.json and probing_questions.json: a
 * brain a chat, a session a batch. A batch is dated by the anchor of its first message; the messages
 * follow one another by a second. The user asks, an hour after the last message.
 */
export function loadBeam(folder: string, dataset: string): Dataset {
  const lists: QuestionList[] = [];
  const brains: BrainSet[] = [];
  for (const size of sizes.filter((name) => existsSync(join(folder, name)))) {
    for (const name of readdirSync(join(folder, size)).sort((a, b) => Number(a) - Number(b))) {
      const chat: Chat = JSON.parse(readFileSync(join(folder, size, name, "chat.json"), "utf8"));
      const probes: Probes = JSON.parse(
        readFileSync(join(folder, size, name, "probing_questions", "probing_questions.json"), "utf8"),
      );
      const { items, last } = messagesOf(chat);
      const list = new QuestionList(items);
      lists.push(list);
      for (const [category, questions] of Object.entries(probes))
        questions.forEach((probe, index) => {
          list.add({
            id: `${size}/${name}:${category}:${index}`,
            text: probe.question,
            asker: "user",
            now: last + hourMs,
            gold: numbersIn(probe.source_chat_ids).map(String),
            slices: [size, category, `${size}/${category}`],
          });
        });
      brains.push({ name: `${size}/${name}`, items, questions: list.questions });
    }
  }
  return { dataset, brains, measures: recallAt(5, 10, 20), leftOut: leftOutOf(lists) };
}

function messagesOf(chat: Chat): { items: Item[]; last: number } {
  const items: Item[] = [];
  let time = 0;
  for (const batch of chat) {
    for (const message of batch.turns.flat()) {
      // Anchors only ever stand on the first message of a batch; a batch without one goes on from the last.
      time = message.time_anchor ? Math.max(timeOf(message.time_anchor), time + 1000) : time + 1000;
      items.push({
        id: String(message.id),
        kind: "utterance",
        role: message.role,
        text: withoutMarker(message.content),
        session: `batch_${batch.batch_number}`,
        time,
      });
    }
  }
  return { items, last: time };
}

/** The data's generator left `->-> 2,7` behind messages: the number of a plan's bullet, which nobody said. */
export function withoutMarker(content: string): string {
  return content.replace(/\s*->->\s*\d+,[^\n]*$/, "");
}

/** Sources are a list, a list of lists, or lists by name: all the numbers in them. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(numbersIn);
}
