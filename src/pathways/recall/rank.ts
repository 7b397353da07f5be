import { errorName } from "../../model/errors.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Degradation, RecallOptions } from "../../model/recall.ts";
import type { Association, Associator, FirstStage, Step } from "../../ports/associator.ts";
import type { EffortPolicy, Prospect } from "../../ports/effort.ts";
import type { Candidate, Candidates, Cue, Reason, Visibility } from "../../ports/proposer.ts";
import { effortWeights, expectedGain, searchCost } from "../../regions/basal-ganglia/effort.ts";
import type { Body } from "../fold/body.ts";
import { type Evidence, fuse } from "./fusion.ts";
import { timeliness } from "./fusion-time.ts";
import type { FusionWeights } from "./fusion-weights.ts";
import { type Proposal, seenOf } from "./propose.ts";

/** What one part of the brain says of a row. */
export interface Contribution {
  readonly by: string;
  readonly score: number;
  explain(): readonly Reason[];
}

/** The order of the memories, and where it comes from. */
export interface Ranking {
  readonly cue: Cue;
  /** What each channel found; their scores can be asked for until the next look. */
  readonly proposals: ReadonlyMap<string, Proposal>;
  /** Best first. */
  readonly candidates: readonly Candidate[];
  contributionsOf(ordinal: Ordinal): readonly Contribution[];
  /** How it was reached; one step where the cue alone found it. */
  pathOf(ordinal: Ordinal): readonly Step[];
  /** What the first look found, best first. */
  readonly first: readonly Candidate[];
  /** What was known when it was chosen whether to search; null where there was nothing to choose. */
  readonly prospect: Prospect | null;
  readonly searched: boolean;
}

/** With a row at a place of the list, or where it is if that is before, with the score of what it is put before. */
export function placed(ranking: Ranking, row: Ordinal, place: number): Ranking {
  const { candidates } = ranking;
  const at = candidates.findIndex(({ ordinal }) => ordinal === row);
  if (at >= 0 && at <= place) return ranking;
  const moved = { ...(candidates[at] ?? { ordinal: row, coverage: 0 }), score: candidates[place]!.score };
  const others = candidates.filter((_, i) => i !== at);
  return { ...ranking, candidates: others.toSpliced(place, 0, moved) };
}

export interface HowFar {
  readonly effort: NonNullable<RecallOptions["effort"]>;
  /** The cue wants all instances (SPEC Y2). */
  readonly wantsAll: boolean;
}

/**
 * What names a kind does not name its instances: where all of them are wanted, words count at most this many
 * standard deviations of meaning. Of 2.7 to 6.7 the one that found most on conversations; the cues are told by their
 * form alone.
 */
const MOST_WORDS_FOR_ALL = 4;

/** Hits whose concepts count as open. */
const HITS = 3;

/**
 * System 1: what the channels say, fused. System 2: the regions go on from there along what binds
 * memories together, where that is expected to be worth it.
 */
export function rank(
  body: Body,
  cue: Cue,
  proposals: ReadonlyMap<string, Proposal>,
  visibility: Visibility,
  { effort, wantsAll }: HowFar,
  degraded: Degradation[],
): Ranking {
  const words = proposals.get("lexical");
  const meaning = proposals.get("dense");
  const others = [...proposals].filter(([name]) => name !== "lexical" && name !== "dense");
  const isAbout = (ordinal: Ordinal): boolean => words?.found.isAbout?.(ordinal) ?? false;
  const evidenceOf = (by: string, proposal: Proposal): Evidence => ({
    candidates: proposal.candidates,
    scoreOf: scoresOf(by, proposal, degraded),
  });
  const fused = fuse(
    {
      words: words === undefined ? null : evidenceOf("lexical", words),
      fullWords: (words?.found.termWeights ?? []).reduce((sum, weight) => sum + weight, 0),
      meaning: meaning === undefined ? null : evidenceOf("dense", nearOf(meaning)),
      others: others.map(([by, proposal]) => evidenceOf(by, proposal)),
      isAbout,
      timelinessOf: (ordinal) => timeliness(cue.features.times, body.register.timeOf(ordinal)),
    },
    weightsOf(body, wantsAll && cue.vector !== null),
  );
  const first: FirstStage = {
    ...fused,
    matchOf: (ordinal) => words?.found.matchOf?.(ordinal) ?? 0,
    termWeights: words?.found.termWeights ?? [],
  };
  const { found: associations, prospect } =
    effort === "quick" || fused.candidates.length === 0
      ? { found: [], prospect: null }
      : associate(body, cue, first, visibility, effort, degraded);
  const last = associations.at(-1);
  return {
    cue,
    proposals,
    candidates: last?.candidates ?? fused.candidates,
    contributionsOf: (ordinal) => [
      ...[...proposals].flatMap(([by, { candidates, found }]) =>
        contribution(by, candidates, found, ordinal),
      ),
      { by: "fusion", score: fused.scoreOf(ordinal), explain: () => fused.explain(ordinal) },
      ...associations.flatMap(({ by, candidates, association }) =>
        contribution(by, candidates, association, ordinal),
      ),
    ],
    pathOf: (ordinal) =>
      last?.association.pathOf(ordinal).filter((step) => visibility.admits(step.ordinal)) ?? [],
    first: fused.candidates,
    prospect,
    searched: associations.length > 0,
  };
}

function weightsOf({ mechanisms, encoder }: Body, forAll: boolean): FusionWeights {
  const weights = mechanisms.weightsFor(encoder);
  return forAll
    ? { ...weights, words: Math.min(weights.words, MOST_WORDS_FOR_ALL * weights.meaning) }
    : weights;
}

/**
 * A channel's score of any row. One that does not tell knows only what it proposed; one that cannot
 * tell (SPEC R3) is named and says nothing from then on.
 */
function scoresOf(
  by: string,
  { candidates, found }: Proposal,
  degraded: Degradation[],
): (ordinal: Ordinal) => number {
  if (found.scoreOf === undefined) {
    const known = new Map(candidates.map(({ ordinal, score }) => [ordinal, score]));
    return (ordinal) => known.get(ordinal) ?? 0;
  }
  let failed = false;
  return (ordinal) => {
    if (failed) return 0;
    try {
      const score = found.scoreOf!(ordinal);
      if (Number.isFinite(score)) return score;
      throw new RangeError("A score is not finite.");
    } catch (error) {
      failed = true;
      degraded.push({ channel: by, reason: "failed", detail: errorName(error) });
      return 0;
    }
  };
}

/** To be the least far is not to be near: what points away from the cue is not found by its meaning. */
function nearOf({ candidates, found }: Proposal): Proposal {
  return { candidates: candidates.filter(({ score }) => score > 0), found };
}

/** What the first hits say of what a longer search could find. */
export function prospectOf(
  cue: Cue,
  { candidates, fullScore }: Pick<FirstStage, "candidates" | "fullScore">,
  region: Pick<Associator, "openings">,
  visibility: Visibility,
): Prospect {
  const [top, second] = candidates;
  const hits = candidates.slice(0, HITS).map(({ ordinal }) => ordinal);
  return {
    coverage: top?.coverage ?? 0,
    margin: top === undefined || top.score <= 0 ? 0 : 1 - (second?.score ?? 0) / top.score,
    share: top === undefined ? 0 : Math.min(1, top.score / fullScore),
    ...region.openings(cue, hits, visibility),
  };
}

interface Associated {
  readonly by: string;
  readonly candidates: readonly Candidate[];
  readonly association: Association;
}

/**
 * Each region for which it is expected to be worth its cost goes on from what the one before it found.
 * One that fails, or finds nothing where something was found, is left out; the first is said.
 */
function associate(
  body: Body,
  cue: Cue,
  start: FirstStage,
  visibility: Visibility,
  effort: HowFar["effort"],
  degraded: Degradation[],
): { readonly found: readonly Associated[]; readonly prospect: Prospect | null } {
  const found: Associated[] = [];
  let first = start;
  let prospect: Prospect | null = null;
  for (const module of body.modules) {
    if (!isAssociator(module)) continue;
    const by = module.manifest.name;
    try {
      const ahead = prospectOf(cue, first, module, visibility);
      prospect ??= ahead;
      if (effort === "auto" && gainOf(body, ahead, visibility, degraded) <= searchCost) continue;
      const association = module.associate(cue, first, visibility);
      const candidates = distinct(seenOf(association.candidates, visibility));
      if (candidates.length === 0) continue;
      first = { ...first, candidates };
      found.push({ by, candidates, association });
    } catch (error) {
      degraded.push({ channel: by, reason: "failed", detail: errorName(error) });
    }
  }
  return { found, prospect };
}

/** What a search is expected to add: as the brain has learned it, or else as it was learned before. */
export function gainOf(
  body: Body,
  prospect: Prospect,
  { scopeKeys }: Visibility,
  degraded: Degradation[],
): number {
  for (const module of body.modules) {
    if (!isPolicy(module)) continue;
    try {
      const gain = module.expectedGain(prospect, scopeKeys);
      if (Number.isFinite(gain)) return gain;
      throw new RangeError("An expected gain is not finite.");
    } catch (error) {
      degraded.push({ channel: module.manifest.name, reason: "failed", detail: errorName(error) });
    }
  }
  return expectedGain(prospect, effortWeights);
}

function isPolicy<Module>(module: Module & Partial<EffortPolicy>): module is Module & EffortPolicy {
  return module.expectedGain !== undefined;
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.ordinal, candidate])).values()];
}

function isAssociator<Module>(module: Module & Partial<Associator>): module is Module & Associator {
  return module.associate !== undefined;
}

function contribution(
  by: string,
  candidates: readonly Candidate[],
  found: Pick<Candidates, "explain">,
  ordinal: Ordinal,
): readonly Contribution[] {
  const candidate = candidates.find((other) => other.ordinal === ordinal);
  return candidate === undefined
    ? []
    : [{ by, score: candidate.score, explain: () => found.explain(ordinal) }];
}
