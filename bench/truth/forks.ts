import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Brain } from "../../src/index.ts";
import { openBrain } from "../../src/index.ts";
import type { BrainSet, Item, Question } from "../datasets/dataset.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { loadPassages } from "../datasets/passages.ts";
import { type TruthRow, truthTable } from "./rows.ts";

export interface ForksReport {
  readonly results: readonly TruthRow[];
}

const system = "encephalon";
/** Questions that are certified of each set, and what a question's brain holds beside their evidence. */
const size = { questions: 20, episodes: 1_500, timed: 20_000 };
const quickSize = { questions: 4, episodes: 300, timed: 1_000 };

/**
 * What a fork costs, and what certificates say: of chains of passages the second memory is certified, of
 * conversations the first. Each certificate is checked apart: a brain without its evidence is asked again.
 */
export async function runForks(
  { directory, quick }: { readonly directory: string; readonly quick: boolean },
  log: (line: string) => void,
): Promise<ForksReport> {
  const { questions, episodes, timed } = quick ? quickSize : size;
  const results: TruthRow[] = [];
  log("\nForks, and recalls certified by folding without their evidence.");
  const sets = [
    { dataset: "locomo", load: loadLocomo, place: 0 },
    { dataset: "2wiki", load: loadPassages, place: 1 },
    { dataset: "hotpotqa", load: loadPassages, place: 1 },
  ];
  for (const { dataset, load, place } of sets) {
    if (!existsSync(join(directory, dataset))) continue;
    const { brains } = load(join(directory, dataset), dataset);
    if (dataset === "locomo") results.push(...(await timings(brains, timed)));
    results.push(...(await certificates(dataset, brains[0]!, place, questions, episodes)));
    log(`  ${dataset}`);
  }
  log(truthTable(results));
  return { results };
}

async function filled(items: readonly Item[]): Promise<Brain> {
  const brain = await openBrain();
  await brain.observe(items);
  await brain.ready();
  return brain;
}

/** Conversations again and again, each time as others, until there are so many. */
async function timings(brains: readonly BrainSet[], count: number): Promise<readonly TruthRow[]> {
  const turns = brains.flatMap(({ name, items }) => items.map((item) => ({ name, item })));
  const items = Array.from({ length: count }, (_, i): Item => {
    const { name, item } = turns[i % turns.length]!;
    const round = Math.floor(i / turns.length);
    return { ...item, id: `${round} ${name} ${item.id}`, session: `${round} ${name} ${item.session}` };
  });
  const cue = brains[0]!.questions[0]!.text;
  const brain = await filled(items);
  const rows: TruthRow[] = [];
  const row = (metric: string, value: number): void => {
    rows.push({ dataset: "locomo", slice: `${count} episodes`, metric, system, value, n: 1 });
  };
  const measured = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const { result, cpuMs, longestMs } = await watched(work);
    row(`${name}_cpu_ms`, cpuMs);
    row(`${name}_hold_cpu_ms`, longestMs);
    return result;
  };
  const before = heldBytes();
  const fork = await measured("fork", () => brain.fork());
  row("fork_megabytes", (heldBytes() - before) / 1e6);
  await fork.close();
  const one = await measured("without_one", () => brain.without({ ids: [items[0]!.id] }));
  await measured("diff", () => brain.diff(brain, one, { cues: [cue] }));
  await one.close();
  const tenth = items.filter((_, i) => i % 10 === 0).map(({ id }) => id);
  await (await measured("without_a_tenth", () => brain.without({ ids: tenth }))).close();
  await measured("certify", () => brain.certify(cue, { resamples: 0 }));
  await measured("erase", () => brain.erase(items[1]!.id));
  await brain.close();
  return rows;
}

/** What the heap and what is beside it hold, without rubbish where that can be asked for. */
function heldBytes(): number {
  (globalThis as { readonly gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** Processor time of all of it, and the most of it that the event loop was held for at once: other work does not count. */
async function watched<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly cpuMs: number; readonly longestMs: number }> {
  let longestMs = 0;
  let isDone = false;
  let turn = process.cpuUsage();
  const watch = (): void => {
    longestMs = Math.max(longestMs, cpuSince(turn));
    turn = process.cpuUsage();
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  const start = process.cpuUsage();
  const result = await work();
  const cpuMs = cpuSince(start);
  longestMs = Math.max(longestMs, cpuSince(turn));
  isDone = true;
  return { result, cpuMs, longestMs };
}

async function certificates(
  dataset: string,
  set: BrainSet,
  place: number,
  count: number,
  episodes: number,
): Promise<readonly TruthRow[]> {
  const questions = set.questions.slice(0, count);
  const gold = new Set(questions.flatMap((question) => question.gold));
  const step = Math.max(1, Math.floor(set.items.length / episodes));
  const brain = await filled(set.items.filter(({ id }, i) => gold.has(id) || i % step === 0));
  const seen = {
    certified: 0,
    changed: 0,
    value: 0,
    others: 0,
    gold: 0,
    evidence: 0,
    stability: 0,
    folds: 0,
  };
  for (const question of questions) {
    const options = recallOptions(question);
    const id = (await brain.recall(question.text, options)).memories[place]?.episode.id;
    if (id === undefined) continue;
    const certificate = await brain.certify(question.text, { ...options, ...(place > 0 && { id }) });
    if (certificate === null) continue;
    const { rests, memory, evidence, value, stability, folds } = certificate;
    await using without = await brain.without({ ids: evidence });
    const after = await without.recall(question.text, options);
    const now = after.memories.findIndex(({ episode }) => episode.id === memory) + 1 || null;
    const current = after.truth.current;
    const changed = value === null ? now !== certificate.place : (current?.value ?? current?.text) !== value;
    seen.certified++;
    seen.changed += Number(changed);
    seen.value += Number(rests === "value");
    seen.evidence += evidence.length;
    seen.stability += stability ?? 0;
    seen.folds += folds;
    if (rests !== "others") continue;
    seen.others++;
    seen.gold += Number(evidence.some((one) => question.gold.includes(one)));
  }
  await brain.close();
  const { certified: n } = seen;
  const row = (metric: string, sum: number, of: number): TruthRow => ({
    dataset,
    slice: place === 0 ? "first memory" : "second memory",
    metric,
    system,
    value: of === 0 ? 0 : sum / of,
    n: of,
  });
  return [
    row("certified_changes", seen.changed, n),
    row("rests_on_value", seen.value, n),
    row("rests_on_others", seen.others, n),
    row("others_hold_gold", seen.gold, seen.others),
    row("evidence_size", seen.evidence, n),
    row("stability", seen.stability, n),
    row("folds", seen.folds, n),
  ];
}

function recallOptions({ asker, now }: Question): { readonly asker?: string; readonly now?: number } {
  return { ...(asker !== undefined && { asker }), ...(now !== undefined && { now }) };
}
