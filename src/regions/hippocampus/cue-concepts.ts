import type { Cue } from "../../ports/proposer.ts";
import { bindingNames, nameWords } from "./names.ts";
import type { PathParameters } from "./path-parameters.ts";
import type { VisibleConcepts } from "./visible-concepts.ts";

/** The concepts that the cue names: what perception recognised in it, and every phrase that episodes are about. */
export function cueConcepts(cue: Cue, concepts: VisibleConcepts): ReadonlySet<number> {
  const named = new Set<number>();
  for (const key of bindingNames(cue.features.concepts)) {
    const concept = concepts.named(key);
    if (concept >= 0) named.add(concept);
  }
  for (const concept of topicsNamed(nameWords(cue.text), concepts)) named.add(concept);
  return named;
}

const LONGEST_PHRASE = 7;

/** Runs of two to seven words that episodes are about: the longest at each place, none inside another. */
function* topicsNamed(words: readonly string[], concepts: VisibleConcepts): Generator<number> {
  for (let from = 0; from < words.length; from++)
    for (let to = Math.min(from + LONGEST_PHRASE, words.length); to >= from + 2; to--) {
      const concept = concepts.named(words.slice(from, to).join(" "));
      const { from: topicsFrom, mentionsFrom } = concepts.open(concept);
      if (mentionsFrom === topicsFrom) continue;
      yield concept;
      from = to - 1;
      break;
    }
}

/** SPEC H5: what episodes gain by being about the cue's concepts, or mentioning them, by row. */
export function seedGains(
  concepts: VisibleConcepts,
  named: ReadonlySet<number>,
  { seed, mention, fan }: PathParameters,
): ReadonlyMap<number, number> {
  const gains = new Map<number, number>();
  for (const concept of named) {
    const { from, mentionsFrom, to, shared } = concepts.open(concept);
    const strength = seed * concepts.specificity(shared, 1);
    const { rows } = concepts;
    for (let i = from; i < to; i++) {
      const about = i < mentionsFrom;
      const fanOut = about ? mentionsFrom - from : to - mentionsFrom;
      const gain = (strength * (about ? 1 : mention)) / fanOut ** fan;
      gains.set(rows[i]!, (gains.get(rows[i]!) ?? 0) + gain);
    }
  }
  return gains;
}
