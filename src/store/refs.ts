import type { EpisodeRef, EventBody } from "../model/event.ts";
import { sameJson } from "./same-json.ts";

/** The event with every reference to an episode replaced. */
export function mapRefs<Event extends EventBody>(event: Event, map: (ref: EpisodeRef) => EpisodeRef): Event {
  switch (event.type) {
    case "used":
    case "forgotten":
    case "erased":
      return { ...event, episodes: event.episodes.map(map) };
    case "encoded":
    case "extracted":
    case "feedback":
    case "pinned":
      return { ...event, episode: map(event.episode) };
    default:
      return event;
  }
}

/**
 * Of these a log holds one each, of an id or of an episode and who says something of it, and knows it when it
 * is offered again.
 */
export function isUnique({ type }: EventBody): boolean {
  return type === "observed" || type === "encoded" || type === "extracted";
}

/** What somebody outside says of an episode: it goes with the episode. */
export type Saying = Extract<EventBody, { readonly type: "encoded" | "extracted" }>;

export function isSaying(event: EventBody): event is Saying {
  return event.type === "encoded" || event.type === "extracted";
}

export function sayerOf(event: Saying): string {
  return event.type === "encoded" ? event.encoder : event.extractor;
}

export function isErased(event: Saying): boolean {
  return event.type === "encoded" ? event.vector === null : event.drafts === null;
}

/**
 * Which of the events that are there, of one time and type, is what is offered; -1: none of them. What an erasure took
 * is not offered anew: where no other is the same, a name that was erased at that time was this one. And what an
 * erasure took with it, each log says itself.
 */
export function sameAmong(there: readonly EventBody[], offered: EventBody): number {
  const same = there.findIndex((event) => isSame(event, offered));
  if (same >= 0 || offered.type !== "trusted") return same;
  return there.findIndex((event) => event.type === "trusted" && event.source === null);
}

function isSame(there: EventBody, offered: EventBody): boolean {
  if (there.type === "erased") return offered.type === "erased" && sameJson(there.episodes, offered.episodes);
  return sameJson(there, offered);
}
