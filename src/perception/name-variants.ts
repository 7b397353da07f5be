import { singular } from "./concept-key.ts";
import { connectors, institutionConnectors, institutions, relations } from "./concept-words.ts";

/** A shorter or other spelling of a name. */
export interface Handle {
  readonly handle: string;
  /** How sure it is to mean the same, in (0, 1]. */
  readonly strength: number;
}

/**
 * A mention may be a name of something by a variant when one of its spellings is one of that name's handles, and
 * the product of the two strengths is at least this. What is shortened has at most 0.5: so "caroline" may be
 * "caroline smith" and "king dikkha" "min dikkha", but "smith" of "john smith" is nobody else.
 */
export const leastLikeness = 0.3;

const shortened = 0.5;
const respelt = 0.9;
const titled = 0.6;
const nickname = 0.3;

const wordSet = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));
/** Before a name; the rest alone is as good a name. */
const titles = wordSet(
  "king queen prince princess emperor empress saint st pope lord lady sir dame count countess duke duchess earl " +
    "baron bishop archbishop cardinal general admiral captain major colonel sultan shah tsar president senator " +
    "governor dr mr mrs ms miss prof professor uncle aunt auntie grandma grandpa brother sister",
);
/** What kind of thing a name is of: alone it names nothing. */
const generic = wordSet(
  "river lake mountain mountains mount island islands city town county district province state states street road " +
    "park bridge church house war battle band film movie album song festival series season world national royal " +
    "north south east west northern southern eastern western new old great grand saint san group club team cup",
);

/** The name itself, then what it is without the form of its last word, its spaces or its title. Each once. */
export function spellingsOf(name: string): readonly Handle[] {
  const spellings: Handle[] = [{ handle: name, strength: 1 }];
  const space = name.indexOf(" ");
  if (space < 0) return spellings;
  const last = name.slice(name.lastIndexOf(" ") + 1);
  const one = singular(last);
  if (one !== last)
    spellings.push({ handle: name.slice(0, name.length - last.length) + one, strength: respelt });
  spellings.push({ handle: name.replaceAll(" ", ""), strength: respelt });
  if (titles.has(name.slice(0, space))) spellings.push({ handle: name.slice(space + 1), strength: titled });
  return spellings;
}

/**
 * What a thing of this name may be called: its spellings, then its parts, initials, acronyms and nicknames, each
 * once, at most 16. A pure function of the name, which is a key of perception's.
 */
export function handlesOf(name: string): readonly Handle[] {
  const handles = new Map<string, number>();
  const add = (handle: string, strength: number): void => {
    if (handle !== "" && strength > (handles.get(handle) ?? 0)) handles.set(handle, strength);
  };
  for (const { handle, strength } of spellingsOf(name)) add(handle, strength);
  const words = name.split(" ");
  if (words.length > 1) addShortened(words, add);
  else addNickname(name, add);
  return Array.from(handles, ([handle, strength]) => ({ handle, strength }));
}

type Add = (handle: string, strength: number) => void;

/** Parts of a name, initials and acronyms. */
function addShortened(words: readonly string[], add: Add): void {
  const small = (word: string): boolean =>
    connectors.has(word) || institutionConnectors.has(word) || word === "the";
  const large = words.filter((word) => !small(word));
  if (large.length > 1 && words.every((word) => /^\p{L}/u.test(word))) {
    const acronym = large.map((word) => word[0]).join("");
    if (acronym.length <= 6) {
      // "al" may be anybody; "wto" is hardly a word
      const certain = acronym.length > 2 && !/[aeiou]/.test(acronym) ? 0.5 : acronym.length > 2 ? 0.4 : 0.3;
      add(acronym, certain);
      if (large.length < words.length) add(words.map((word) => word[0]).join(""), certain);
    }
  }
  if (words.some((word) => word === "of" || institutionConnectors.has(word) || /\d/.test(word))) return;
  if (large.length > 4) return;
  const first = words[0]!;
  const last = words.at(-1)!;
  if (titles.has(first)) {
    if (words.length > 2) addShortened(words.slice(1), add);
    return;
  }
  const part = (word: string): void => {
    if (word.length > 2 && !generic.has(word) && !institutions.has(word) && !relations.has(word))
      add(word, shortened);
  };
  part(first);
  part(last);
  const before = words.at(-2)!;
  if (small(before)) add(`${before} ${last}`, shortened);
  const given = words.slice(0, -1);
  if (last.length > 2) add(`${given.map((word) => word[0]).join("")} ${last}`, shortened);
  if (words.length > 2) {
    add(`${first} ${last}`, shortened);
    add(
      `${first} ${given
        .slice(1)
        .map((word) => word[0])
        .join("")} ${last}`,
      shortened,
    );
  }
}

/** "Mel" for Melanie: a name of one word may be cut to its first three or four letters. */
function addNickname(name: string, add: Add): void {
  if (!/^[a-z]{6,}$/.test(name)) return;
  for (const length of [3, 4]) add(name.slice(0, length), nickname);
}

const shortest = 6;
const longEnoughToSound = 7;
const letters = /^[a-z ]+$/;

const respellings: readonly [RegExp, string][] = [
  [/ph/g, "f"],
  [/tch|tsch|ch/g, "c"],
  [/ck|qu|q|k|c/g, "k"],
  [/th/g, "t"],
  [/w/g, "v"],
  [/z|x/g, "s"],
  [/(?<=.)[aeiouyh]/g, ""],
  [/(.)\1+/g, "$1"],
];

function soundOf(key: string): string {
  return key
    .split(" ")
    .map((word) => respellings.reduce((sound, [from, to]) => sound.replace(from, to), word))
    .join(" ");
}

/** The first and the last letter, and the last two: names of which one misspells the other share either. */
export function endsOf(name: string): readonly string[] {
  return [`${name[0]}…${name.at(-1)}`, `…${name.slice(-2)}`];
}

/**
 * Whether two names may be one, misspelt: the one word that differs is long, begins alike and is one edit away, or
 * sounds the same within three. Symmetric.
 */
export function isMisspelling(one: string, other: string): boolean {
  if (one.length < shortest || other.length < shortest || Math.abs(one.length - other.length) > 3)
    return false;
  if (one === other || !letters.test(one) || !letters.test(other)) return false;
  const mine = one.split(" ");
  const theirs = other.split(" ");
  if (mine.length !== theirs.length) return false;
  const differing = mine.flatMap((word, at) => (word === theirs[at] ? [] : [[word, theirs[at]!] as const]));
  const [pair] = differing;
  if (pair === undefined || differing.length > 1) return false;
  const [word, their] = pair;
  const [short, long] = word.length <= their.length ? [word, their] : [their, word];
  // one letter more or another one at the end is another gender, number or case
  if (long.startsWith(short) || (short.length === long.length && short.slice(0, -1) === long.slice(0, -1)))
    return false;
  const edits = distance(word, their);
  if (short.length >= shortest && word[0] === their[0] && edits <= 1) return true;
  return short.length >= longEnoughToSound && edits <= 3 && soundOf(word) === soundOf(their);
}

/** Edits, two neighbours exchanged counting one: optimal string alignment (Boytsov 2011, section 2.1). */
export function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[other.length]!;
}
