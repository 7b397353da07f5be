import { shortestNeedle } from "../../math/byte-search.ts";
import type { Episode, Json } from "../../model/episode.ts";

/** Characters of a string that is looked for: not met by chance, nor in another telling of the same. */
const WINDOW = 24;
/** Words shorter than this are in every language's dictionary, and in bytes by chance. */
const SHORTEST_WORD = shortestNeedle - 1;
const MOST_WORDS = 12;

const words = new RegExp(`[\\p{L}\\p{N}]{${SHORTEST_WORD + 1},}`, "gu");

/**
 * Strings of an episode that say that it was there: its beginning, middle and end of each text and name, as they are
 * and as JSON spells them. `withWords`: also its long words, as indexes keep them: where it is known which words the
 * rest has in its indexes. Not its ids: they stay.
 */
export function canariesOf(episode: Episode, withWords: boolean): readonly string[] {
  const { id: _id, causedBy: _cause, kind: _kind, ...said } = episode;
  const strings = new Set<string>();
  const spoken = new Set<string>();
  for (const text of leaves(said as unknown as Json)) {
    for (const window of windows(text)) {
      strings.add(window);
      strings.add(JSON.stringify(window).slice(1, -1));
    }
    if (!withWords) continue;
    for (const [word] of text.matchAll(words)) {
      if (spoken.size === MOST_WORDS) break;
      // Its beginning is wherever it is: what is looked for stays short, whatever passes for a word.
      const [start] = windows(word.toLowerCase());
      if (start !== undefined) spoken.add(start);
    }
  }
  return [...strings, ...spoken];
}

function* leaves(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) yield* leaves(inner as Json);
}

function windows(text: string): readonly string[] {
  if (text.length < shortestNeedle) return [];
  if (text.length <= WINDOW) return [text];
  const last = text.length - WINDOW;
  return [0, last >> 1, last].map((at) => text.slice(at, at + WINDOW)).filter((part) => part.isWellFormed());
}
