import { type Episode, renderText, sourceOf } from "../../model/episode.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Body } from "../fold/body.ts";
import { trustIn } from "../trust.ts";
import type { EpisodeReader } from "./episode-reader.ts";
import { copiesLast, type Said } from "./fusion-diversity.ts";

/** Rows that are looked at for those that are no copies: what a channel proposes. */
const LOOKED_AT = 100;

export interface ReadRow {
  readonly row: Ordinal;
  readonly episode: Episode;
}

/** An episode as it may repeat another. */
export function saidIn(body: Body, episode: Episode): Said {
  const text = [episode.title, renderText(episode), episode.caption].filter(Boolean).join("\n");
  return { text, speaker: sourceOf(episode), doubted: trustIn(body, episode) < 1 };
}

/**
 * SPEC TR7: the first `most` rows that are there, without third and later copies of a statement: these are no
 * evidence, and take no place of what is. What one doubted source says of the same gives way to others. More rows are
 * read only where there is some of either.
 */
export async function firstToSay(
  body: Body,
  rows: readonly Ordinal[],
  most: number,
  texts: EpisodeReader,
): Promise<readonly ReadRow[]> {
  const found: ReadRow[] = [];
  for (let at = 0; ; at += most) {
    const some = rows.slice(at, Math.min(at + most, LOOKED_AT));
    const read = await texts.episodes(some.map((row) => body.register.seqOf(row)));
    for (const [i, episode] of read.entries()) if (episode !== null) found.push({ row: some[i]!, episode });
    if (!body.mechanisms.copiesLast) return found;
    const { order, kept, distinct } = copiesLast(found.map(({ episode }) => saidIn(body, episode)));
    if (kept >= most || some.length < most)
      return order.slice(0, Math.min(distinct, most)).map((i) => found[i]!);
  }
}
