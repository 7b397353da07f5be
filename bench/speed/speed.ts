import { copyFileSync, globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Meta, metaLines, metaOf, type Progress, progressLine, table } from "../report.ts";
import { percentile } from "../statistics.ts";
import { ours } from "../systems/system.ts";
import { Corpus } from "./corpus.ts";
import { Holder } from "./holder.ts";
import { type Request, type SystemName, seed, systemNames } from "./protocol.ts";

export interface SpeedRow {
  readonly metric: string;
  /** Episodes in the brain. */
  readonly size: number;
  readonly value: number;
  readonly unit: string;
  readonly system: SystemName;
}

export interface SpeedReport {
  readonly meta: Meta;
  /** Resident MB of a process with no system at all: part of every `rss_mb`. */
  readonly bareProcessMb: number;
  readonly results: readonly SpeedRow[];
}

const megabyte = 2 ** 20;
const singles = 1000;
const cueCount = 1000;
const warmUp = 100;
/** Systems take turns after each block of this many calls, so that a slow minute of the machine hits all. */
const block = 100;
const reopens = 5;
/** Sentences that the encoder is timed with. */
const encoded = 10_000;

/** Grows every system to each size with the same text and measures it there. */
export async function runSpeed(quick: boolean, print: (text: string) => void): Promise<SpeedReport> {
  const meta = metaOf("speed", seed, quick);
  print(metaLines(meta));
  const progress = progressLine();
  const folder = mkdtempSync(join(tmpdir(), "encephalon-speed-"));
  const holders = new Map<SystemName, Holder>();
  const results: SpeedRow[] = [];
  try {
    const bareProcessMb = await bareProcess();
    print(`a bare process of this node takes ${bareProcessMb.toFixed(0)} MB: it is part of every rss_mb`);
    for (const system of systemNames) holders.set(system, new Holder());
    const corpus = new Corpus(seed);
    let size = 0;
    for (const [round, target] of (quick ? [1000, 10_000] : [1000, 10_000, 100_000]).entries()) {
      const rows = await measureAt({ holders, folder, corpus, progress, round, from: size, size: target });
      size = target + singles;
      results.push(...rows);
      progress.done();
      print(`\n${sizeText(target, rows)}`);
    }
    return { meta, bareProcessMb, results };
  } finally {
    progress.done();
    await Promise.all([...holders.values()].map((holder) => holder.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Step {
  readonly holders: ReadonlyMap<SystemName, Holder>;
  readonly folder: string;
  readonly corpus: Corpus;
  readonly progress: Progress;
  readonly round: number;
  /** Episodes that are in already. */
  readonly from: number;
  readonly size: number;
}

type Add = (system: SystemName, metric: string, value: number, unit: string) => void;

async function measureAt(step: Step): Promise<SpeedRow[]> {
  const { holders, folder, progress, from, size } = step;
  const rows: SpeedRow[] = [];
  const add: Add = (system, metric, value, unit) => {
    rows.push({ metric, size, value, unit, system });
  };
  const pathOf = (system: SystemName): string => join(folder, `${system}.brain`);
  // Who begins changes with the size.
  const order = systemNames.map((_, index) => systemNames[(index + step.round) % systemNames.length]!);

  for (const system of order) {
    progress.show(`${size} episodes: ${system} bulk`);
    const holder = holders.get(system)!;
    if (from === 0) await holder.ask({ op: "open", system, path: pathOf(system) });
    const [ms] = await holder.ask({ op: "bulk", from, count: size - from });
    add(system, "bulk_per_s", ((size - from) / ms!) * 1000, "episodes/s");
  }

  const cues = step.corpus.cues(warmUp + cueCount, size);
  for (const system of order) await holders.get(system)!.ask({ op: "recall", cues: cues.slice(0, warmUp) });
  const recalls = await inTurns(step, order, "recall", cueCount, (first, count) => ({
    op: "recall",
    cues: cues.slice(warmUp + first, warmUp + first + count),
  }));
  for (const system of order) {
    add(system, "recall_p50_ms", percentile(recalls.get(system)!, 0.5), "ms");
    add(system, "recall_p99_ms", percentile(recalls.get(system)!, 0.99), "ms");
  }

  for (const system of order) {
    await holders.get(system)!.ask({ op: "close" });
    const bytes = globSync(`${pathOf(system)}*`).reduce((sum, path) => sum + statSync(path).size, 0);
    add(system, "file_mb", bytes / megabyte, "MB");
  }
  const opens = new Map(order.map((system) => [system, [] as number[]]));
  const resident = new Map(order.map((system) => [system, [] as number[]]));
  for (let time = 0; time < reopens; time++) {
    for (const system of order) {
      progress.show(`${size} episodes: ${system} open ${time + 1}/${reopens}`);
      const fresh = new Holder();
      const [ms] = await fresh.ask({ op: "open", system, path: pathOf(system), cue: cues[time]! });
      opens.get(system)!.push(ms!);
      await fresh.ask({ op: "recall", cues: cues.slice(0, 100) });
      const [bytes] = await fresh.ask({ op: "resident" });
      resident.get(system)!.push(bytes! / megabyte);
      await fresh.ask({ op: "close" });
      await fresh.end();
    }
  }
  await measureOurs(pathOf(ours), cues, add);
  for (const system of order) {
    add(system, "open_ms", percentile(opens.get(system)!, 0.5), "ms");
    add(system, "rss_mb", percentile(resident.get(system)!, 0.5), "MB");
    await holders.get(system)!.ask({ op: "open", system, path: pathOf(system) });
  }

  const observes = await inTurns(step, order, "observe", singles, (first, count) => ({
    op: "observe",
    from: size + first,
    count,
  }));
  for (const system of order) {
    add(system, "observe_p50_ms", percentile(observes.get(system)!, 0.5), "ms");
    add(system, "observe_p99_ms", percentile(observes.get(system)!, 0.99), "ms");
  }
  return rows;
}

/** What only a brain has: two systems of recall, a fold, an encoder. Each in a process of its own, from a closed file. */
async function measureOurs(path: string, cues: readonly string[], add: Add): Promise<void> {
  const asked = cues.slice(0, warmUp + cueCount / 2);
  const found = await askFresh({ op: "efforts", path, cues: asked });
  const parts = [0, 1, 2].map((part) => found.filter((_, i) => i % 3 === part).slice(warmUp));
  const [quick, thorough, goesOn] = parts as [number[], number[], number[]];
  add(ours, "system1_p50_ms", percentile(quick, 0.5), "ms");
  add(ours, "system1_p99_ms", percentile(quick, 0.99), "ms");
  add(ours, "system2_p50_ms", percentile(thorough, 0.5), "ms");
  add(ours, "system2_p99_ms", percentile(thorough, 0.99), "ms");
  add(ours, "system2_share", goesOn.reduce((sum, one) => sum + one, 0) / goesOn.length, "of recalls");
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  const [foldMs] = await askFresh({ op: "fold", path: copy });
  for (const file of globSync(`${copy}*`)) rmSync(file);
  add(ours, "fold_s", foldMs! / 1000, "s");
  const [encodeMs] = await askFresh({ op: "encode", count: encoded });
  add(ours, "encode_per_s", (encoded / encodeMs!) * 1000, "sentences/s");
}

async function askFresh(request: Request): Promise<readonly number[]> {
  const holder = new Holder();
  try {
    return await holder.ask(request);
  } finally {
    await holder.end();
  }
}

async function inTurns(
  step: Step,
  order: readonly SystemName[],
  what: string,
  total: number,
  request: (first: number, count: number) => Request,
): Promise<ReadonlyMap<SystemName, readonly number[]>> {
  const times = new Map(order.map((system) => [system, [] as number[]]));
  for (let first = 0; first < total; first += block) {
    for (const system of order) {
      step.progress.show(`${step.size} episodes: ${system} ${what} ${first}/${total}`);
      times.get(system)!.push(...(await step.holders.get(system)!.ask(request(first, block))));
    }
  }
  return times;
}

async function bareProcess(): Promise<number> {
  const holder = new Holder();
  const [bytes] = await holder.ask({ op: "resident" });
  await holder.end();
  return bytes! / megabyte;
}

const metrics: readonly string[] = [
  "observe_p50_ms",
  "observe_p99_ms",
  "bulk_per_s",
  "recall_p50_ms",
  "recall_p99_ms",
  "system1_p50_ms",
  "system1_p99_ms",
  "system2_p50_ms",
  "system2_p99_ms",
  "system2_share",
  "fold_s",
  "encode_per_s",
  "open_ms",
  "rss_mb",
  "file_mb",
];

function sizeText(size: number, rows: readonly SpeedRow[]): string {
  const measured = (metric: string, system: SystemName): number | undefined =>
    rows.find((row) => row.metric === metric && row.system === system)?.value;
  const others = systemNames.filter((system) => system !== ours);
  return [
    `${size} episodes`,
    table(
      ["measure", ...systemNames, ...others.map((system) => `${ours} / ${system}`)],
      metrics.map((metric) => [
        metric,
        ...systemNames.map((system) => figure(measured(metric, system))),
        ...others.map((system) => ratio(measured(metric, ours), measured(metric, system))),
      ]),
      1,
    ),
  ].join("\n");
}

function ratio(value: number | undefined, other: number | undefined): string {
  return value === undefined || other === undefined ? "" : `x ${figure(value / other)}`;
}

/** Three digits that count. */
function figure(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
