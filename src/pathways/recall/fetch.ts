import type { Episode } from "../../model/episode.ts";
import { errorName } from "../../model/errors.ts";
import type { Choice } from "../../model/event.ts";
import type { EpisodeId, Ordinal, Seq } from "../../model/ids.ts";
import type { ChannelScore, Memory, PathStep, ScoreReason } from "../../model/recall.ts";
import { type Scope, scopeKey, scopeMark } from "../../model/scope.ts";
import type { Step } from "../../ports/associator.ts";
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
  readonly scope: Scope;
  /** There may be another look, without the further copies. */
  readonly again: boolean;
  /** And it may find others than this one, which found as many as it was asked for. */
  readonly deeper: boolean;
}

export interface Fetched {
  readonly memories: readonly Memory[];
  /** Further copies, where there is something else or may be: until they are out of sight they count as evidence. */
  readonly crowd: readonly Ordinal[];
}

/** Memories whose choice is kept for feedback: what was shown before is judged no more. */
const JUDGED = 1_000;
/** Few wanted ones may all be copies: so many are looked at for more of them. */
const LEAST_READ = 10;

/** The text of the best, at most two copies of a statement where there is something else; each is noted as used. */
export async function fetchMemories(
  body: Body,
  ranking: Ranking,
  { k, monitored, leastConfidence, explain, scope, again, deeper }: Wanted,
  texts: EpisodeReader,
): Promise<Fetched> {
  const wanted = ranking.candidates.filter(
    ({ ordinal }) => monitored.confidenceOf(ordinal).value >= leastConfidence,
  );
  const seqOf = (row: Ordinal): Seq => body.register.seqOf(row);
  const load = (rows: readonly Ordinal[]): Promise<unknown> => texts.episodes(rows.map(seqOf));
  const episodeOf = (row: Ordinal): Episode | null => texts.known(seqOf(row));
  let shown: typeof wanted = [];
  // As many more are read as are copies: few, most of the time.
  for (let most = Math.max(k, LEAST_READ); ; most = Math.min(wanted.length, 2 * most)) {
    const some = wanted.slice(0, most);
    await load(some.map(({ ordinal }) => ordinal));
    const there = some.filter(({ ordinal }) => episodeOf(ordinal) !== null);
    if (!body.mechanisms.copiesLast) {
      shown = there.slice(0, k);
      break;
    }
    const { order, kept } = copiesLast(there.map(({ ordinal }) => saidIn(body, episodeOf(ordinal)!)));
    shown = order.slice(0, k).map((position) => there[position]!);
    if (kept < k && most < wanted.length) continue;
    const isFull = kept >= k || (deeper && wanted.length === ranking.candidates.length);
    if (again && isFull && kept < order.length)
      return { memories: [], crowd: order.slice(kept).map((position) => there[position]!.ordinal) };
    break;
  }
  const paths = shown.map(({ ordinal }) => pathOf(ranking, ordinal));
  const steps = paths.filter((path) => path.length > 1).flat();
  await load(steps.map(({ ordinal }) => ordinal));
  const early = new Set(ranking.first.slice(0, k).map(({ ordinal }) => ordinal));
  const asked = scopeMark(scopeKey(scope));
  const memories = shown.map(({ ordinal, score }, i): Memory => {
    const episode = episodeOf(ordinal)!;
    keepChoice(body, episode.id, ranking, {
      scope: asked,
      added: !early.has(ordinal),
      recall: monitored.recall,
    });
    if (!body.log.readOnly) body.pendingUses.push({ id: episode.id, seq: seqOf(ordinal) });
    const path = paths[i]!.flatMap(({ ordinal: step, via }): PathStep[] => {
      const id = episodeOf(step)?.id;
      return id === undefined ? [] : [{ id, via }];
    });
    return {
      episode,
      score,
      channels: channelsOf(ranking.contributionsOf(ordinal), explain),
      ...(path.length > 1 && { path }),
      confidence: monitored.confidenceOf(ordinal),
      provenance: provenanceOf(body, episode),
    };
  });
  return { memories, crowd: [] };
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
