import type { EpisodeRef, EventBody } from "../model/event.ts";

/** The event with every reference to an episode replaced. */
export function mapRefs<Event extends EventBody>(event: Event, map: (ref: EpisodeRef) => EpisodeRef): Event {
  switch (event.type) {
    case "used":
    case "forgotten":
    case "erased":
      return { ...event, episodes: event.episodes.map(map) };
    case "feedback":
    case "pinned":
      return { ...event, episode: map(event.episode) };
    default:
      return event;
  }
}
