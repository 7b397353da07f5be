import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { RecallResult } from "../../src/index.ts";
import { numbersIn } from "../datasets/beam.ts";
import type { Item, Question } from "../datasets/dataset.ts";
import { readJsonLines } from "../datasets/jsonl.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { type Meta, metaLines, metaOf } from "../report.ts";
import { type TruthRow, truthTable } from "./rows.ts";
import { beamBrains, openValueBrain } from "./value-brains.ts";

/** A statement that somebody wrote against, or beside, what a turn of LoCoMo says. The data itself is not repeated. */
export interface Natural {
  readonly conversation: string;
  /** The turn that it contradicts, or with `control` does not. */
  readonly turn: string;
  readonly speaker: string;
  /** Said by the same speaker after all else. */
  readonly statement: string;
  readonly question: string;
  readonly control: boolean;
}

export const naturalFile: string = join(import.meta.dirname, "contradictions.jsonl");

interface Tally {
  /** Questions with a contradiction; those where one was named with a side that the data names; with both. */
  positives: number;
  found: number;
  both: number;
  /** Questions without one; those of all where one was named that the data does not. */
  negatives: number;
  false: number;
}

const noTally = (): Tally => ({ positives: 0, found: 0, both: 0, negatives: 0, false: 0 });

/** The sides of the conflicts that a recall names, as ids: who denies first. */
function sidesOf({ truth }: RecallResult): readonly (readonly string[])[] {
  return truth.conflicts.map(({ statements }) => statements.map(({ episode }) => episode));
}

async function inBeam(directory: string, log: ((line: string) => void) | null): Promise<Tally> {
  const tally = noTally();
  for (const { name, items, questions, probes } of beamBrains(directory)) {
    const brain = await openValueBrain(items);
    // Those without evidence, which ask for what was never said, are negatives too.
    const { asker = "user", now = 0 } = questions[0]!;
    const unanswerable = (probes.abstention ?? []).map(
      ({ question }, i): Question => ({
        id: `${name}:abstention:${i}`,
        text: question,
        asker,
        now,
        gold: [],
        slices: [],
      }),
    );
    for (const question of [...questions, ...unanswerable]) {
      const sides = sidesOf(await brain.recall(question, 10));
      const index = /:contradiction_resolution:(\d+)$/.exec(question.id)?.[1];
      if (index === undefined) {
        tally.negatives++;
        tally.false += Number(sides.length > 0);
        if (sides.length > 0) log?.(`false: ${question.id} ${question.text}`);
        continue;
      }
      const sources = Object.values(probes.contradiction_resolution?.[Number(index)]?.source_chat_ids ?? {});
      const gold = sources.map((ids) => new Set(numbersIn(ids).map(String)));
      const named = sides.some((pair) => pair.some((id) => gold.some((ids) => ids.has(id))));
      const ids = new Set(sides.flat());
      const both = gold.every((some) => [...some].some((id) => ids.has(id)));
      tally.positives++;
      tally.found += Number(named);
      // A conflict that the data does not name is as wrong here as where there is none.
      tally.false += Number(sides.length > 0 && !named);
      tally.both += Number(named && both);
      if (!(named && both))
        log?.(`${named ? "one side" : "missed"}: ${name} ${question.id} ${question.text}`);
    }
    await brain.close();
  }
  return tally;
}

async function inTurns(directory: string, log: ((line: string) => void) | null): Promise<Tally> {
  const tally = noTally();
  const natural = readJsonLines<Natural>(naturalFile);
  for (const { name, items } of loadLocomo(join(directory, "locomo"), "locomo").brains) {
    const own = natural.filter(({ conversation }) => conversation === name);
    if (own.length === 0) continue;
    const last = Math.max(...items.map(({ time }) => Number(time ?? 0)));
    const said = own.map(
      ({ speaker, statement }, i): Item => ({
        id: `natural ${i}`,
        kind: "utterance",
        speaker,
        text: statement,
        session: "natural",
        time: last + 86_400_000 + i * 60_000,
      }),
    );
    const brain = await openValueBrain([...items, ...said]);
    for (const [i, { turn, question, control }] of own.entries()) {
      const now = last + 2 * 86_400_000;
      const sides = sidesOf(
        await brain.recall({ id: turn, text: question, now, gold: [turn], slices: [] }, 10),
      );
      if (control) {
        tally.negatives++;
        // Others deny of the same turn what this one does not.
        const wrong = sides.some((ids) => ids.includes(`natural ${i}`));
        tally.false += Number(wrong);
        if (wrong) log?.(`false: ${name} ${turn} ${question}`);
        continue;
      }
      const named = sides.some((ids) => ids.includes(`natural ${i}`));
      tally.positives++;
      tally.found += Number(named);
      tally.false += Number(sides.length > 0 && !named);
      tally.both += Number(sides.some((ids) => ids.includes(`natural ${i}`) && ids.includes(turn)));
      if (!named) log?.(`missed: ${name} ${turn} ${question}`);
    }
    await brain.close();
  }
  return tally;
}

export interface ContradictionsReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
}

/**
 * Contradictions that a recall names when it is asked. Found: a conflict one side of which is a statement that the data
 * names; `contradiction_both_named`: the other side too, where others that the data does not name contradict it as well.
 */
export async function runContradictions(
  directory: string,
  log: (line: string) => void,
  show = false,
): Promise<ContradictionsReport> {
  const meta = metaOf("contradictions", 0, false);
  log(metaLines(meta));
  const tell = show ? log : null;
  const tallies: readonly (readonly [string, Tally])[] = [
    ["beam", await inBeam(directory, tell)],
    ["locomo-natural", existsSync(join(directory, "locomo")) ? await inTurns(directory, tell) : noTally()],
  ];
  const results = tallies.flatMap(([dataset, { positives, found, both, negatives, false: wrong }]) => {
    const row = (metric: string, value: number, n: number): TruthRow => ({
      dataset,
      slice: "all",
      metric,
      system: "encephalon",
      value,
      n,
    });
    return positives + negatives === 0
      ? []
      : [
          row("contradiction_found", found / positives, positives),
          row("contradiction_both_named", both / positives, positives),
          row(
            "contradiction_precision",
            found + wrong === 0 ? 1 : found / (found + wrong),
            positives + negatives,
          ),
        ];
  });
  log(truthTable(results));
  return { meta, results };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: "string" }, show: { type: "boolean", default: false } },
  });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  await runContradictions(directory, console.log, values.show);
}
