import { wordTerms } from "../../perception/perception.ts";
import { sentencesOf } from "../../perception/statements.ts";
import { type AboutWhom, aboutWhom, addresses } from "./about-whom.ts";

/** A memory that a recall brought back, as monitoring looks at it. */
export interface Recalled {
  /** Who said it: a speaker, else a role, else "". */
  readonly voice: string;
  readonly title: string;
  readonly text: string;
  readonly caption: string;
  /** What was said just before in the same session. */
  readonly before: { readonly voice: string; readonly text: string } | null;
  /** Its nearness to the cue, in the encoder's unit. */
  readonly meaning: number;
  /** Reached through another memory. */
  readonly throughOthers: boolean;
}

/** What monitoring looks at: the cue, and what it brought back. */
export interface Looked {
  /** The cue's terms, and what each is worth: at most 31 of them. */
  readonly terms: readonly string[];
  readonly weights: readonly number[];
  /** All words of the cue, normalised. */
  readonly words: readonly string[];
  /** Whom the cue's "I" stands for, in lower case, where it says "I" and is about that one; null otherwise. */
  readonly asker: string | null;
  /** Who is not the one that is asked, in lower case, where the cue is about what "you" said or did; null otherwise. */
  readonly notAsked: string | null;
  /** The first ones, best first. */
  readonly recalled: readonly Recalled[];
  /** Nearness of the candidates in the recall's order; empty where no channel tells it. */
  readonly meanings: readonly number[];
  /** Mean nearness of all that the meaning proposed, and the greatest. */
  readonly usualMeaning: number;
  readonly nearest: number;
}

/**
 * Whom a cue is about, among those who speak: somebody by name, the asker or the one who is asked, or none of them;
 * `documents`: nothing that was recalled was said by anybody.
 */
export const whoms = ["documents", "nobody", "present", "named"] as const;

export type Whom = (typeof whoms)[number];

/** What the signs are, in the order of their weights. All are 0 where nothing was recalled. */
export const signNames = [
  "own",
  "ownFirmly",
  "shared",
  "ownCoverage",
  "coverage",
  "second",
  "drop",
  "three",
  "all",
  "lacking",
  "together",
  "meaning",
  "meaningDrop",
  "paths",
] as const;

export type SignName = (typeof signNames)[number];

export interface Signs {
  readonly whom: Whom;
  readonly values: Readonly<Record<SignName, number>>;
}

/** How much a memory's nearness counts beside the share of the cue that it covers. */
const NEARNESS = 0.25;
/** How much the second best counts beside the best. */
const SECOND = 0.5;
/** Rare words are worth up to about ten. */
const RARE = 10;
/** Words further apart than this are hardly said together. */
const TOGETHER = 3;
const FIRM = 2;
/** Where no channel tells the meaning it says neither: means over the recalls that the weights were learned on. */
const USUAL = { meaning: 0.53, meaningDrop: 0.22 };

/**
 * What speaks for it that the memories hold what the cue asks. Pure; reads the first memories, each once.
 *
 * - own: how much better those whom the cue is about tell it of themselves, or are told it of them, than others do:
 *   best + second / 2 of coverage + nearness / 4; ownFirmly: the same, bounded; shared: the cue names several of them.
 * - ownCoverage: the most of the cue that one memory tells of whom it is about; coverage, second: that the best and
 *   the second best memory hold; drop: the best above the mean of the fourth and later; three, all: that the first
 *   three, and all, hold together; lacking: the rarest term that none holds.
 * - together: neighbours in the cue that stand in one sentence, by their distance.
 * - meaning, meaningDrop: nearness of the first; greatest above the sixth and later. paths: how many of
 *   the first three were reached through others.
 */
export function signsOf(looked: Looked): Signs {
  const { recalled, terms, weights } = looked;
  const people = peopleOf(looked);
  const cue = cueOf(terms, weights, people.nameTerms);
  const own: number[] = [];
  const others: number[] = [];
  const ownCoverages: number[] = [];
  const coverages: number[] = [];
  let together = 0;
  let three = 0;
  let all = 0;
  const spread = Math.max(1e-6, looked.nearest - looked.usualMeaning);
  for (const [rank, memory] of recalled.entries()) {
    const read = readMemory(memory, cue, people.isSomebody);
    coverages.push(cue.coverage(read.said));
    together = Math.max(together, read.together);
    if (rank < 3) three |= read.said;
    all |= read.said;
    if (!people.isSomebody) continue;
    const coverage = cue.coverage(read.ofSpeaker);
    const nearness = Math.max(0, (memory.meaning - looked.usualMeaning) / spread);
    const isOwn = people.isOne(memory.voice);
    (isOwn ? own : others).push(coverage + NEARNESS * nearness);
    if (isOwn) ownCoverages.push(coverage);
  }
  const [coverage = 0, second = 0] = coverages.toSorted(descending);
  const difference = bestTwo(own) - bestTwo(others);
  return {
    whom: people.whom,
    values: {
      own: difference,
      ownFirmly: Math.tanh(FIRM * difference),
      shared: people.named > 1 ? 1 : 0,
      ownCoverage: !people.isSomebody ? coverage : Math.max(0, ...ownCoverages),
      coverage,
      second,
      drop: aboveRest(coverages, 3),
      three: cue.coverage(three),
      all: cue.coverage(all),
      lacking: cue.greatestWithout(all) / RARE,
      together,
      meaning: looked.meanings[0] ?? USUAL.meaning,
      meaningDrop: looked.meanings.length === 0 ? USUAL.meaningDrop : aboveRest(looked.meanings, 5),
      paths: recalled.slice(0, 3).filter(({ throughOthers }) => throughOthers).length / 3,
    },
  };
}

interface People {
  readonly whom: Whom;
  readonly isSomebody: boolean;
  /** How many of those who speak the cue names. */
  readonly named: number;
  isOne(voice: string): boolean;
  /** Where the cue names somebody: words of names say who, not what. */
  readonly nameTerms: ReadonlySet<string>;
}

function peopleOf({ recalled, terms, words, asker, notAsked }: Looked): People {
  const voices = new Map<string, readonly string[]>();
  for (const { voice, before } of recalled)
    for (const name of [voice, before?.voice ?? ""])
      if (name !== "" && !voices.has(name)) voices.set(name, wordTerms(name));
  const known = new Set(terms);
  const spoken = new Set(words);
  const named = new Set(
    [...voices].flatMap(([name, own]) =>
      own.some((term) => known.has(term)) || (own.length > 0 && own.every((term) => spoken.has(term)))
        ? [name]
        : [],
    ),
  );
  if (named.size > 0)
    return {
      whom: "named",
      isSomebody: true,
      named: named.size,
      isOne: (voice) => named.has(voice),
      nameTerms: new Set([...voices.values()].flat()),
    };
  const isSomebody = voices.size > 0 && (asker !== null || notAsked !== null);
  return {
    whom: isSomebody ? "present" : voices.size > 0 ? "nobody" : "documents",
    isSomebody,
    named: 0,
    isOne: (voice) =>
      asker !== null ? voice.toLowerCase() === asker : voice !== "" && voice.toLowerCase() !== notAsked,
    nameTerms: new Set(),
  };
}

/** The cue as bits: bit i stands for term i. */
interface CueBits {
  bitOf(term: string): number | undefined;
  readonly weights: readonly number[];
  readonly total: number;
  /** The share of the cue that these terms are worth. */
  coverage(bits: number): number;
  greatestWithout(bits: number): number;
}

function cueOf(terms: readonly string[], given: readonly number[], nameTerms: ReadonlySet<string>): CueBits {
  const weights = given.map((weight, i) => (nameTerms.has(terms[i]!) ? 0 : weight));
  const places = new Map(weights.map((_, i) => [terms[i]!, i]));
  const initials = new Set(terms.map((term) => term.charCodeAt(0)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return {
    // Most words of a memory are none of the cue's: their first letter tells.
    bitOf: (term) => (initials.has(term.charCodeAt(0)) ? places.get(term) : undefined),
    weights,
    total,
    coverage: (bits) =>
      weights.reduce((sum, weight, i) => ((bits & (1 << i)) === 0 ? sum : sum + weight), 0) / total,
    greatestWithout: (bits) =>
      weights.reduce((most, weight, i) => ((bits & (1 << i)) === 0 ? Math.max(most, weight) : most), 0),
  };
}

interface Read {
  /** Terms of the cue that it holds, and of these what it tells of who says it. */
  readonly said: number;
  readonly ofSpeaker: number;
  readonly together: number;
}

/** Of a longer text the beginning: knowing how much one knows must not take longer than remembering. */
const LONGEST = 1_000;
/** Of what was said before it the end: that is what was answered. */
const LONGEST_BEFORE = 500;

function readMemory({ voice, title, text, caption, before }: Recalled, cue: CueBits, whose: boolean): Read {
  let said = bitsIn(title, cue);
  let ofSpeaker = 0;
  let together = 0;
  const read = (sentence: string, about: (sentence: string) => AboutWhom): void => {
    const places: Place[] = [];
    const bits = bitsIn(sentence, cue, places);
    if (bits === 0) return;
    said |= bits;
    if (whose && about(sentence) === "speaker") ofSpeaker |= bits;
    if (places.length > 1) together = Math.max(together, togetherIn(places, cue));
  };
  for (const sentence of sentencesOf(text.slice(0, LONGEST))) read(sentence, aboutWhom);
  read(caption, () => "speaker");
  // What somebody else has just said to the speaker is what the speaker answers.
  if (whose && before !== null && before.voice !== voice)
    for (const sentence of sentencesOf(before.text.slice(-LONGEST_BEFORE))) {
      if (!addresses(sentence)) continue;
      const bits = bitsIn(sentence, cue);
      if (bits !== 0 && aboutWhom(sentence) === "addressee") ofSpeaker |= bits;
    }
  return { said, ofSpeaker, together };
}

interface Place {
  readonly term: number;
  readonly at: number;
}

function bitsIn(text: string, cue: CueBits, places?: Place[]): number {
  let bits = 0;
  if (text === "") return bits;
  const words = wordTerms(text);
  for (let at = 0; at < words.length; at++) {
    const term = cue.bitOf(words[at]!);
    if (term === undefined) continue;
    bits |= 1 << term;
    places?.push({ term, at });
  }
  return bits;
}

/** The share of the cue whose terms stand beside each other there as in the cue: less the further apart. */
function togetherIn(places: readonly Place[], { weights, total }: CueBits): number {
  const best = new Map<number, number>();
  for (const { term, at } of places)
    for (const other of places) {
      if (other.term !== term + 1 || weights[term] === 0 || weights[other.term] === 0) continue;
      const worth = (weights[term]! + weights[other.term]!) / (1 + Math.abs(at - other.at) / TOGETHER);
      best.set(term, Math.max(best.get(term) ?? 0, worth));
    }
  return [...best.values()].reduce((sum, worth) => sum + worth, 0) / (2 * total);
}

const descending = (a: number, b: number): number => b - a;

function bestTwo(values: readonly number[]): number {
  const [best = 0, second = 0] = values.toSorted(descending);
  return best + SECOND * second;
}

/** The greatest above the mean of those from place `from` on, in their own order by size. */
function aboveRest(values: readonly number[], from: number): number {
  const sorted = values.toSorted(descending);
  const rest = sorted.slice(from);
  const mean = rest.length === 0 ? 0 : rest.reduce((sum, value) => sum + value, 0) / rest.length;
  return (sorted[0] ?? 0) - mean;
}
