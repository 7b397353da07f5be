import * as z from "zod";
import { randomAt, streamOf } from "../math/random.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef } from "../model/event.ts";
import type { EpisodeId, Ordinal, Seq } from "../model/ids.ts";
import type { RecallOptions, RecallResult } from "../model/recall.ts";
import type { Statement } from "../model/truth.ts";
import { conform } from "../model/validate.ts";
import type { Encoder } from "../ports/encoder.ts";
import type { Body } from "./fold/body.ts";
import { recallUnnoticed } from "./fork.ts";
import { leaveOut } from "./without.ts";

export interface CertifyOptions extends RecallOptions {
  /** Which of the memories. Default: the one that tells the current value, else the first. */
  readonly id?: string;
  /** Folds without a part of the log, for the stability. Default 20. */
  readonly resamples?: number;
}

/**
 * What a recall rests on, checked by folding the log without it.
 *
 * - `value`: what holds now of what was asked is another, or none, without the evidence;
 * - `others`: the memory is still there, and loses its place without the evidence, which others tell;
 * - `itself`: no others that were tried take it from its place; the evidence is the memory alone.
 */
export interface Certified {
  readonly rests: "value" | "others" | "itself";
  readonly memory: EpisodeId;
  /** The value that is certified, as it was said; null where it is the memory's place. */
  readonly value: string | null;
  /** The value without the evidence; null where none is left, or it is the memory's place. */
  readonly instead: string | null;
  /**
   * The smallest set found. No member can be left out: without the rest of them it holds. Empty where so many tell
   * the same value that they were not all tried.
   */
  readonly evidence: readonly EpisodeId[];
  /** The memory's place with everything, and without the evidence: 1 is the first, null not among the k. */
  readonly place: number | null;
  readonly without: number | null;
  /** No smaller set of the eight episodes that the recall shows first to have a part in it does: all were tried. */
  readonly smallest: boolean;
  /** Share of folds without a random tenth of the other episodes in which it holds; null: none was asked for. */
  readonly stability: number | null;
  readonly folds: number;
}

/** A fork that can go back to where it began. */
export interface Rewindable {
  readonly body: Body;
  rewind(): Promise<void>;
}

/** The same encoder, which is asked for the vector of a cue once. */
export function askedOnce(encoder: Encoder): Encoder {
  if (encoder.encodeNow !== undefined) return encoder;
  const known = new Map<string, Promise<readonly Float32Array[]>>();
  return {
    id: encoder.id,
    dimensions: encoder.dimensions,
    encode: (texts, purpose, signal) => {
      const key = JSON.stringify([purpose, texts]);
      const asked = known.get(key) ?? encoder.encode(texts, purpose, signal);
      known.set(key, asked);
      return asked;
    },
  };
}

const DEFAULT_RESAMPLES = 20;
/** Of the other episodes, so many are left out of a resample. */
const RESAMPLED = 0.1;
/** Episodes of which sets are tried: those that the recall shows to have a part, the first of them. */
const CANDIDATES = 8;
/** Neighbours in the session, to each side, that may lend a memory their context. */
const NEIGHBOURS = 2;
/** Statements of one value that are taken away, one after the other, before it is given up. */
const TELLERS = 48;
/** All smaller sets of up to so many are tried: 92 of the candidates. */
const EXHAUSTIVE = 3;
/** As many where taking all candidates away did not help: with a rival gone too, a memory keeps its place. */
const EXHAUSTIVE_BLIND = 2;

const optionsSchema = z.looseObject({
  id: z.string().exactOptional(),
  resamples: z.int().min(0).max(1_000).exactOptional(),
});

/**
 * The smallest evidence whose removal changes a recall, checked by folding without it; null where nothing is
 * recalled.
 *
 * Claim: what is cited is what carries the answer, and taking any less away does not change it.
 * Formula: greedy, along what the recall shows to lead to its answer, until the answer changes; then members are
 *   put back one at a time; then every smaller set of the candidates, by size (docs/SPEC.md, WO8-WO11).
 * Citation: a smallest faithful subset for one query: query circuits, S158; decisions that survive random
 *   subsampling: certified circuits, S156.
 * Deviations: sets are taken out of the log, not cut out of a graph; S156 proves a radius from many subsamples that
 *   keep little, here few keep nine tenths, so that the stability is a measured share and no bound.
 * Test: src/pathways/certify.test.ts.
 */
export async function certify(
  fork: Rewindable,
  cue: string,
  given: CertifyOptions = {},
): Promise<Certified | null> {
  const {
    id,
    resamples = DEFAULT_RESAMPLES,
    ...rest
  } = conform(
    optionsSchema as unknown as z.ZodType<CertifyOptions>,
    given,
    "invalid-options",
    "certify takes what recall does, and { id, resamples }: see CertifyOptions.",
  );
  // One moment for all of its recalls.
  const folds = new Folds(fork, cue, { ...rest, now: rest.now ?? fork.body.clock() });
  const whole = await folds.without([]);
  const question = await questionOf(fork.body, whole, id);
  if (question === null) return null;
  const { memory, value } = question;
  const { evidence, smallest } = await search(folds, question, whole);
  const itself = value === null && evidence.length === 0;
  const cited = itself ? [memory] : evidence;
  const after = await folds.without(cited);
  const stability = resamples === 0 ? null : await stabilityOf(folds, question, cited, resamples);
  await folds.begin();
  return {
    rests: value !== null ? "value" : itself ? "itself" : "others",
    memory,
    value,
    instead: value === null ? null : toldBy(after.truth.current),
    evidence: cited,
    place: placeOf(whole, memory),
    without: placeOf(after, memory),
    smallest: itself || smallest,
    stability,
    folds: folds.count,
  };
}

/** What is certified of a recall. */
interface Question {
  readonly memory: EpisodeId;
  readonly value: string | null;
  /** That this recall, of a brain without some episodes, answers alike. */
  holds(result: RecallResult): boolean;
  /** What it shows to have a part in the answer, the first first. */
  leads(result: RecallResult): readonly EpisodeId[];
  /** How many of them are taken away at most before it is given up. */
  readonly most: number;
}

async function questionOf(body: Body, whole: RecallResult, id: string | undefined): Promise<Question | null> {
  const { current } = whole.truth;
  if (current !== null && (id === undefined || id === current.episode)) return valueQuestion(current);
  const memory = whole.memories[0]?.episode.id;
  if (id === undefined) return memory === undefined ? null : placeQuestion(body, whole, memory);
  if (placeOf(whole, id as EpisodeId) === null)
    throw new EncephalonError("invalid-options", `The recall does not bring back ${JSON.stringify(id)}.`, {
      value: id,
      remedy: "Take the id of one of its memories, or ask for more of them with k.",
    });
  return placeQuestion(body, whole, id as EpisodeId);
}

function valueQuestion(current: Statement): Question {
  const told = said(current);
  const tells = (statement: Statement | null): boolean => statement !== null && said(statement) === told;
  return {
    memory: current.episode,
    value: toldBy(current),
    holds: ({ truth }) => tells(truth.current),
    leads: ({ truth, memories }) => [
      ...(truth.current === null ? [] : [truth.current.episode]),
      ...truth.earlier.filter(tells).map(({ episode }) => episode),
      ...memories.map(({ episode }) => episode.id),
    ],
    most: TELLERS,
  };
}

function toldBy(statement: Statement | null): string | null {
  return statement === null ? null : (statement.value ?? statement.text);
}

function said(statement: Statement): string {
  return toldBy(statement)!.trim().toLowerCase();
}

async function placeQuestion(body: Body, whole: RecallResult, memory: EpisodeId): Promise<Question> {
  const place = placeOf(whole, memory)!;
  const around = await body.deriver.upToDate(() => neighboursOf(body, memory));
  return {
    memory,
    value: null,
    holds: (result) => (placeOf(result, memory) ?? Number.POSITIVE_INFINITY) <= place,
    leads: ({ memories }) => {
      const path = memories.find(({ episode }) => episode.id === memory)?.path ?? [];
      const ids = [...path.map(({ id }) => id), ...around, ...memories.map(({ episode }) => episode.id)];
      return ids.filter((id) => id !== memory);
    },
    most: CANDIDATES,
  };
}

/** The nearest first. */
async function neighboursOf({ register, log }: Body, memory: EpisodeId): Promise<readonly EpisodeId[]> {
  const start = await log.seqOf(memory);
  const ends: (Seq | null)[] = [start, start];
  const seqs: Seq[] = [];
  for (let step = 0; step < NEIGHBOURS; step++)
    for (const [side, direction] of (["previous", "next"] as const).entries()) {
      const row = ends[side] == null ? null : register.ordinalOf(ends[side]);
      ends[side] = row === null ? null : register.neighbours(row)[direction];
      if (ends[side] !== null) seqs.push(ends[side]);
    }
  return (await log.ids(seqs)).filter((id) => id !== null);
}

function placeOf({ memories }: RecallResult, memory: EpisodeId): number | null {
  return memories.findIndex(({ episode }) => episode.id === memory) + 1 || null;
}

/** Empty where what was tried does not change the answer. */
async function search(
  folds: Folds,
  { holds, leads, most }: Question,
  whole: RecallResult,
): Promise<{ readonly evidence: readonly EpisodeId[]; readonly smallest: boolean }> {
  const changes = async (ids: readonly EpisodeId[]): Promise<boolean> => !holds(await folds.without(ids));
  const taken: EpisodeId[] = [];
  let result = whole;
  for (
    let next: EpisodeId | undefined = leads(result)[0];
    holds(result) && next !== undefined && taken.length < most;
  ) {
    taken.push(next);
    result = await folds.without(taken);
    next = leads(result).find((id) => !taken.includes(id));
  }
  const evidence = holds(result) ? null : await withoutSpare(taken, changes);
  const pool = [...new Set([...(evidence ?? []), ...taken, ...leads(whole)])].slice(0, CANDIDATES);
  const sizes = evidence === null ? EXHAUSTIVE_BLIND : Math.min(evidence.length - 1, EXHAUSTIVE);
  for (let size = 1; size <= sizes; size++)
    for (const set of subsets(pool, size)) if (await changes(set)) return { evidence: set, smallest: true };
  return evidence === null
    ? { evidence: [], smallest: false }
    : { evidence, smallest: sizes === evidence.length - 1 };
}

/** Without the members that are not needed beside the rest. */
async function withoutSpare(
  set: readonly EpisodeId[],
  changes: (ids: readonly EpisodeId[]) => Promise<boolean>,
): Promise<readonly EpisodeId[]> {
  for (const member of set) {
    const rest = set.filter((id) => id !== member);
    if (await changes(rest)) return withoutSpare(rest, changes);
  }
  return set;
}

/** The sets of `size` of them, those of the first first. */
function* subsets<Thing>(things: readonly Thing[], size: number): Generator<readonly Thing[]> {
  if (size === 0) return yield [];
  for (const [i, first] of things.entries())
    for (const rest of subsets(things.slice(i + 1), size - 1)) yield [first, ...rest];
}

async function stabilityOf(
  folds: Folds,
  { memory, holds }: Question,
  evidence: readonly EpisodeId[],
  resamples: number,
): Promise<number> {
  const others = await folds.others([memory, ...evidence]);
  const stream = streamOf("certify") ^ folds.seed;
  let held = 0;
  for (let i = 0; i < resamples; i++) {
    const left = others.filter(({ seq }) => randomAt(stream, i, seq) < RESAMPLED);
    if (holds(await folds.withoutRefs(left))) held++;
  }
  return held / resamples;
}

/** The same recall of the same brain without some of its episodes, each set once. */
class Folds {
  readonly #fork: Rewindable;
  readonly #cue: string;
  readonly #options: RecallOptions;
  readonly #known = new Map<string, RecallResult>();
  /** What the fork is without now; null: it was not looked after. */
  #gone: readonly EpisodeId[] | null = [];
  /** The last position where nothing is left out: it stays, unless something is erased below. */
  #head: Seq | null = null;
  #degraded: string | null = null;
  count = 0;

  constructor(fork: Rewindable, cue: string, options: RecallOptions) {
    this.#fork = fork;
    this.#cue = cue;
    this.#options = options;
  }

  get seed(): number {
    return this.#fork.body.seed;
  }

  async without(ids: readonly EpisodeId[]): Promise<RecallResult> {
    const key = JSON.stringify([...ids].sort());
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { log } = this.#fork.body;
    const gone = this.#gone;
    const goesOn = gone?.every((id) => ids.includes(id)) === true;
    this.#gone = null;
    if (!goesOn) await this.begin();
    const refs: EpisodeRef[] = [];
    for (const id of ids) if (!goesOn || !gone.includes(id)) refs.push({ id, seq: (await log.seqOf(id))! });
    const result = await this.#recallWithout(refs);
    this.#gone = [...ids];
    this.#known.set(key, result);
    return result;
  }

  async withoutRefs(refs: readonly EpisodeRef[]): Promise<RecallResult> {
    await this.begin();
    return this.#recallWithout(refs);
  }

  /** Back to the moment. What is erased below is erased in the fork too: then it is another moment. */
  async begin(): Promise<void> {
    this.#gone = null;
    await this.#fork.rewind();
    if ((await this.#fork.body.log.head()) !== this.#head)
      throw new EncephalonError("recall-failed", "Something was erased while recalls were compared.", {
        remedy: "Certify again: what it rested on may be gone.",
      });
  }

  async #recallWithout(refs: readonly EpisodeRef[]): Promise<RecallResult> {
    const { body } = this.#fork;
    this.#head ??= await body.log.head();
    if (refs.length > 0) await leaveOut(body, refs);
    this.count++;
    // What a language model says is no part of the fold: it may say something else each time.
    const result = await recallUnnoticed({ ...body, languageModel: null }, this.#cue, this.#options);
    const degraded = JSON.stringify(result.degraded.map(({ channel, reason }) => [channel, reason]));
    this.#degraded ??= degraded;
    // A part that fails between two folds would be taken for evidence that is gone.
    if (degraded !== this.#degraded)
      throw new EncephalonError("recall-failed", "A part of the brain failed while recalls were compared.", {
        value: degraded,
        remedy: "`doctor` says what is wrong; certify again when nothing is.",
      });
    return result;
  }

  /** Everything that is there with nothing left out, but for these. */
  async others(ids: readonly EpisodeId[]): Promise<readonly EpisodeRef[]> {
    await this.begin();
    const { register, log } = this.#fork.body;
    const rows = Array.from({ length: register.rows }, (_, row) => row as Ordinal);
    const seqs = rows.filter((row) => register.isLive(row)).map((row) => register.seqOf(row));
    const names = await log.ids(seqs);
    return seqs.flatMap((seq, i) => (ids.includes(names[i]!) ? [] : [{ id: names[i]!, seq }]));
  }
}
