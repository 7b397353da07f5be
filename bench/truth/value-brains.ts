import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Brain } from "../../src/brain.ts";
import type { RecallResult } from "../../src/index.ts";
import type { Asked, AskedTime, CueTerm, Told } from "../../src/ports/value-reader.ts";
import { Figures } from "../../src/regions/neocortex/figures.ts";
import { loadBeam } from "../datasets/beam.ts";
import type { BrainSet, Item, Question } from "../datasets/dataset.ts";
import { readJsonLines } from "../datasets/jsonl.ts";
import { loadLongMemEvalEvidence } from "../datasets/longmemeval-evidence.ts";
import { Bm25 } from "../systems/bm25.ts";
import { changedRegions } from "../systems/encephalon.ts";

async function* stream(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

export interface Given {
  readonly asked: Asked;
  readonly terms: readonly CueTerm[];
  readonly told: readonly Told[];
  readonly at: AskedTime;
}

/** A brain that holds a set, and two others to compare it with. */
export interface ValueBrain {
  /** `plain`: the same brain, which resolves nothing. */
  recall(question: Question, k: number, plain?: boolean): Promise<RecallResult>;
  /** What the region was given to resolve the last recall; null where the cue asked for nothing. */
  given(): Given | null;
  /** The id of what BM25 over single messages ranks first. */
  lexical(question: Question): Promise<string | undefined>;
  close(): Promise<void>;
}

export async function openValueBrain(items: readonly Item[]): Promise<ValueBrain> {
  let figures: Figures | null = null;
  const regions = changedRegions((module) => {
    if (module instanceof Figures) figures = module;
    return module;
  });
  const brain = await Brain.open({ regions });
  await brain.observe(stream(items));
  await brain.ready();
  const words = new Bm25();
  await words.observeMany(items);
  const reader = figures as Figures | null;
  if (reader === null) throw new Error("no region reads values");
  const asks = reader.askedIn.bind(reader);
  const resolves = reader.resolve.bind(reader);
  let given: Given | null = null;
  Object.assign(reader, {
    resolve: (...[asked, terms, told, at]: Parameters<Figures["resolve"]>) => {
      given = { asked, terms, told, at };
      return resolves(asked, terms, told, at);
    },
  });
  return {
    given: () => given,
    recall(question, k, plain = false) {
      given = null;
      Object.assign(reader, { askedIn: plain ? () => null : asks });
      return brain.recall(question.text, {
        k,
        ...(question.asker !== undefined && { asker: question.asker }),
        ...(question.now !== undefined && { now: question.now }),
      });
    },
    async lexical(question) {
      return (await words.recall(question, 1))[0]?.id;
    },
    async close() {
      await brain.close();
      await words.close();
    },
  };
}

/** A question of BEAM as its authors wrote it. */
export interface Probe {
  readonly question: string;
  readonly answer?: unknown;
  readonly source_chat_ids?: unknown;
}

export interface BeamBrain extends BrainSet {
  /** By category. */
  readonly probes: Readonly<Record<string, readonly Probe[]>>;
}

export function beamBrains(directory: string): readonly BeamBrain[] {
  const folder = join(directory, "beam");
  if (!existsSync(folder)) return [];
  return loadBeam(folder, "beam").brains.map((brain) => ({
    ...brain,
    probes: JSON.parse(
      readFileSync(join(folder, brain.name, "probing_questions", "probing_questions.json"), "utf8"),
    ),
  }));
}

/** LongMemEval's one pool, and what its questions are to be answered with, by id. */
export function pooledBrain(
  directory: string,
): { readonly brain: BrainSet; readonly answers: ReadonlyMap<string, string> } | null {
  const folder = join(directory, "longmemeval-evidence");
  if (!existsSync(folder)) return null;
  const answers = readJsonLines<{ id: string; answer: unknown }>(join(folder, "questions.jsonl"));
  return {
    brain: loadLongMemEvalEvidence(folder, "longmemeval-evidence").brains[0]!,
    answers: new Map(answers.map(({ id, answer }) => [id, String(answer)])),
  };
}
