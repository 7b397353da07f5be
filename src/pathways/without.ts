import type { EpisodeRef } from "../model/event.ts";
import type { Body } from "./fold/body.ts";

/** Episodes that one event erases: folding it does not hold the event loop. */
const AT_ONCE = 64;

/**
 * Takes episodes out of a fork, and out of everything derived. By law D3 of `Derived` what is left is, hash for
 * hash, the brain that never observed them.
 */
export function leaveOut(body: Body, episodes: readonly EpisodeRef[]): Promise<void> {
  return body.deriver.exclusive(async () => {
    for (let i = 0; i < episodes.length; i += AT_ONCE)
      await body.log.erase(episodes.slice(i, i + AT_ONCE), body.clock());
    await body.deriver.fold([]);
  });
}
