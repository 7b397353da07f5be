import { keyWords } from "../../perception/concept-key.ts";
import type { Cue } from "../../ports/proposer.ts";
import { bindingNames } from "./names.ts";
import type { PathParameters } from "./path-parameters.ts";
import type { VisibleConcepts } from "./visible-concepts.ts";

/** SPEC H3: the concepts that a cue names. */
export interface CueConcepts {
  /** All of them: no path goes on over one. */
  readonly named: ReadonlySet<number>;
  /** Without those that are part of the name of another that episodes are about: "true story" of "Gaby: A True Story". */
  readonly whole: readonly number[];
  /** Those of the whole ones that are written as names, and not only phrases that episodes happen to be about. */
  readonly names: readonly number[];
}

/**
 * Names of a cue that nothing holds, of which a misspelling is looked for, at most: each look takes a time that
 * grows with the names that are known, and what has more unknown ones is a text, not a question.
 */
const MOST_MISSPELT = 8;

export function cueConcepts(cue: Cue, concepts: VisibleConcepts): CueConcepts {
  const recognised = new Set<number>();
  let lookedFor = 0;
  for (const key of bindingNames(cue.features.concepts)) {
    const known = concepts.named(key);
    const concept = known >= 0 || ++lookedFor > MOST_MISSPELT ? known : concepts.misspelt(key);
    if (concept >= 0) recognised.add(concept);
  }
  const named = new Set([...recognised, ...topicsNamed(keyWords(cue.text), concepts)]);
  const padded = (concept: number): string => ` ${concepts.nameOf(concept)} `;
  const around = [...named].filter((concept) => isTopic(concept, concepts)).map(padded);
  const whole = [...named].filter((concept) => {
    const name = padded(concept);
    return !around.some((other) => other !== name && other.includes(name));
  });
  return { named, whole, names: whole.filter((concept) => recognised.has(concept)) };
}

const LONGEST_PHRASE = 7;

/** Runs of two to seven words that episodes are about: the longest at each place, none inside another. */
function* topicsNamed(words: readonly string[], concepts: VisibleConcepts): Generator<number> {
  for (let from = 0; from < words.length; from++)
    for (let to = Math.min(from + LONGEST_PHRASE, words.length); to >= from + 2; to--) {
      const concept = concepts.named(words.slice(from, to).join(" "));
      if (!isTopic(concept, concepts)) continue;
      yield concept;
      from = to - 1;
      break;
    }
}

function isTopic(concept: number, concepts: VisibleConcepts): boolean {
  return concepts.open(concept).topics > 0;
}

/** SPEC H5: what episodes gain by being about the cue's concepts, or mentioning them, by row. */
export function seedGains(
  concepts: VisibleConcepts,
  { whole }: CueConcepts,
  { seed, mention, fan }: PathParameters,
): ReadonlyMap<number, number> {
  const gains = new Map<number, number>();
  for (const concept of whole) {
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

/** More names of one cue are not told apart. */
const MOST_NAMES = 31;

/** Which of the cue's names each episode is about, as bits, by row; and by which it is reached. */
export function aboutNames(
  concepts: VisibleConcepts,
  { names }: CueConcepts,
): ReadonlyMap<number, { readonly bits: number; readonly concept: number }> {
  const about = new Map<number, { bits: number; concept: number }>();
  for (const [i, concept] of names.slice(0, MOST_NAMES).entries()) {
    const { from, mentionsFrom } = concepts.open(concept);
    for (let at = from; at < mentionsFrom; at++) {
      const row = concepts.rows[at]!;
      const known = about.get(row);
      if (known === undefined) about.set(row, { bits: 1 << i, concept });
      else known.bits |= 1 << i;
    }
  }
  return about;
}
