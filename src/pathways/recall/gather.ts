import type { Degradation, RecallOptions } from "../../model/recall.ts";
import type { Step } from "../../ports/associator.ts";
import type { Candidate, Cue, Visibility } from "../../ports/proposer.ts";
import type { Body } from "../fold/body.ts";
import { encodeNow, type ToEncode } from "./encode-cue.ts";
import { propose } from "./propose.ts";
import { type Contribution, type Ranking, rank } from "./rank.ts";

/** Cues that are asked besides the one that was given, at most: with it, the looks that a recall takes. */
export const MOST_FURTHER = 4;

/** One more cue, and who thought of it. */
export interface Further {
  readonly text: string;
  readonly by: "side" | "language-model";
}

/** A cue with what an encoder outside the package says of it; null where there is none. */
export interface Asked {
  readonly toEncode: ToEncode;
  readonly ahead: Float32Array | null;
}

/** What all looks of one recall share. */
export interface Looking {
  readonly given: Omit<Cue, "text" | "features" | "vector">;
  readonly visibility: Visibility;
  readonly effort: NonNullable<RecallOptions["effort"]>;
  /** Wants all instances (SPEC Y2). */
  readonly wantsAll: boolean;
  readonly degraded: Degradation[];
  /** Milliseconds by stage, of all looks together. */
  readonly timings: Record<"encode" | "propose" | "rank", number>;
}

/** What one cue finds. To be called inside the turn; its scores can be asked for until the next look. */
export function look(body: Body, text: string, { toEncode, ahead }: Asked, looking: Looking): Ranking {
  const { given, visibility, effort, wantsAll, degraded, timings } = looking;
  const started = performance.now();
  const vector = ahead ?? encodeNow(body, toEncode);
  const encoded = performance.now();
  const cue: Cue = { ...given, text, features: toEncode.features, vector };
  const proposals = propose(body, cue, visibility, degraded);
  const proposed = performance.now();
  const ranking = rank(body, cue, proposals, visibility, { effort, wantsAll }, degraded);
  timings.encode += encoded - started;
  timings.propose += proposed - encoded;
  timings.rank += performance.now() - proposed;
  return ranking;
}

/** The best that a further cue found, with all that is told of it: the channels answer another cue by then. */
export interface Head {
  readonly candidate: Candidate;
  readonly path: readonly Step[];
  readonly contribution: Contribution;
}

export function headOf({ text, by }: Further, ranking: Ranking): Head | null {
  const [candidate] = ranking.candidates;
  if (candidate === undefined) return null;
  const { ordinal, score } = candidate;
  const reason = { what: `the best for ${JSON.stringify(text)}`, weight: score };
  return {
    candidate,
    path: ranking.pathOf(ordinal),
    contribution: { by, score, explain: () => [reason] },
  };
}

/**
 * SPEC Y4: after the cue's own best the best of each further cue, then the rest in the cue's own order. What
 * is put there has the score of the place.
 */
export function takeTurns(own: Ranking, heads: readonly Head[]): Ranking {
  if (heads.length === 0) return own;
  const headsOf = (ordinal: number): readonly Head[] =>
    heads.filter(({ candidate }) => candidate.ordinal === ordinal);
  return {
    ...own,
    candidates: inTurns(own.candidates, heads),
    first: inTurns(own.first, heads),
    contributionsOf: (ordinal) => [
      ...own.contributionsOf(ordinal),
      ...new Map(headsOf(ordinal).map(({ contribution }) => [contribution.by, contribution])).values(),
    ],
    pathOf: (ordinal) => {
      const path = own.pathOf(ordinal);
      return path.length > 0 ? path : (headsOf(ordinal)[0]?.path ?? []);
    },
  };
}

function inTurns(own: readonly Candidate[], heads: readonly Head[]): readonly Candidate[] {
  const [best] = own;
  const known = new Map(own.map((candidate) => [candidate.ordinal, candidate]));
  const order = new Map(best === undefined ? [] : [[best.ordinal, best]]);
  for (const { candidate } of heads) {
    const { ordinal, score } = candidate;
    if (order.has(ordinal)) continue;
    // How much it has of a further cue says nothing of the one that was asked.
    const coverage = known.get(ordinal)?.coverage ?? 0;
    order.set(ordinal, { ordinal, score: best?.score ?? score, coverage });
  }
  for (const candidate of own) if (!order.has(candidate.ordinal)) order.set(candidate.ordinal, candidate);
  return [...order.values()];
}
