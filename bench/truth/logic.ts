import { join } from "node:path";
import { Names, normalForm } from "../../src/logic/clauses.ts";
import { streamOf } from "../../src/math/random.ts";
import {
  type FormulaQuestion,
  type LogicQuestion,
  loadFolio,
  loadProntoQa,
  loadProofWriter,
} from "../datasets/logic.ts";
import { type Meta, metaLines, metaOf, progressLine, table } from "../report.ts";
import { type Interval, interval95, mean, resampledMeans } from "../statistics.ts";
import { type LogicSpeed, logicSpeed } from "./logic-speed.ts";
import { formulaOf, hasUnknown } from "./logic-statement.ts";
import { answerByWords, answerFromEnglish, answerFromFormulas, majority } from "./logic-systems.ts";
import { Vocabulary } from "./logic-vocabulary.ts";

const seed = 1;

export interface LogicRow extends Interval {
  readonly dataset: string;
  readonly slice: string;
  readonly metric: "accuracy";
  readonly system: string;
  /** Share of the questions whose label is right, in [0, 1]. */
  readonly value: number;
  readonly n: number;
}

export interface LogicReport {
  readonly meta: Meta;
  readonly absent: readonly string[];
  readonly results: readonly LogicRow[];
  readonly speed: readonly LogicSpeed[];
}

type Answers = Readonly<Record<string, (question: LogicQuestion) => string>>;

/** Accuracy on what is there, then speed. */
export function runLogic(
  setup: { readonly directory: string; readonly quick: boolean; readonly only?: readonly string[] },
  print: (text: string) => void,
): LogicReport {
  const meta = metaOf("truth: logic", seed, setup.quick);
  print(metaLines(meta));
  const absent: string[] = [];
  const results: LogicRow[] = [];
  for (const dataset of setup.only ?? Object.keys(loaders)) {
    const loaded = loaders[dataset]?.(setup.directory) ?? null;
    if (loaded === null) {
      absent.push(dataset);
      print(`\n${dataset}: absent`);
      continue;
    }
    const questions = setup.quick ? loaded.questions.slice(0, 40) : loaded.questions;
    const rows = evaluate(dataset, questions, { ...loaded.answers, ...baselines(questions) });
    results.push(...rows);
    print(`\n${accuracyText(dataset, rows)}`);
  }
  const speed = logicSpeed(setup.quick);
  print(`\n${speedText(speed)}`);
  return { meta, absent, results, speed };
}

interface Loaded {
  readonly questions: readonly LogicQuestion[];
  readonly answers: Answers;
}

const loaders: Readonly<Record<string, (directory: string) => Loaded | null>> = {
  proofwriter: (directory) => inEnglish(loadProofWriter(directory)),
  prontoqa: (directory) => inEnglish(loadProntoQa(directory)),
  folio: (directory) => {
    const questions =
      loadFolio(directory)?.map((question) => ({
        ...question,
        slices: [...question.slices, ...reachOf(question)],
      })) ?? null;
    const byCases = (cases: number) => (question: LogicQuestion) =>
      answerFromFormulas(question as FormulaQuestion, cases);
    return questions && { questions, answers: { encephalon: byCases(1), "Horn rules alone": byCases(0) } };
  },
};

/** What rules can say of the premises: all of it as Horn clauses, with choices, or not all; and of the statement. */
export function reachOf({ formulas, malformed, statement }: FormulaQuestion): readonly string[] {
  const names = new Names();
  const normal = formulas.map(({ formula }) => normalForm(formula, names));
  const isHorn = normal.every(({ clauses }) =>
    clauses.every((clause) => clause.filter(({ isDenied }) => !isDenied).length <= 1),
  );
  const isWhole = malformed === 0 && normal.every(({ leftOut }) => leftOut === 0);
  const isUnderstood = !hasUnknown(formulaOf(statement, new Vocabulary(formulas)));
  return [
    isWhole ? (isHorn ? "premises are Horn" : "premises have choices") : "premises not wholly said",
    ...(isUnderstood ? [] : ["statement not understood"]),
  ];
}

const inEnglish = (questions: readonly LogicQuestion[] | null): Loaded | null =>
  questions && { questions, answers: { encephalon: answerFromEnglish } };

function baselines(questions: readonly LogicQuestion[]): Answers {
  const commonest = majority(questions);
  const hasUnknown = questions.some(({ label }) => label === "unknown");
  return {
    "words, no inference": (question) => answerByWords(question, hasUnknown ? "unknown" : commonest),
    "majority label": () => commonest,
  };
}

function evaluate(
  dataset: string,
  questions: readonly LogicQuestion[],
  answers: Answers,
): readonly LogicRow[] {
  const progress = progressLine();
  const slices = ["all", ...new Set(questions.flatMap(({ slices }) => slices))];
  const rows = Object.entries(answers).flatMap(([system, answer]) => {
    const right = questions.map((question, i) => {
      progress.show(`${dataset} ${system} ${i + 1}/${questions.length}`);
      return answer(question) === question.label ? 1 : 0;
    });
    return slices.map((slice): LogicRow => {
      const scores = Float64Array.from(
        right.filter((_, i) => slice === "all" || questions[i]!.slices.includes(slice)),
      );
      const [means] = resampledMeans([scores], 2000, seed, streamOf(`${dataset} ${slice}`));
      const value = mean(scores);
      return { dataset, slice, metric: "accuracy", system, value, n: scores.length, ...interval95(means!) };
    });
  });
  progress.done();
  return rows;
}

const percent = (share: number): string => (100 * share).toFixed(1);

function accuracyText(dataset: string, rows: readonly LogicRow[]): string {
  const slices = [...new Set(rows.map(({ slice }) => slice))];
  const systems = [...new Set(rows.map(({ system }) => system))];
  const cell = (slice: string, system: string): string => {
    const { value, lo, hi } = rows.find((row) => row.slice === slice && row.system === system)!;
    return `${percent(value)} [${percent(lo)}, ${percent(hi)}]`;
  };
  const lines = slices.map((slice) => [
    slice,
    String(rows.find((row) => row.slice === slice)!.n),
    ...systems.map((system) => cell(slice, system)),
  ]);
  return `${dataset}, accuracy\n${table(["slice", "n", ...systems], lines, 1)}`;
}

function speedText(speed: readonly LogicSpeed[]): string {
  const header = [
    "closure of a",
    "edges",
    "facts",
    "facts/s",
    "from nothing ms",
    "retract ms",
    "assert ms",
    "changed",
  ];
  const lines = speed.map((row) => [
    row.graph,
    String(row.edges),
    String(row.derived),
    row.factsPerSecond.toFixed(0),
    row.fromNothingMs.toFixed(1),
    row.retractMs.toFixed(2),
    row.assertMs.toFixed(2),
    String(row.changed),
  ]);
  return `transitive closure from nothing, and one edge at a time (medians); processor time\n${table(header, lines, 1)}`;
}

if (import.meta.main)
  runLogic(
    {
      directory: process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data"),
      quick: process.argv.includes("--quick"),
    },
    console.log,
  );
