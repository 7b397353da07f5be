import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";
import type { Ranking } from "./rank.ts";

/** Where the cue asks for something to be done: also the instructions and preferences that apply to it. */
export function withStanding(body: Body, ranking: Ranking, visibility: Visibility): Ranking {
  void [body, visibility];
  return ranking;
}
