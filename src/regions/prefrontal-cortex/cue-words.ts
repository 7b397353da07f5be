import { keyOf, keyWords } from "../../perception/concept-key.ts";
import { wordTerms } from "../../perception/perception.ts";
import type { CueFeatures } from "../../ports/features.ts";

/** So many terms of a cue are told apart: a bit each (SPEC C9). */
const MOST_TERMS = 31;

/** The terms of a cue in the order of `Candidates.termWeights`. */
export function cueTerms({ terms, dateTerms }: CueFeatures): readonly string[] {
  return [...new Set([...terms, ...dateTerms])].slice(0, MOST_TERMS);
}

/** Of a longer cue the beginning. */
const LONGEST = 2_000;

/** Of each of these terms the word that stands for it in the cue; null where no word of the cue does. */
export function cueWords(cue: string, terms: readonly string[]): readonly (string | null)[] {
  const words = new Map<string, string>();
  for (const [word] of cue.slice(0, LONGEST).matchAll(/[\p{L}\p{N}\p{M}'’.:,-]+/gu)) {
    const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$|['’]s$/gu, "");
    for (const term of wordTerms(bare)) if (!words.has(term)) words.set(term, bare);
  }
  return terms.map((term) => words.get(term) ?? null);
}

/** Whether a concept's key is the name of somebody, or a word of it. */
export function isKnownAs(name: string, key: string): boolean {
  return keyOf(name) === key || keyWords(name).includes(key);
}
