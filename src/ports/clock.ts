import type { Millis } from "../model/ids.ts";

/** The only source of "now". Tests inject their own. */
export type Clock = () => Millis;

export const systemClock: Clock = () => Date.now() as Millis;
