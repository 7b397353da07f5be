import type { Request } from "../../ports/perception.ts";

export type StandingKind = "instruction" | "preference";

export interface StandingRules {
  /** At most so many of each kind. */
  readonly most: Readonly<Record<StandingKind, number>>;
  /** The least match of a statement with a cue, as a cosine, by what the cue asks for. */
  readonly least: Readonly<Record<Request["asks"], number>>;
  /** An instruction that matches so much less than the best one is meant for something else. */
  readonly margin: number;
  /** By what share a match grows where its message, or where that was taken up, is the first of the memories. */
  readonly beside: number;
}

/**
 * Whoever asks for advice wants what they said of how it is to be; whoever asks what was, what was: much more must
 * speak for anything else. Of several instructions with one condition the right one is among three. Chosen over BEAM's
 * chats, each left out in turn: bench/learn-standing.ts.
 */
export const standingRules: StandingRules = {
  most: { instruction: 3, preference: 2 },
  least: { advice: 0.2, other: 0.35, told: 0.45 },
  margin: 0.2,
  beside: 0.35,
};
