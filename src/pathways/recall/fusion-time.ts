import type { TimeMention } from "../../ports/features.ts";

/** Days over which what happened beside the time that is asked about falls by e: people date things by the week. */
const NEAR_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * How well a time suits a cue that speaks of times: 1 within one of them, exp(-days / 14) beside it, and 0 where the
 * cue speaks of none.
 */
export function timeliness(asked: readonly TimeMention[], time: number): number {
  let most = 0;
  for (const { from, to } of asked) {
    const beside = Math.max(from - time, time - to, 0);
    most = Math.max(most, Math.exp(-beside / (NEAR_DAYS * DAY_MS)));
  }
  return most;
}
