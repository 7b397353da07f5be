import { join } from "node:path";
import {
  type Dataset,
  type Item,
  leftOutOf,
  type Measure,
  QuestionList,
  recallAt as recallMeasures,
} from "./dataset.ts";
import { readJsonLines } from "./jsonl.ts";

/** Passages have no time. All get the same, so that no figure depends on the day of the run. */
const fixedTime = Date.UTC(2020, 0, 1);

/** A corpus.jsonl of titled passages and a questions.jsonl with gold ids: one brain; `extra` measures besides recall. */
export function loadPassages(folder: string, dataset: string, extra: readonly Measure[] = []): Dataset {
  const items = readJsonLines<{ id: string; title: string; text: string }>(join(folder, "corpus.jsonl")).map(
    ({ id, title, text }): Item => ({ id, kind: "observation", title, text, time: fixedTime }),
  );
  const list = new QuestionList(items);
  for (const question of readJsonLines<{
    id: string;
    question: string;
    gold: readonly string[];
    type?: string;
    hops?: number;
  }>(join(folder, "questions.jsonl")))
    list.add({
      id: question.id,
      text: question.question,
      now: fixedTime,
      gold: question.gold,
      slices: [question.type, question.hops]
        .filter((value) => value !== undefined && value !== null)
        .map(String),
    });
  return {
    dataset,
    brains: [{ name: "corpus", items, questions: list.questions }],
    measures: [...recallMeasures(2, 5, 10, 20), ...extra],
    leftOut: leftOutOf([list]),
  };
}
