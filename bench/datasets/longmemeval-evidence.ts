import { join } from "node:path";
import { type Dataset, type Item, leftOutOf, QuestionList, recallAt } from "./dataset.ts";
import { readJsonLines } from "./jsonl.ts";
import { timeOf } from "./time.ts";

/**
 * The turns that LongMemEval's questions (Wu et al. 2024, arXiv:2410.10813) rest on, pooled into one
 * brain. The pool does not say which turns were said together, so they carry no session. The user asks.
 */
export function loadLongMemEvalEvidence(folder: string, dataset: string): Dataset {
  const turns = readJsonLines<{ id: string; role: string; text: string; time: string | null }>(
    join(folder, "turns.jsonl"),
  );
  const items = turns.map(
    (turn): Item => ({
      id: turn.id,
      kind: "utterance",
      role: turn.role,
      text: turn.text,
      ...(turn.time === null ? {} : { time: timeOf(turn.time) }),
    }),
  );
  const list = new QuestionList(items);
  for (const question of readJsonLines<{
    id: string;
    type: string;
    question: string;
    time: string | null;
    gold: readonly string[];
  }>(join(folder, "questions.jsonl")))
    list.add({
      id: question.id,
      text: question.question,
      asker: "user",
      ...(question.time === null ? {} : { now: timeOf(question.time) }),
      gold: question.gold,
      slices: [question.type],
    });
  return {
    dataset,
    brains: [{ name: "pool", items, questions: list.questions }],
    measures: recallAt(5, 10, 20),
    leftOut: leftOutOf([list]),
  };
}
