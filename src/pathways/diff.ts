import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeId, Ordinal } from "../model/ids.ts";
import type { RecallResult } from "../model/recall.ts";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import type { Conclusion, KnownClaim } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { knownClaims } from "./claims.ts";
import { type DeduceOptions, deduce } from "./deduce.ts";
import type { Body } from "./fold/body.ts";
import { isSliceOver, nextTurn } from "./fold/time-slice.ts";
import { recallUnnoticed } from "./fork.ts";

export interface DiffOptions {
  /** Whose claims, conclusions and recalls. Default: the empty scope. Episodes are compared whatever theirs. */
  readonly scope?: Scope;
  /** World time of both. Default: now. */
  readonly asOf?: string | number | Date;
  /** What each is asked to recall. */
  readonly cues?: readonly string[];
  /** How many memories of each recall. Default 10. */
  readonly k?: number;
}

/** What one holds and the other does not, and what both hold and see differently. */
export interface Changed<Thing> {
  readonly lost: readonly Thing[];
  readonly gained: readonly Thing[];
  readonly changed: readonly { readonly before: Thing; readonly after: Thing }[];
}

/** A cue that brings other memories, another order, another confidence or another current value. */
export interface RecallDifference {
  readonly cue: string;
  /** Best first. */
  readonly before: readonly EpisodeId[];
  readonly after: readonly EpisodeId[];
  /** Places from 1; null: not among the k. */
  readonly moved: readonly {
    readonly id: EpisodeId;
    readonly from: number | null;
    readonly to: number | null;
  }[];
  readonly confidence: { readonly before: number; readonly after: number };
  /** The value that holds, or the statement where it is no value; null where the cue asks for none. */
  readonly current: { readonly before: string | null; readonly after: string | null };
}

/** From one brain to another. Of two that would say the same all lists are empty. */
export interface Difference {
  readonly episodes: { readonly lost: readonly EpisodeId[]; readonly gained: readonly EpisodeId[] };
  /** The same claim where episode, span and relation are; changed where its status or its trust is. */
  readonly claims: Changed<KnownClaim>;
  /**
   * The same conclusion where the fact is; changed where its confidence, trust or doubt is. null: in one of the two
   * the rules take more than they may.
   */
  readonly conclusions: Changed<Conclusion> | null;
  readonly recalls: readonly RecallDifference[];
}

const time = z.union([z.string(), z.number(), z.date()]);
const optionsSchema = z.strictObject({
  scope: scopeSchema.exactOptional(),
  asOf: time.exactOptional(),
  cues: z.array(z.string()).exactOptional(),
  k: z.int().min(1).max(10_000).exactOptional(),
}) as z.ZodType<DiffOptions>;

const DEFAULT_K = 10;
/** As many as `claims` gives at most. */
const MOST_CLAIMS = 1_000_000;
/** Rows whose ids are read together. */
const IDS = 1_024;

/** What `after` would know and recall otherwise than `before`. Neither takes notice. */
export async function diff(before: Body, after: Body, given: DiffOptions = {}): Promise<Difference> {
  const options = conform(
    optionsSchema,
    given,
    "invalid-options",
    "diff takes two brains and { scope, asOf, cues, k }: see DiffOptions.",
  );
  const when = {
    scope: options.scope ?? {},
    asOf: options.asOf === undefined ? before.clock() : parseTime(options.asOf),
  };
  // Half of a brain would seem to have lost the rest.
  for (const { deriver } of [before, after]) await deriver.whenReady(() => undefined);
  const [there, here] = [await episodesOf(before), await episodesOf(after)];
  const everything = { ...when, limit: MOST_CLAIMS };
  const recalls: RecallDifference[] = [];
  for (const cue of options.cues ?? []) {
    const asked = { ...when, now: when.asOf, k: options.k ?? DEFAULT_K };
    const difference = recallDifference(
      cue,
      await recallUnnoticed(before, cue, asked),
      await recallUnnoticed(after, cue, asked),
    );
    if (difference !== null) recalls.push(difference);
  }
  return {
    episodes: {
      lost: [...there].filter((id) => !here.has(id)),
      gained: [...here].filter((id) => !there.has(id)),
    },
    claims: changesOf(
      await knownClaims(before, everything),
      await knownClaims(after, everything),
      claimKey,
      (a, b) => a.status === b.status && a.trust === b.trust,
    ),
    conclusions: await concludedIn(before, after, when),
    recalls,
  };
}

/** A source that floods the rules must not keep anybody from seeing what would go with it, and taking it back. */
async function concludedIn(
  before: Body,
  after: Body,
  when: DeduceOptions,
): Promise<Difference["conclusions"]> {
  try {
    return changesOf(
      await deduce(before, undefined, when),
      await deduce(after, undefined, when),
      ({ fact }) => fact,
      (a, b) => a.confidence === b.confidence && a.trust === b.trust && a.doubtful === b.doubtful,
    );
  } catch (error) {
    if (error instanceof EncephalonError && error.code === "over-budget") return null;
    throw error;
  }
}

/** The ids of the episodes that are there, in the order of the log. */
function episodesOf({ deriver, register, log }: Body): Promise<ReadonlySet<EpisodeId>> {
  return deriver.upToDate(async () => {
    const ids = new Set<EpisodeId>();
    for (let first = 0; first < register.rows; first += IDS) {
      if (isSliceOver()) await nextTurn();
      const rows = Array.from(
        { length: Math.min(IDS, register.rows - first) },
        (_, i) => (first + i) as Ordinal,
      );
      const seqs = rows.filter((row) => register.isLive(row)).map((row) => register.seqOf(row));
      for (const id of await log.ids(seqs)) if (id !== null) ids.add(id);
    }
    return ids;
  });
}

/** Positions differ from log to log: the episode's id does not. */
function claimKey({ id, episode }: KnownClaim): string {
  return `${id.slice(id.indexOf(":"))} ${episode}`;
}

function changesOf<Thing>(
  before: readonly Thing[],
  after: readonly Thing[],
  keyOf: (thing: Thing) => string,
  isSame: (a: Thing, b: Thing) => boolean,
): Changed<Thing> {
  const there = new Map(before.map((thing) => [keyOf(thing), thing]));
  const here = new Map(after.map((thing) => [keyOf(thing), thing]));
  return {
    lost: [...there].flatMap(([key, thing]) => (here.has(key) ? [] : [thing])),
    gained: [...here].flatMap(([key, thing]) => (there.has(key) ? [] : [thing])),
    changed: [...there].flatMap(([key, thing]) => {
      const now = here.get(key);
      return now === undefined || isSame(thing, now) ? [] : [{ before: thing, after: now }];
    }),
  };
}

function recallDifference(cue: string, a: RecallResult, b: RecallResult): RecallDifference | null {
  const [before, after] = [idsOf(a), idsOf(b)];
  const place = (ids: readonly EpisodeId[], id: EpisodeId): number | null => ids.indexOf(id) + 1 || null;
  const moved = [...new Set([...before, ...after])]
    .map((id) => ({ id, from: place(before, id), to: place(after, id) }))
    .filter(({ from, to }) => from !== to);
  const confidence = { before: a.confidence.value, after: b.confidence.value };
  const current = { before: currentOf(a), after: currentOf(b) };
  if (moved.length === 0 && confidence.before === confidence.after && current.before === current.after)
    return null;
  return { cue, before, after, moved, confidence, current };
}

function idsOf({ memories }: RecallResult): readonly EpisodeId[] {
  return memories.map(({ episode }) => episode.id);
}

function currentOf({ truth: { current } }: RecallResult): string | null {
  return current === null ? null : (current.value ?? current.text);
}
