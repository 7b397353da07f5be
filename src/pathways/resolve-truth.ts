import type { Millis } from "../model/ids.ts";
import { nothingResolved, type Resolution } from "../model/truth.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";
import type { Ranking } from "./rank.ts";

/** The memories with what holds at `asOf` before what held earlier, and what is to be said of both. */
export async function resolveTruth(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  asOf: Millis,
): Promise<{ readonly ranking: Ranking; readonly truth: Resolution }> {
  void [body, visibility, asOf];
  return { ranking, truth: nothingResolved };
}
