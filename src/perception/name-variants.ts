import type { ConceptMention } from "../ports/features.ts";
import { singular } from "./concept-key.ts";
import { connectors, institutionConnectors, institutions, relations } from "./concept-words.ts";
import { monthNames } from "./date-terms.ts";

export type HandleKind = "full" | "part" | "initials" | "acronym" | "fuzzy";

/** A shorter or other spelling under which a key can be found. */
export interface Handle {
  readonly handle: string;
  /** In (0, 1]. */
  readonly strength: number;
  readonly kind: HandleKind;
}

export interface Link {
  /** In [`minimumLink`, 1]: before the index divides it by how many keys share the handle. */
  readonly strength: number;
  readonly kind: HandleKind;
  readonly handle: string;
}

/**
 * Two keys are linked when they share a handle and the product of its two strengths is at least this. A key holds
 * itself with 1 and what it can be shortened to with at most 0.5: so "caroline" is linked to "caroline smith", and
 * "john smith" and "jane smith", both of which shorten to "smith", are not (0.25).
 */
export const minimumLink = 0.3;

const shortened = 0.5;
const respelt = 0.9;
const titled = 0.6;
const aboutOneEdit = 0.65;
const aboutSounds = 0.6;

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

const day = /^(-?\d{4,})-(\d\d)-(\d\d)$/;
const monthYear = /^([a-z]{3,}) (\d{4})$/;
const yearRange = /^(\d{4}) to (\d{4})$/;
const letters = /^[a-z]+(?: [a-z]+)*$/;

/**
 * All handles of a key, the key itself first, each once, at most 40. A pure function of key and kind. A term has
 * its plural and its words written together alone: misspellings and parts are for names.
 */
export function handlesOf(key: string, kind: ConceptMention["kind"] = "name"): readonly Handle[] {
  const handles = new Map<string, Handle>();
  const add = (handle: string, strength: number, kind: HandleKind): void => {
    const known = handles.get(handle);
    if (handle !== "" && (known === undefined || known.strength < strength))
      handles.set(handle, { handle, strength, kind });
  };
  add(key, 1, "full");
  if (addDates(key, add)) return [...handles.values()];
  const words = key.split(" ");
  addSpellings(key, words, add);
  if (kind === "term") return [...handles.values()];
  if (words.length > 1) addShortened(words, add);
  if (letters.test(key)) addFuzzy(key, add);
  if (words.length === 1 && kind === "name") addNickname(key, add);
  return [...handles.values()];
}

/** The other keys that the same thing may be mentioned by, strongest first: no misspellings. */
export function variantsOf(key: string): readonly string[] {
  return handlesOf(key)
    .filter(({ handle, kind }) => handle !== key && kind !== "fuzzy" && !handle.endsWith("."))
    .sort((a, b) => b.strength - a.strength || (a.handle < b.handle ? -1 : 1))
    .map(({ handle }) => handle);
}

/** How strongly two keys may mean the same; null where they do not. Symmetric. */
export function linkOf(one: string, other: string): Link | null {
  const mine = new Map(handlesOf(one).map((handle) => [handle.handle, handle]));
  let best: Link | null = null;
  for (const { handle, strength, kind } of handlesOf(other)) {
    const shared = mine.get(handle);
    if (shared === undefined) continue;
    const product = shared.strength * strength;
    if (product < minimumLink || product <= (best?.strength ?? 0)) continue;
    if (kind === "fuzzy" && !alike(one, other)) continue;
    best = { strength: product, kind: strength < shared.strength ? kind : shared.kind, handle };
  }
  return best;
}

type Add = (handle: string, strength: number, kind: HandleKind) => void;

/** A day belongs to its month, its year and the same day of any year. */
function addDates(key: string, add: Add): boolean {
  const date = day.exec(key);
  if (date !== null) {
    const month = monthNames[Number(date[2]) - 1] ?? "";
    add(`${month} ${date[1]}`, shortened, "part");
    add(`${month} ${Number(date[3])}`, shortened, "part");
    return true;
  }
  const range = yearRange.exec(key);
  if (range !== null) {
    add(range[1]!, shortened, "part");
    add(range[2]!, shortened, "part");
    return true;
  }
  const month = monthYear.exec(key);
  if (month === null || !monthNames.includes(month[1]!)) return /^\d+s?$/.test(key);
  add(month[2]!, shortened, "part");
  return true;
}

function addSpellings(key: string, words: readonly string[], add: Add): void {
  const last = words.at(-1)!;
  const one = singular(last);
  // "Williams" is not the plural of William: alone, the -s says little
  if (one !== last)
    add(key.slice(0, key.length - last.length) + one, words.length > 1 ? respelt : shortened, "full");
  if (words.length > 1) add(words.join(""), respelt, "full");
}

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
      add(acronym, certain, "acronym");
      if (large.length < words.length) add(words.map((word) => word[0]).join(""), certain, "acronym");
    }
  }
  if (words.some((word) => word === "of" || institutionConnectors.has(word) || /\d/.test(word))) return;
  if (large.length > 4) return;
  const first = words[0]!;
  const last = words.at(-1)!;
  if (titles.has(first)) {
    add(words.slice(1).join(" "), titled, "part");
    if (words.length > 2) addShortened(words.slice(1), add);
    return;
  }
  const part = (word: string): void => {
    if (word.length > 2 && !generic.has(word) && !institutions.has(word) && !relations.has(word))
      add(word, shortened, "part");
  };
  part(first);
  part(last);
  const before = words.at(-2)!;
  if (small(before)) add(`${before} ${last}`, shortened, "part");
  const given = words.slice(0, -1);
  if (last.length > 2) add(`${given.map((word) => word[0]).join("")} ${last}`, shortened, "initials");
  if (words.length > 2) {
    add(`${first} ${last}`, shortened, "part");
    add(
      `${first} ${given
        .slice(1)
        .map((word) => word[0])
        .join("")} ${last}`,
      shortened,
      "initials",
    );
  }
}

/** "Mel" for Melanie: a name of three or four letters is the beginning of a longer one of one word. */
function addNickname(name: string, add: Add): void {
  if (!/^[a-z]+$/.test(name)) return;
  if (name.length <= 4 && name.length >= 3) add(`${name}.`, titled, "part");
  if (name.length > 5) for (const length of [3, 4]) add(`${name.slice(0, length)}.`, shortened, "part");
}

const shortest = 6;
const longest = 24;
const longEnoughToSound = 7;

/**
 * One letter deleted at each place but the first and the last: keys that share one are at most two edits apart
 * (the deletion neighbourhood of T. Bocek, E. Hunt and B. Stiller, "Fast Similarity Search in Large Dictionaries",
 * 2007). And the consonants as they sound, for other spellings of a sound.
 */
function addFuzzy(key: string, add: Add): void {
  const joined = key.replaceAll(" ", "");
  if (joined.length < shortest || joined.length > longest) return;
  add(`~${joined}`, aboutOneEdit, "fuzzy");
  for (let at = 1; at < joined.length - 1; at++)
    add(`~${joined.slice(0, at)}${joined.slice(at + 1)}`, aboutOneEdit, "fuzzy");
  if (joined.length >= longEnoughToSound) add(`^${soundOf(key)}`, aboutSounds, "fuzzy");
}

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

/** The one word that differs is long, begins alike and is one edit away, or sounds the same within three. */
function alike(one: string, other: string): boolean {
  const mine = one.split(" ");
  const theirs = other.split(" ");
  if (mine.length !== theirs.length) return one.replaceAll(" ", "") === other.replaceAll(" ", "");
  const differing = mine.flatMap((word, at) => (word === theirs[at] ? [] : [[word, theirs[at]!] as const]));
  const [pair] = differing;
  if (pair === undefined || differing.length > 1) return pair === undefined;
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
