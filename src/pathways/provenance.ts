import { type Episode, sourceOf } from "../model/episode.ts";
import type { Provenance } from "../model/recall.ts";
import type { Body } from "./body.ts";

/** Whose word an episode is, at first or second hand, how far it is trusted, and whether it tells its reader what to do. */
export function provenanceOf(body: Body, episode: Episode): Provenance {
  void body;
  return { source: sourceOf(episode), hand: "first", trust: 1, instructs: false };
}
