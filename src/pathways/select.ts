import type { EpisodeRef } from "../model/event.ts";
import type { Selection } from "../model/selection.ts";
import type { Body } from "./body.ts";

/** The episodes that a selection names, in the order of the log; ids that are not there are `unknown-episode`. */
export async function select(body: Body, selection: Selection): Promise<readonly EpisodeRef[]> {
  void [body, selection];
  throw new Error("Not built yet.");
}
