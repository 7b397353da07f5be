import { type Episode, renderText } from "../model/episode.ts";
import type { Ordinal } from "../model/ids.ts";
import type { ChannelScore, Memory, PathStep, ScoreReason } from "../model/recall.ts";
import type { Body } from "./body.ts";
import { repetitionsLast } from "./fusion-diversity.ts";
import { nameOf } from "./propose.ts";
import type { Contribution, Ranking } from "./rank.ts";

export interface Wanted {
  readonly k: number;
  readonly leastConfidence: number;
  readonly explain: boolean;
}

/** The text of the best, without repetitions where there is something else; each is noted as used. */
export async function fetchMemories(
  body: Body,
  ranking: Ranking,
  { k, leastConfidence, explain }: Wanted,
): Promise<readonly Memory[]> {
  const wanted = ranking.candidates.filter(({ coverage }) => coverage >= leastConfidence);
  const episodes = new Map<Ordinal, Episode>();
  const load = async (rows: readonly Ordinal[]): Promise<void> => {
    const lacking = rows.filter((row) => !episodes.has(row));
    const read = await body.log.episodes(lacking.map((row) => body.register.seqOf(row)));
    for (const [i, episode] of read.entries()) if (episode !== null) episodes.set(lacking[i]!, episode);
  };
  let shown: typeof wanted = [];
  // As many more are read as repeat others: few, most of the time.
  for (let most = k; ; most = Math.min(wanted.length, 2 * most)) {
    const some = wanted.slice(0, most);
    await load(some.map(({ ordinal }) => ordinal));
    const there = some.filter(({ ordinal }) => episodes.has(ordinal));
    if (!body.mechanisms.repetitionsLast) {
      shown = there.slice(0, k);
      break;
    }
    const { order, distinct } = repetitionsLast(there.map(({ ordinal }) => saidIn(episodes.get(ordinal)!)));
    shown = order.slice(0, k).map((position) => there[position]!);
    if (distinct >= k || most >= wanted.length) break;
  }
  const paths = shown.map(({ ordinal }) => ranking.pathOf(ordinal));
  await load([
    ...new Set(
      paths
        .filter((path) => path.length > 1)
        .flat()
        .map(({ ordinal }) => ordinal),
    ),
  ]);
  return shown.map(({ ordinal, score, coverage }, i): Memory => {
    const episode = episodes.get(ordinal)!;
    if (!body.log.readOnly) body.pendingUses.push({ id: episode.id, seq: body.register.seqOf(ordinal) });
    const path = paths[i]!.flatMap(({ ordinal: step, via }): PathStep[] => {
      const id = episodes.get(step)?.id;
      return id === undefined ? [] : [{ id, via }];
    });
    return {
      episode,
      score,
      channels: channelsOf(ranking.contributionsOf(ordinal), explain),
      ...(path.length > 1 && { path }),
      confidence: { value: coverage, calibrated: false },
    };
  });
}

function saidIn(episode: Episode): { readonly text: string; readonly speaker: string } {
  return { text: renderText(episode), speaker: episode.speaker ?? episode.role ?? "" };
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
    return [{ what: `no explanation: ${nameOf(error)}`, weight: 0 }];
  }
}
