import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef, EventBody } from "../model/event.ts";
import type { EpisodeId } from "../model/ids.ts";
import type { Body } from "./body.ts";

/** Ids as positions in the log. An id that is not there, or was erased, is `unknown-episode`. */
export async function resolve(body: Body, ids: readonly string[]): Promise<readonly EpisodeRef[]> {
  const refs: EpisodeRef[] = [];
  for (const id of new Set(ids)) {
    const event = await body.log.find(id as EpisodeId);
    if (event === null || event.episode === null)
      throw new EncephalonError("unknown-episode", `There is no episode ${JSON.stringify(id)}.`, {
        value: id,
        remedy: "Take an id from `recall`, or from what `observe` returned.",
      });
    refs.push({ id: event.id, seq: event.seq });
  }
  return refs;
}

/** Commits one event and folds it. */
export function commit(body: Body, event: EventBody): Promise<void> {
  return body.deriver.exclusive(async () => {
    const at = body.clock();
    const [appended] = await body.log.append([event], at);
    await body.deriver.fold([{ ...event, seq: appended!.seq, at }]);
  });
}

/** Commits the uses of recalls so far, together. */
export async function commitUses(body: Body): Promise<void> {
  const episodes = body.pendingUses.splice(0);
  if (episodes.length > 0) await commit(body, { type: "used", episodes });
}

/** Takes episodes out of every recall, or brings them back: access is lost, nothing else. */
export async function forget(body: Body, ids: readonly string[], forgotten: boolean): Promise<void> {
  const episodes = await resolve(body, ids);
  if (episodes.length === 0) return;
  await commit(body, { type: "forgotten", episodes, forgotten });
  body.emit("forgotten", { count: episodes.length, forgotten });
}
