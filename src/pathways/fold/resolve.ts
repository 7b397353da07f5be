import type { Episode } from "../../model/episode.ts";
import { EncephalonError, quoted } from "../../model/errors.ts";
import type { EpisodeRef, EventOf } from "../../model/event.ts";
import type { EpisodeId } from "../../model/ids.ts";
import type { Body } from "./body.ts";

/** The event that an id was observed in. An id that is not there, or was erased, is `unknown-episode`. */
export async function observedAs(
  body: Body,
  id: string,
): Promise<EventOf<"observed"> & { readonly episode: Episode }> {
  const event = typeof id === "string" ? await body.log.find(id as EpisodeId) : null;
  // A store may look up what its own text encoding makes of the id.
  const known = event !== null && event.id === id;
  if (known && event.episode !== null) return { ...event, episode: event.episode };
  throw new EncephalonError("unknown-episode", `There is no episode ${quoted(id)}.`, {
    value: id,
    remedy: known
      ? "It was erased: nothing of it is left."
      : "Take an id from `recall`, or from what `observe` returned.",
  });
}

/** The same to be destroyed: an episode whose content is damaged need not be read for that. */
export async function resolveToErase(body: Body, ids: readonly string[]): Promise<readonly EpisodeRef[]> {
  const refs: EpisodeRef[] = [];
  for (const id of new Set(ids)) {
    try {
      refs.push(...(await resolve(body, [id])));
    } catch (error) {
      const damaged = error instanceof EncephalonError && error.code === "damaged";
      const seq = damaged ? await body.log.seqOf(id as EpisodeId) : null;
      if (seq === null) throw error;
      refs.push({ id: id as EpisodeId, seq });
    }
  }
  return refs;
}

/** Ids as positions in the log, each once. */
export async function resolve(body: Body, ids: readonly string[]): Promise<readonly EpisodeRef[]> {
  const refs: EpisodeRef[] = [];
  for (const id of new Set(ids)) {
    const event = await observedAs(body, id);
    refs.push({ id: event.id, seq: event.seq });
  }
  return refs;
}
