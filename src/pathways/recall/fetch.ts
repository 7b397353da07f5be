import type { Episode } from "../../model/episode.ts";
import { errorName } from "../../model/errors.ts";
import type { Choice } from "../../model/event.ts";
import type { EpisodeId, Ordinal, Seq } from "../../model/ids.ts";
import type { ChannelScore, Memory, PathStep, ScoreReason } from "../../model/recall.ts";
import { type Scope, scopeKey, scopeMark } from "../../model/scope.ts";
import type { Step } from "../../ports/associator.ts";
import type { Candidate } from "../../ports/proposer.ts";
import type { Body } from "../fold/body.ts";
import type { EpisodeReader } from "./episode-reader.ts";
import { saidIn } from "./first-to-say.ts";
import { copiesLast } from "./fusion-diversity.ts";
import type { Monitored } from "./monitor.ts";
import { provenanceOf } from "./provenance.ts";
import type { Contribution, Ranking } from "./rank.ts";

export interface Wanted {
  readonly k: number;
  readonly monitored: Monitored;
  readonly leastConfidence: number;
  readonly explain: boolean;
  /** There may be another look, without the further copies. */
  readonly again: boolean;
  /** And it may find others than this one, which found as many as it was asked for. */
  readonly deeper: boolean;
}

/** A memory with its place among what was found. */
export interface Placed {
  readonly memory: Memory;
  readonly seq: Seq;
  /** 0: it keeps its place; 1: it waits for what others said; 2: a further copy. */
  readonly order: 0 | 1 | 2;
  /** Without the search it would not be here. */
  readonly added: boolean;
}

export interface Fetched {
  /** The first `k`; where there is a crowd, the first of it. */
  readonly placed: readonly Placed[];
  /** Further copies, where there is something else or may be: until they are out of sight they count as evidence. */
  readonly crowd: readonly Ordinal[];
}

/** Memories whose choice is kept for feedback: what was shown before is judged no more. */
const JUDGED = 1_000;
/** Few wanted ones may all be copies: so many are looked at for more of them. */
const LEAST_READ = 10;

/** The text of the best, at most two copies of a statement where there is something else. Notes nothing: see `noteShown`. */
export async function fetchMemories(
  body: Body,
  ranking: Ranking,
  { k, monitored, leastConfidence, explain, again, deeper }: Wanted,
  texts: EpisodeReader,
): Promise<Fetched> {
  const wanted = ranking.candidates.filter(
    ({ ordinal }) => monitored.confidenceOf(ordinal).value >= leastConfidence,
  );
  const seqOf = (row: Ordinal): Seq => body.register.seqOf(row);
  const load = (rows: readonly Ordinal[]): Promise<unknown> => texts.episodes(rows.map(seqOf));
  const episodeOf = (row: Ordinal): Episode | null => texts.known(seqOf(row));
  let shown: { readonly candidate: Candidate; readonly order: Placed["order"] }[] = [];
  let crowd: readonly Ordinal[] = [];
  // As many more are read as are copies: few, most of the time.
  for (let most = Math.max(k, LEAST_READ); ; most = Math.min(wanted.length, 2 * most)) {
    const some = wanted.slice(0, most);
    await load(some.map(({ ordinal }) => ordinal));
    const there = some.filter(({ ordinal }) => episodeOf(ordinal) !== null);
    if (!body.mechanisms.copiesLast) {
      shown = there.map((candidate) => ({ candidate, order: 0 }));
      break;
    }
    const { order, kept, distinct } = copiesLast(
      there.map(({ ordinal }) => saidIn(body, episodeOf(ordinal)!)),
    );
    if (kept < k && most < wanted.length) continue;
    shown = order.map((position, i) => ({
      candidate: there[position]!,
      order: i < kept ? 0 : i < distinct ? 1 : 2,
    }));
    const isFull = kept >= k || (deeper && wanted.length === ranking.candidates.length);
    if (again && isFull && kept < order.length) {
      shown = shown.slice(kept);
      crowd = shown.map(({ candidate }) => candidate.ordinal);
    }
    break;
  }
  shown = shown.slice(0, k);
  const paths = shown.map(({ candidate }) => pathOf(ranking, candidate.ordinal));
  const steps = paths.filter((path) => path.length > 1).flat();
  await load(steps.map(({ ordinal }) => ordinal));
  const early = new Set(ranking.first.slice(0, k).map(({ ordinal }) => ordinal));
  const placed = shown.map(({ candidate: { ordinal, score }, order }, i): Placed => {
    const episode = episodeOf(ordinal)!;
    const path = paths[i]!.flatMap(({ ordinal: step, via }): PathStep[] => {
      const id = episodeOf(step)?.id;
      return id === undefined ? [] : [{ id, via }];
    });
    const memory = {
      episode,
      score,
      channels: channelsOf(ranking.contributionsOf(ordinal), explain),
      ...(path.length > 1 && { path }),
      confidence: monitored.confidenceOf(ordinal),
      provenance: provenanceOf(body, episode),
    };
    return { memory, seq: seqOf(ordinal), order, added: !early.has(ordinal) };
  });
  return { placed, crowd };
}

/**
 * The first `k` of several looks: what waits for its turn was found before what is found without it, and copies follow
 * everything else. No memory is surer than the whole that is told.
 */
export function fromAllLooks(
  looks: readonly (readonly Placed[])[],
  { k, monitored, leastConfidence }: Pick<Wanted, "k" | "monitored" | "leastConfidence">,
): readonly Placed[] {
  const whole = monitored.confidence.value;
  return looks
    .flat()
    .sort((a, b) => a.order - b.order)
    .map((one): Placed => {
      const { confidence } = one.memory;
      const value = Math.min(confidence.value, whole);
      return { ...one, memory: { ...one.memory, confidence: { ...confidence, value } } };
    })
    .filter(({ memory }) => memory.confidence.value >= leastConfidence)
    .slice(0, k);
}

/** Each that is shown is used, and is kept for feedback. */
export function noteShown(
  body: Body,
  shown: readonly Placed[],
  ranking: Ranking,
  { scope, recall }: { readonly scope: Scope; readonly recall: Monitored["recall"] },
): void {
  const asked = scopeMark(scopeKey(scope));
  for (const { memory, seq, added } of shown) {
    const { id } = memory.episode;
    keepChoice(body, id, ranking, { scope: asked, added, recall });
    if (!body.log.readOnly) body.pendingUses.push({ id, seq });
  }
}

function keepChoice(
  { choices, log }: Body,
  id: EpisodeId,
  { prospect, searched }: Ranking,
  { scope, added, recall }: Pick<Required<Choice>, "scope" | "added" | "recall">,
): void {
  choices.delete(id);
  if (log.readOnly) return;
  choices.set(id, {
    scope,
    ...(prospect !== null && { prospect }),
    searched,
    added: searched && added,
    recall,
  });
  if (choices.size > JUDGED) for (const oldest of choices.keys()) return void choices.delete(oldest);
}

/** A path that cannot be told costs the path, not the memory. */
function pathOf(ranking: Ranking, ordinal: Ordinal): readonly Step[] {
  try {
    return ranking.pathOf(ordinal);
  } catch {
    return [];
  }
}

function channelsOf(
  contributions: readonly Contribution[],
  explain: boolean,
): Readonly<Record<string, ChannelScore>> {
  return Object.fromEntries(
    contributions.map((contribution) => [
      contribution.by,
      { score: contribution.score, ...(explain && { reasons: reasonsOf(contribution) }) },
    ]),
  );
}

/** An explanation that fails costs the explanation, not the memory. */
function reasonsOf(contribution: Contribution): readonly ScoreReason[] {
  try {
    return contribution.explain();
  } catch (error) {
    return [{ what: `no explanation: ${errorName(error)}`, weight: 0 }];
  }
}
