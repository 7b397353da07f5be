import type { Episode } from "../../model/episode.ts";
import type { EpisodeRef } from "../../model/event.ts";
import type { EpisodeId, Ordinal, Seq } from "../../model/ids.ts";
import type { Body } from "../fold/body.ts";
import { isSliceOver, nextTurn } from "../fold/time-slice.ts";

/** Episodes that are read at a time. */
const AT_ONCE = 256;

/**
 * The episodes, and all that names one of them as its cause, or one of those in turn; in the order of the log. Reads
 * every episode: what could not be read names nothing.
 */
export async function consequencesOf(
  { register, log }: Body,
  episodes: readonly EpisodeRef[],
): Promise<readonly EpisodeRef[]> {
  const effects = new Map<EpisodeId, EpisodeRef[]>();
  for (let first = 0; first < register.rows; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, register.rows - first);
    const rows = Array.from({ length: count }, (_, i) => (first + i) as Ordinal);
    const seqs = rows.filter((row) => register.isLive(row)).map((row) => register.seqOf(row));
    for (const [i, episode] of (await readable(log, seqs)).entries())
      if (episode?.causedBy !== undefined) {
        const caused = effects.get(episode.causedBy) ?? [];
        effects.set(episode.causedBy, caused);
        caused.push({ id: episode.id, seq: seqs[i]! });
      }
    if (isSliceOver()) await nextTurn();
  }
  const found = new Map(episodes.map((ref) => [ref.id, ref]));
  // What is added while this goes on is gone through too.
  for (const { id } of found.values())
    for (const effect of effects.get(id) ?? []) if (!found.has(effect.id)) found.set(effect.id, effect);
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}

async function readable(log: Body["log"], seqs: readonly Seq[]): Promise<readonly (Episode | null)[]> {
  try {
    return await log.episodes(seqs);
  } catch (error) {
    if (seqs.length === 1) return [null];
    if ((error as { readonly code?: unknown }).code !== "damaged") throw error;
    const each: (Episode | null)[] = [];
    for (const seq of seqs) each.push(...(await readable(log, [seq])));
    return each;
  }
}
