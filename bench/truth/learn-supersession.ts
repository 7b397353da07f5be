import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Asked } from "../../src/ports/value-reader.ts";
import { answersOf, chosen } from "../../src/regions/neocortex/reading.ts";
import { type Answer, type Weighed, weigh } from "../../src/regions/neocortex/supersession.ts";
import {
  type SupersessionWeights,
  supersessionWeights,
} from "../../src/regions/neocortex/supersession-weights.ts";
import { setsOf } from "./updates.ts";
import { openValueBrain } from "./value-brains.ts";

/** One choice to learn from: the answers that were weighed, and which of them hold. */
interface Lesson {
  readonly dataset: string;
  /** What is left out together: a conversation; of the pool a fifth. */
  readonly fold: string;
  readonly id: string;
  readonly text: string;
  readonly isUpdate: boolean;
  readonly asked: Asked | null;
  readonly answers: readonly Answer[];
  readonly ids: ReadonlyMap<number, string>;
  readonly gold: ReadonlySet<string>;
  /** What plain recall puts first. */
  readonly first: string | undefined;
}

type Name = keyof SupersessionWeights;
const names = Object.keys(supersessionWeights) as Name[];
const folds = 5;
/** What a weight of 1 costs, in nats: a normal prior with a standard deviation of 1. */
const penalty = 1;
const steps = 500;
const rate = 0.03;
/** What nothing changes teaches half as much: it is there to keep what it finds where it is. */
const plainShare = 0.5;

async function lessonsOf(directory: string): Promise<readonly Lesson[]> {
  const lessons: Lesson[] = [];
  for (const plain of [false, true])
    for (const { dataset, name, items, updates } of setsOf(directory, plain)) {
      if (updates.length === 0) continue;
      const brain = await openValueBrain(items);
      for (const [index, { question, gold }] of updates.entries()) {
        const found = await brain.recall(question, 10, true);
        await brain.recall(question, 10);
        const given = brain.given();
        const byTime = new Map(items.map(({ id }, row) => [row, id]));
        lessons.push({
          dataset,
          fold: dataset === "beam" ? name.split("/").at(-1)! : `${name} ${index % folds}`,
          id: question.id,
          text: question.text,
          isUpdate: !plain,
          asked: given?.asked ?? null,
          answers:
            given === null || given.asked.kind === "whether"
              ? []
              : answersOf(given.asked, given.terms, given.told, given.at),
          ids: byTime,
          gold,
          first: found.memories[0]?.episode.id,
        });
      }
      await brain.close();
    }
  return lessons;
}

const idOf = (lesson: Lesson, { told }: Answer): string => lesson.ids.get(told.ordinal) ?? "";

function fitted(lessons: readonly Lesson[], fixed: readonly Name[] = []): SupersessionWeights {
  const weights = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  const taught = lessons.filter(
    (lesson) =>
      lesson.asked !== null &&
      !lesson.asked.earlier &&
      lesson.answers.some((one) => lesson.gold.has(idOf(lesson, one))),
  );
  for (let step = 0; step < steps; step++) {
    const slope = Object.fromEntries(names.map((name) => [name, -penalty * weights[name]])) as Record<
      Name,
      number
    >;
    for (const lesson of taught) {
      const weighed = weigh(lesson.asked!, lesson.answers, weights);
      const most = Math.max(...weighed.map(({ score }) => score));
      const odds = weighed.map(({ score }) => Math.exp(score - most));
      const all = odds.reduce((sum, one) => sum + one, 0);
      const right = weighed.map(({ answer }) => lesson.gold.has(idOf(lesson, answer)));
      const good = odds.reduce((sum, one, i) => sum + (right[i] ? one : 0), 0);
      const share = lesson.isUpdate ? 1 : plainShare;
      for (const [i, { evidence }] of weighed.entries()) {
        const pull = (right[i] ? odds[i]! / good : 0) - odds[i]! / all;
        for (const name of names) slope[name] += share * pull * evidence[name];
      }
    }
    for (const name of names) if (!fixed.includes(name)) weights[name] += rate * slope[name];
  }
  return weights;
}

function firstBy(lesson: Lesson, weights: SupersessionWeights): string | undefined {
  if (lesson.asked === null || lesson.asked.earlier) return lesson.first;
  const choice = chosen(lesson.asked, weigh(lesson.asked, lesson.answers, weights));
  return choice === null ? lesson.first : idOf(lesson, choice.clearest.answer);
}

function report(
  label: string,
  lessons: readonly Lesson[],
  weightsOf: (lesson: Lesson) => SupersessionWeights,
): void {
  const rows = new Map<string, { n: number; plain: number; ours: number }>();
  for (const lesson of lessons) {
    const key = `${lesson.dataset} ${lesson.isUpdate ? "updates" : "others"}`;
    const row = rows.get(key) ?? { n: 0, plain: 0, ours: 0 };
    row.n++;
    row.plain += Number(lesson.gold.has(lesson.first ?? ""));
    row.ours += Number(lesson.gold.has(firstBy(lesson, weightsOf(lesson)) ?? ""));
    rows.set(key, row);
  }
  const cells = [...rows].map(([key, { n, plain, ours }]) => `${key} ${plain} -> ${ours} of ${n}`);
  console.log(`${label.padEnd(28)} ${cells.join("; ")}`);
}

function show(lesson: Lesson, weights: SupersessionWeights): void {
  const weighed = [...weigh(lesson.asked!, lesson.answers, weights)].sort((a, b) => b.score - a.score);
  console.log(`\n${lesson.id} ${lesson.text} [${lesson.asked?.kind} ${lesson.asked?.dimensions.join(" ")}]`);
  const line = ({ answer, evidence, score }: Weighed): string => {
    const { told, start, end } = answer;
    const terms = names.map((name) => `${name} ${evidence[name].toFixed(2)}`).join(" ");
    const mark = lesson.gold.has(idOf(lesson, answer)) ? "*" : " ";
    return ` ${mark} ${score.toFixed(2)} ${terms} none ${answer.isNone} | ${told.text.slice(Math.max(0, start - 50), end + 40).replace(/\n/g, " / ")}`;
  };
  for (const one of weighed) console.log(line(one));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: "string" }, show: { type: "boolean", default: false } },
  });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  const lessons = await lessonsOf(directory);
  const all = fitted(lessons);
  const rounded = Object.fromEntries(names.map((name) => [name, Math.round(all[name] * 10) / 10]));
  console.log(JSON.stringify(rounded));
  report("frozen", lessons, () => supersessionWeights);
  report("fitted to all", lessons, () => all);
  const byFold = new Map(
    [...new Set(lessons.map(({ fold }) => fold))].map((fold) => [
      fold,
      fitted(lessons.filter((one) => one.fold !== fold)),
    ]),
  );
  report("without its conversation", lessons, ({ fold }) => byFold.get(fold)!);
  const bySet = new Map(
    [...new Set(lessons.map(({ dataset }) => dataset))].map((set) => [
      set,
      fitted(lessons.filter((one) => one.dataset !== set)),
    ]),
  );
  report("without its data set", lessons, ({ dataset }) => bySet.get(dataset)!);
  const movesOnly = (lesson: Lesson): Lesson => {
    const choice = lesson.asked === null ? null : chosen(lesson.asked, weigh(lesson.asked, lesson.answers));
    return choice?.best.evidence.later === 1 ? lesson : { ...lesson, asked: null };
  };
  report("only what was replaced", lessons.map(movesOnly), () => supersessionWeights);
  for (const name of names) report(`  and without ${name}`, lessons, () => ({ ...all, [name]: 0 }));
  if (values.show)
    for (const lesson of lessons)
      if (
        lesson.isUpdate &&
        lesson.asked !== null &&
        !lesson.gold.has(firstBy(lesson, byFold.get(lesson.fold)!) ?? "")
      )
        show(lesson, byFold.get(lesson.fold)!);
}
