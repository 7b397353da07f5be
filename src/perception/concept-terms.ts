import { keyOf, singular } from "./concept-key.ts";
import type { Piece } from "./concept-lexer.ts";
import type { Mentions } from "./concept-mentions.ts";
import { commonVerbs, determiners, openers, prepositions } from "./concept-words.ts";

const longestRun = 3;
const longestWord = 24;

/**
 * Collects runs of content words, as RAKE does (Rose et al. 2010, "Automatic keyword extraction from individual
 * documents"), ended also by common verbs, adverbs and past tenses. A run of two or three words is a term, of a
 * longer one its last two, and so is the last word of each, its head; a single word where a determiner or
 * preposition before it says that it is a noun. With `singles`, for cues and text whose case says nothing, every
 * word of a run is.
 */
export class TermRun {
  readonly #mentions: Mentions;
  readonly #singles: boolean;
  #run: string[] = [];
  #before = "";
  #last = "";

  constructor(mentions: Mentions, singles: boolean) {
    this.#mentions = mentions;
    this.#singles = singles;
  }

  word(word: string, { gap }: Piece): void {
    if (gap !== "space") this.#last = "";
    if (isContent(word)) {
      if (this.#run.length === 0) this.#before = this.#last;
      const owner = word.search(/['\u2019]/);
      this.#run.push(owner < 0 ? word : word.slice(0, owner));
      if (owner < 0) this.#last = word;
      else {
        this.end();
        this.#last = "its";
      }
    } else {
      this.end();
      this.#last = word;
    }
  }

  end(): void {
    const run = this.#run;
    if (run.length > 0) {
      if (this.#singles) for (const word of run) this.#add([word]);
      else if (run.length > 1 || this.#isNoun()) this.#add(run.slice(-1));
      if (run.length > longestRun) this.#add(run.slice(-2));
      else if (run.length > 1) this.#add(run);
      this.#run = [];
    }
    this.#last = "";
  }

  /** What stands before a single word says so. */
  #isNoun(): boolean {
    return determiners.has(this.#before) || prepositions.has(this.#before);
  }

  #add(run: readonly string[]): void {
    const last = run.at(-1)!;
    const key = keyOf([...run.slice(0, -1), singular(last)].join(" "));
    this.#mentions.addTerm(key);
  }
}

/** A small word that may stand in a noun phrase. */
export function isContent(word: string): boolean {
  if (word.length < 3 || word.length > longestWord || openers.has(word) || commonVerbs.has(word))
    return false;
  const code = word.charCodeAt(0);
  if (code < 97 || code >= 0x2e80 || word.endsWith("ly") || (word.endsWith("ed") && word.length > 4))
    return false;
  const apostrophe = word.search(/['\u2019]/);
  if (apostrophe < 0) return true;
  return apostrophe === word.length - 2 && word.endsWith("s") && !openers.has(word.slice(0, apostrophe));
}
