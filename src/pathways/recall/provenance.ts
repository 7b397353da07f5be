import { type Episode, renderText, sourceOf } from "../../model/episode.ts";
import type { Provenance } from "../../model/recall.ts";
import type { Instructing } from "../../ports/perception.ts";
import { trustOfVoice, type Voice, voiceOf } from "../../register/source-trust.ts";
import type { Body } from "../fold/body.ts";
import { trustIn } from "../trust.ts";

/**
 * How a voice may tell an agent what to do. It is the user who says how to answer, and nobody who frames turns; what
 * one speaker in a conversation says is for the others. All else is data that tells its reader what to do.
 */
const may: Readonly<Record<Voice, readonly Instructing[]>> = {
  principal: ["directs", "overrides"],
  speaker: ["directs"],
  assistant: [],
  outside: [],
};

/** Whose word an episode is, at first or second hand, how far it is trusted, and whether it tells its reader what to do. */
export function provenanceOf(body: Body, episode: Episode): Provenance {
  const { perception } = body;
  const source = sourceOf(episode);
  const voice = voiceOf(episode);
  const trust = trustIn(body, episode);
  const text = [episode.title, renderText(episode), episode.caption].filter(Boolean).join("\n");
  const telling = perception.instructs(text);
  // Who is distrusted as what comes from outside is, or more, may tell nobody what to do.
  const heeded = telling !== null && may[trust > trustOfVoice.outside ? voice : "outside"].includes(telling);
  const isQuoted = episode.speaker !== undefined && source !== episode.speaker;
  return {
    source,
    hand: isQuoted || perception.passesOn(text) ? "second" : "first",
    trust,
    instructs: telling !== null && !heeded,
  };
}
