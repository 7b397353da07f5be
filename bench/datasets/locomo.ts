import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrainSet, type Dataset, type Item, leftOutOf, QuestionList, recallAt } from "./dataset.ts";
import { timeOf } from "./time.ts";

interface Turn {
  readonly dia_id: string;
  readonly speaker: string;
  readonly text: string;
  readonly blip_caption?: string;
}

interface Sample {
  readonly sample_id: string;
  readonly conversation: Readonly<Record<string, unknown>>;
  readonly qa: readonly {
    readonly question: string;
    readonly category: number;
    readonly evidence?: readonly string[];
  }[];
}

/**
 * LoCoMo (Maharana et al. 2024, arXiv:2402.17753), the official json: a brain a conversation. Turns
 * follow one another by a second from the session's time. Questions are asked by a third person, at
 * the time of the last session. Evidence counts where it names a turn literally, once the lists that
 * some strings hold are split.
 */
export function loadLocomo(folder: string, dataset: string): Dataset {
  const samples: readonly Sample[] = JSON.parse(readFileSync(join(folder, "locomo.json"), "utf8"));
  const lists: QuestionList[] = [];
  const brains = samples.map((sample): BrainSet => {
    const { items, lastSession } = turnsOf(sample.conversation);
    const list = new QuestionList(items);
    lists.push(list);
    sample.qa.forEach(({ question, category, evidence }, index) => {
      list.add({
        id: `${sample.sample_id}:${index}`,
        text: question,
        now: lastSession,
        gold: (evidence ?? []).flatMap((text) => text.split(/[;,\s]+/)).filter((id) => id !== ""),
        slices: category <= 4 ? ["1-4", String(category)] : [],
      });
    });
    return { name: sample.sample_id, items, questions: list.questions };
  });
  return { dataset, brains, measures: recallAt(5, 10, 20), leftOut: leftOutOf(lists) };
}

function turnsOf(conversation: Sample["conversation"]): { items: Item[]; lastSession: number } {
  const sessions = Object.keys(conversation)
    .map((key) => /^session_(\d+)$/.exec(key)?.[1])
    .filter((number) => number !== undefined)
    .sort((a, b) => Number(a) - Number(b));
  const items: Item[] = [];
  let lastSession = 0;
  for (const number of sessions) {
    const time = timeOf(String(conversation[`session_${number}_date_time`]));
    lastSession = Math.max(lastSession, time);
    (conversation[`session_${number}`] as readonly Turn[]).forEach((turn, index) => {
      items.push({
        id: turn.dia_id,
        kind: "utterance",
        speaker: turn.speaker,
        text: turn.text,
        ...(turn.blip_caption === undefined ? {} : { caption: turn.blip_caption }),
        session: `session_${number}`,
        time: time + index * 1000,
      });
    });
  }
  return { items, lastSession };
}
