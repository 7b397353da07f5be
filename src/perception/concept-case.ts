import type { Piece } from "./concept-lexer.ts";
import { openers, prepositions } from "./concept-words.ts";

/** A word without what an apostrophe adds. */
export function bare(word: string): string {
  const at = word.search(/['\u2019]/);
  return at > 0 ? word.slice(0, at) : word;
}

/** Words of a title that are written small. */
const smallInTitles = 3;

/** It and every longer word in it but prepositions begin with a capital or a figure. */
export function isTitle(inner: string): boolean {
  if (!/^[\p{Lu}\p{N}]/u.test(inner) || /[,.;]$/.test(inner)) return false;
  const words = inner.split(/\s+/);
  if (words.length > 8 || (words.length === 1 && openers.has(inner.toLowerCase()))) return false;
  return words.every(
    (word) => word.length <= smallInTitles || /^[^\p{L}]*[\p{Lu}\p{N}]/u.test(word) || prepositions.has(word),
  );
}

/** No small letter, no capital one, or one run of six and more capitalised words that is most of the text. */
export function isFlat(pieces: readonly Piece[], words: readonly string[]): boolean {
  let cased = false;
  let capitals = 0;
  let caps = 0;
  let small = 0;
  let run = 0;
  let longest = 0;
  for (let at = 0; at < pieces.length; at++) {
    const { shape, gap } = pieces[at]!;
    if (gap !== "space") run = 0;
    cased ||= shape !== "lower" && shape !== "number" && shape !== "mixed";
    if (shape === "lower") {
      if (openers.has(words[at]!)) {
        if (!prepositions.has(words[at]!)) run = 0;
      } else {
        small++;
        run = 0;
      }
    } else if (pieces[at]!.first && openers.has(words[at]!)) {
      run = 0;
    } else if (shape === "caps" || shape === "capital") {
      if (shape === "caps") caps++;
      capitals++;
      run++;
      if (run > longest) longest = run;
    }
  }
  if (!cased) return true;
  const content = capitals + small;
  return content >= 4 && (caps > 0.7 * content || (longest >= 6 && longest > 0.7 * content));
}
