import { positions } from "./lexer.ts";
import type { Position } from "./logic-error.ts";

export interface Word {
  /** Lower case. A comma is a word. */
  readonly text: string;
  /** Written with a capital, and none of the words that every sentence may begin with. */
  readonly isName: boolean;
}

export interface Sentence {
  /** As written, without the mark at its end. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly at: Position;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const pronouns: ReadonlySet<string> = set("they it he she them him her");
export const somebody: ReadonlySet<string> = set("someone somebody something");
export const everybody: ReadonlySet<string> = set("everyone everybody everything");
/** Stand for anything at all. */
export const anybody: ReadonlySet<string> = new Set([
  ...somebody,
  ...everybody,
  "anyone",
  "anybody",
  "anything",
]);
/** Nouns that say no more than `anybody` does. */
export const anyThing: ReadonlySet<string> = set(
  "thing things person people individual individuals one ones",
);
export const universals: ReadonlySet<string> = set("every each all any");
export const articles: ReadonlySet<string> = set("a an");
export const beVerbs: ReadonlySet<string> = set("is are was were");
export const doVerbs: ReadonlySet<string> = set("does do did");
export const relatives: ReadonlySet<string> = set("who that which");
export const prepositions: ReadonlySet<string> = set("of in at on by to with from than for");
const others = set("the no if then and or not either neither nobody nothing");
/** Forms that leave the ground of rules: a sentence with one of them is not read. */
export const beyond: ReadonlySet<string> = set(
  "or either neither nor unless except only some most many few might may must should could would can will",
);

const functionWords = new Set(
  [
    pronouns,
    anybody,
    universals,
    articles,
    beVerbs,
    doVerbs,
    relatives,
    prepositions,
    others,
    beyond,
  ].flatMap((words) => [...words]),
);

/** The sentences of a text; each ends with . ! or ? before a space or the end. */
export function sentencesOf(text: string): readonly Sentence[] {
  const positionOf = positions(text);
  return [...text.matchAll(/[^\s.!?](?:[^.!?]|[.!?](?!\s|$))*/g)].flatMap(({ 0: written, index }) => {
    const words = wordsOf(written);
    return words.length === 0 ? [] : [{ text: written.trim(), words, at: positionOf(index) }];
  });
}

export function wordsOf(sentence: string): readonly Word[] {
  const written = sentence
    .replace(/n['\u2019]t\b/g, " not")
    .match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'\u2019-]*|,/gu);
  return (written ?? []).map((word) => {
    const text = word.toLowerCase();
    const plain = text === "cannot" ? "can" : text;
    return { text: plain, isName: /^\p{Lu}/u.test(word) && !functionWords.has(text) };
  });
}

/**
 * One form for the singular and plural of a noun and for the persons of a verb: `cats` and `cat`, `chases`
 * and `chase` (`chas`), `flies` and `fly`, `emus` and `emu`, `octopuses` and `octopus` (`octopu`). By spelling alone,
 * so not always a word, and `mice` stays `mice`.
 */
export function stemOf(word: string): string {
  const singular = /..[^s]s$/.test(word) ? word.slice(0, -1) : word;
  return singular
    .replace(/ie$/, "y")
    .replace(/(?<=[sxzo]|ch|sh)e$/, "")
    .replace(/(?<=..[ui])s$/, "");
}
