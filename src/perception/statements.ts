import type { TextSpan } from "../ports/perception.ts";

/** At most so many statements of one text: what it says first. */
const MOST = 8;
/** Shorter ones say nothing by themselves. */
const LEAST_WORDS = 3;

const ends = /(?<=[.!?])\s+|\n+/;
const space = /\s/;
const firstPerson = /(?<![\p{L}\p{N}])(?:i|me|my|mine|we|us|our)(?![\p{L}\p{N}])/iu;

/**
 * The sentences of a text that state something, in order. A question about others states nothing of who
 * asks it ("What hobbies do you have?"); one with "I" or "my" in it does ("How do I save my budget?").
 */
export function statementsOf(text: string): readonly string[] {
  const statements: string[] = [];
  for (const sentence of sentencesOf(text)) {
    if (sentence.endsWith("?") && !firstPerson.test(sentence)) continue;
    if (wordsIn(sentence) < LEAST_WORDS) continue;
    statements.push(sentence);
    if (statements.length === MOST) break;
  }
  return statements;
}

/** No word goes on from one to the next: each ends with a full stop, or white space follows. */
export function sentencesOf(text: string): readonly string[] {
  return text.split(ends).map((part) => part.trim());
}

/** The same where they stand, without those that are empty. */
export function sentencesIn(text: string): readonly TextSpan[] {
  const found: TextSpan[] = [];
  let at = 0;
  for (const sentence of sentencesOf(text)) {
    if (sentence === "") continue;
    const start = text.indexOf(sentence, at);
    at = start + sentence.length;
    found.push({ start, end: at });
  }
  return found;
}

/** Words by spaces: what a statement's weight, words / (words + 2), goes by. */
export function wordsIn(sentence: string): number {
  let words = sentence === "" ? 0 : 1;
  let inSpace = false;
  for (let i = 0; i < sentence.length; i++) {
    const unit = sentence.charCodeAt(i);
    const isSpace = unit < 128 ? unit === 32 || (unit >= 9 && unit <= 13) : space.test(sentence[i]!);
    if (isSpace && !inSpace) words++;
    inSpace = isSpace;
  }
  return words;
}
