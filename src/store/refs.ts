import type { EpisodeRef, EventBody } from "../model/event.ts";

/** The event with every reference to an episode replaced. */
export function mapRefs<Event extends EventBody>(event: Event, map: (ref: EpisodeRef) => EpisodeRef): Event {
  switch (event.type) {
    case "used":
    case "forgotten":
    case "erased":
      return { ...event, episodes: event.episodes.map(map) };
    case "encoded":
    case "feedback":
    case "pinned":
      return { ...event, episode: map(event.episode) };
    default:
      return event;
  }
}

/** Of these a log holds one each, of an id or of an episode and encoder, and knows it when it is offered again. */
export function isUnique({ type }: EventBody): boolean {
  return type === "observed" || type === "encoded";
}
