import { streamOf } from "../src/math/random.ts";
import { loadDataset, loaders, quickPart } from "./datasets/all.ts";
import type { BrainSet, Dataset, Measure } from "./datasets/dataset.ts";
import { ndcgAtK, recallAtK } from "./metrics.ts";
import { type Meta, metaLines, metaOf, type Progress, progressLine, table, withInterval } from "./report.ts";
import { type Interval, interval95, mean, percentile, resampledMeans } from "./statistics.ts";
import { type OpenSystem, ours, type System } from "./systems/system.ts";

/** Of the bootstrap. */
export const seed = 1;
/** Every ranking is asked for once, this long, and cut for each k. */
const depth = 20;

export interface RecallRow extends Interval {
  readonly dataset: string;
  readonly slice: string;
  readonly system: string;
  readonly metric: Measure["metric"];
  readonly k: number;
  /** Mean over the questions, in [0, 1]. */
  readonly value: number;
  readonly n: number;
}

/** Ours minus a baseline on the same questions. */
export interface DifferenceRow extends Omit<RecallRow, "system"> {
  readonly against: string;
}

export interface SystemTiming {
  readonly dataset: string;
  readonly system: string;
  readonly observeMsPerEpisode: number;
  readonly recallP50Ms: number;
}

/** What a stage of a recall takes, of the systems that tell. */
export interface StageTiming {
  readonly dataset: string;
  readonly system: string;
  readonly stage: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface DatasetCounts {
  readonly dataset: string;
  readonly brains: number;
  readonly episodes: number;
  readonly questions: number;
  readonly leftOut: Dataset["leftOut"];
}

export interface RecallReport {
  readonly meta: Meta;
  readonly absent: readonly string[];
  readonly datasets: readonly DatasetCounts[];
  readonly results: readonly RecallRow[];
  readonly differences: readonly DifferenceRow[];
  readonly timings: readonly SystemTiming[];
  readonly stages: readonly StageTiming[];
}

export interface RecallSetup {
  readonly directory: string;
  readonly quick: boolean;
  readonly systems: Readonly<Record<string, OpenSystem>>;
  readonly only?: readonly string[];
}

/** Several runs as one. */
export function merged(meta: Meta, reports: readonly RecallReport[]): RecallReport {
  return {
    meta,
    absent: reports.flatMap(({ absent }) => absent),
    datasets: reports.flatMap(({ datasets }) => datasets),
    results: reports.flatMap(({ results }) => results),
    differences: reports.flatMap(({ differences }) => differences),
    timings: reports.flatMap(({ timings }) => timings),
    stages: reports.flatMap(({ stages }) => stages),
  };
}

/** The slice that stands for a set: LoCoMo's fifth category has no answers. */
export function mainSlice(dataset: string): string {
  return dataset.startsWith("locomo") ? "1-4" : "all";
}

/** What is gained or lost by what ours is set against: the same difference the other way round. */
export function lossOf(row: DifferenceRow | undefined): DifferenceRow | undefined {
  return row && { ...row, value: -row.value, lo: -row.hi, hi: -row.lo };
}

/** Runs every data set that is there and prints its table as soon as it is done. */
export async function runRecall(setup: RecallSetup, print: (text: string) => void): Promise<RecallReport> {
  const meta = metaOf("recall", seed, setup.quick);
  print(metaLines(meta));
  const progress = progressLine();
  const report = {
    meta,
    absent: [] as string[],
    datasets: [] as DatasetCounts[],
    results: [] as RecallRow[],
    differences: [] as DifferenceRow[],
    timings: [] as SystemTiming[],
    stages: [] as StageTiming[],
  };
  for (const name of setup.only ?? Object.keys(loaders)) {
    const whole = loadDataset(setup.directory, name);
    if (whole === null) {
      report.absent.push(name);
      print(`\n${name}: absent`);
      continue;
    }
    const dataset = setup.quick ? quickPart(whole) : whole;
    const { columns, timings, stages } = await askAll(dataset, setup.systems, progress);
    progress.show(`${name}: intervals`);
    const { results, differences } = evaluate(dataset, columns, setup.quick ? 1000 : 10_000);
    progress.done();
    const counts: DatasetCounts = {
      dataset: name,
      brains: dataset.brains.length,
      episodes: dataset.brains.reduce((sum, brain) => sum + brain.items.length, 0),
      questions: dataset.brains.reduce((sum, brain) => sum + brain.questions.length, 0),
      leftOut: dataset.leftOut,
    };
    report.datasets.push(counts);
    report.results.push(...results);
    report.differences.push(...differences);
    report.timings.push(...timings);
    report.stages.push(...stages);
    print(`\n${datasetText(counts, results, differences, timings)}`);
  }
  if (report.stages.length > 0) print(`\n${stagesText(report.stages)}`);
  return report;
}

/** The score of every question, in the order of the data set, by measure and system. */
export type Columns = ReadonlyMap<Measure, ReadonlyMap<string, Float64Array>>;

async function askAll(
  dataset: Dataset,
  systems: Readonly<Record<string, OpenSystem>>,
  progress: Progress,
): Promise<{ columns: Columns; timings: SystemTiming[]; stages: StageTiming[] }> {
  const scores = new Map(
    dataset.measures.map((measure) => [
      measure,
      new Map(Object.keys(systems).map((system) => [system, [] as number[]])),
    ]),
  );
  const spent = new Map(
    Object.keys(systems).map((name) => [
      name,
      { observeMs: 0, recallMs: [] as number[], stageMs: new Map<string, number[]>() },
    ]),
  );
  for (const [number, brain] of dataset.brains.entries()) {
    for (const [name, open] of Object.entries(systems)) {
      progress.show(`${dataset.dataset} ${number + 1}/${dataset.brains.length} ${brain.name}: ${name}`);
      const system = await open(null);
      const times = spent.get(name)!;
      const started = performance.now();
      await system.observeMany(brain.items);
      times.observeMs += performance.now() - started;
      for (const { ranking, gold, ms, stages } of await askBrain(system, brain)) {
        times.recallMs.push(ms);
        for (const [stage, spentMs] of Object.entries(stages)) {
          if (!times.stageMs.has(stage)) times.stageMs.set(stage, []);
          times.stageMs.get(stage)!.push(spentMs);
        }
        for (const [measure, bySystem] of scores) {
          const score = measure.metric === "recall" ? recallAtK : ndcgAtK;
          bySystem.get(name)!.push(score(ranking, gold, measure.k));
        }
      }
      await system.close();
    }
  }
  const episodes = dataset.brains.reduce((sum, brain) => sum + brain.items.length, 0);
  return {
    columns: new Map(
      [...scores].map(([measure, bySystem]) => [
        measure,
        new Map([...bySystem].map(([system, values]) => [system, Float64Array.from(values)])),
      ]),
    ),
    timings: [...spent].map(([system, { observeMs, recallMs }]) => ({
      dataset: dataset.dataset,
      system,
      observeMsPerEpisode: observeMs / episodes,
      recallP50Ms: percentile(recallMs, 0.5),
    })),
    stages: [...spent].flatMap(([system, { stageMs }]) =>
      [...stageMs].map(([stage, ms]) => ({
        dataset: dataset.dataset,
        system,
        stage,
        p50Ms: percentile(ms, 0.5),
        p99Ms: percentile(ms, 0.99),
      })),
    ),
  };
}

async function askBrain(
  system: System,
  brain: BrainSet,
): Promise<
  { ranking: string[]; gold: readonly string[]; ms: number; stages: Readonly<Record<string, number>> }[]
> {
  const answers = [];
  for (const question of brain.questions) {
    const started = performance.now();
    const found = await system.recall(question, depth);
    const ms = performance.now() - started;
    answers.push({
      ranking: found.map(({ id }) => id),
      gold: question.gold,
      ms,
      stages: system.stages?.() ?? {},
    });
  }
  return answers;
}

/** Means, intervals and paired differences of every slice. Exported for its test. */
export function evaluate(
  dataset: Dataset,
  columns: Columns,
  resamples: number,
): { results: RecallRow[]; differences: DifferenceRow[] } {
  const slicesOf = dataset.brains.flatMap((brain) => brain.questions.map(({ slices }) => slices));
  const names = ["all", ...[...new Set(slicesOf.flat())].sort()];
  const results: RecallRow[] = [];
  const differences: DifferenceRow[] = [];
  for (const slice of names) {
    const rows = slicesOf.flatMap((slices, row) => (slice === "all" || slices.includes(slice) ? [row] : []));
    const cells = [...columns].flatMap(([measure, bySystem]) =>
      [...bySystem].map(([system, column]) => ({
        measure,
        system,
        values: Float64Array.from(rows, (row) => column[row]!),
      })),
    );
    const replicates = resampledMeans(
      cells.map(({ values }) => values),
      resamples,
      seed,
      streamOf(`${dataset.dataset}/${slice}`),
    );
    cells.forEach(({ measure, system, values }, index) => {
      const row = { dataset: dataset.dataset, slice, ...measure, n: rows.length };
      results.push({ ...row, system, value: mean(values), ...interval95(replicates[index]!) });
      const own = cells.findIndex((cell) => cell.measure === measure && cell.system === ours);
      if (own < 0 || own === index) return;
      differences.push({
        ...row,
        against: system,
        value: mean(cells[own]!.values) - mean(values),
        ...interval95(replicates[own]!.map((value, sample) => value - replicates[index]![sample]!)),
      });
    });
  }
  return { results, differences };
}

function datasetText(
  counts: DatasetCounts,
  results: readonly RecallRow[],
  differences: readonly DifferenceRow[],
  timings: readonly SystemTiming[],
): string {
  const systems = timings.map(({ system }) => system);
  const against = systems.filter((system) => system !== ours && systems.includes(ours));
  const lines = results.filter(({ system }) => system === systems[0]);
  const rows = lines.map((line) => {
    const same = (row: Omit<RecallRow, "system">): boolean =>
      row.slice === line.slice && row.metric === line.metric && row.k === line.k;
    return [
      line.slice,
      `${line.metric}@${line.k}`,
      String(line.n),
      ...systems.map((system) =>
        withInterval(
          results.find((row) => same(row) && row.system === system),
          false,
        ),
      ),
      ...against.map((system) =>
        withInterval(
          differences.find((row) => same(row) && row.against === system),
          true,
        ),
      ),
    ];
  });
  const { brains, episodes, questions, leftOut } = counts;
  return [
    `${counts.dataset}: ${brains} brain${brains === 1 ? "" : "s"}, ${episodes} episodes, ${questions} questions (left out of the data: ${leftOut.questions} questions without gold, ${leftOut.evidence} evidence ids that name nothing)`,
    table(["slice", "measure", "n", ...systems, ...against.map((system) => `${ours} - ${system}`)], rows, 2),
    ...timings.map(
      ({ system, observeMsPerEpisode, recallP50Ms }) =>
        `${system}: observe ${observeMsPerEpisode.toFixed(3)} ms an episode, recall p50 ${recallP50Ms.toFixed(3)} ms`,
    ),
  ].join("\n");
}

/** A line for each system that tells of its stages and each data set. */
function stagesText(stages: readonly StageTiming[]): string {
  const names = [...new Set(stages.map(({ stage }) => stage))];
  const lines = new Map<string, string[]>();
  for (const { system, dataset, p50Ms, p99Ms } of stages) {
    const key = `${system}\n${dataset}`;
    lines.set(key, [...(lines.get(key) ?? [system, dataset]), `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)}`]);
  }
  return `A recall by stage, in ms: p50 / p99\n${table(["system", "data set", ...names], [...lines.values()], 2)}`;
}
