/** At most so many statements of one text: what it says first. */
const MOST = 8;
/** Shorter ones say nothing by themselves. */
const LEAST_WORDS = 3;

const ends = /(?<=[.!?])\s+|\n+/;
const firstPerson = /(?<![\p{L}\p{N}])(?:i|me|my|mine|we|us|our)(?![\p{L}\p{N}])/iu;

/**
 * The sentences of a text that state something, in order. A question about others states nothing of who
 * asks it ("What hobbies do you have?"); one with "I" or "my" in it does ("How do I save my budget?").
 */
export function statementsOf(text: string): readonly string[] {
  const statements: string[] = [];
  for (const part of text.split(ends)) {
    const sentence = part.trim();
    if (sentence.endsWith("?") && !firstPerson.test(sentence)) continue;
    if (wordsIn(sentence) < LEAST_WORDS) continue;
    statements.push(sentence);
    if (statements.length === MOST) break;
  }
  return statements;
}

/** Words by spaces: what a statement's weight, words / (words + 2), goes by. */
export function wordsIn(sentence: string): number {
  return sentence === "" ? 0 : sentence.split(/\s+/).length;
}
