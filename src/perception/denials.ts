import { termOf } from "./perception.ts";
import { stopWords } from "./stop-words.ts";
import { tokenise } from "./tokenise.ts";

/** A stretch of a text that holds one statement: UTF-16 units, half-open. */
export interface Clause {
  readonly start: number;
  readonly end: number;
}

/** So much of a text is read, in UTF-16 units. */
const LONGEST = 32_768;
/** A text's further clauses are not read. */
const MOST = 128;

/** Where a clause ends: a sentence's end, a line's, or a mark or conjunction that another clause follows. */
const boundary =
  /[.!?]["'”’)]*\s+|\n+|[;,–—]\s+(?=(?:and|but|so|because|which|since|although|though|while|considering|especially|can|could|what|how|you know|it|given|or|just|anyway)\b|(?:i|we|he|she|they)\b|(?:I|we)['’])|\s(?=(?:but|because|although|so that)\s)|\band\s+(?=(?:I|we|he|she|they)\b)/gi;

/** The clauses of a text's prose, in order. Linear in its length. */
export function clausesOf(text: string): Clause[] {
  const read = text.slice(0, LONGEST);
  const clauses: Clause[] = [];
  let inCode = false;
  for (let from = 0; from <= read.length && clauses.length < MOST; ) {
    const fence = read.indexOf("```", from);
    const end = fence < 0 ? read.length : fence;
    if (!inCode) divide(read, from, end, clauses);
    inCode = !inCode;
    from = end + 3;
  }
  return clauses;
}

function divide(text: string, from: number, to: number, clauses: Clause[]): void {
  const stretch = text.slice(from, to);
  let start = 0;
  const add = (end: number): void => {
    if (/\p{L}/u.test(stretch.slice(start, end))) clauses.push({ start: from + start, end: from + end });
  };
  for (const match of stretch.matchAll(boundary)) {
    add(match.index);
    start = match.index + match[0].length;
  }
  add(stretch.length);
}

/**
 * Closed classes of English: up to now it was not so. "No longer" and "not any more" are none of these: they grant that
 * it was.
 */
const never =
  /\b(?:never|not once)\b|\b(?:have|has) not\b|\b(?:have|has)n['’]?t\b|(?:\bnot|n['’]t)\b(?=[^.;!?\n]{0,80}\b(?:ever|at all|any(?! ?more))\b)/i;
const plainly = /(?:\b(?:not|no)|n['’]t|\b(?:haven|didn|don|isn|wasn|doesn)t)\b/i;
const doubts =
  /^(?:[^\p{L}]*)(?:can|could|how|what|why|when|where|who|which|should|would|will|do|does|did|is|are|was|were|have|has|if|unless|whether|maybe|perhaps|thanks?|let(?:'s)?|please|want|need|hoping|planning|considering|trying|thinking)\b|\?\s*$/iu;
const wishes =
  /\b(?:(?:want|hope|wish|need|plan|planning|hoping|going|would like|['’]d like|thinking (?:of|about)|considering|trying|wondering|not sure|curious|if i)\b)/i;

/** Cheap: whether a text may deny something for good. */
export function mayDeny(text: string): boolean {
  return never.test(text);
}

/** Where in a clause a denial begins that leaves no exception; -1 where there is none. */
export function denialIn(clause: string): number {
  return never.exec(clause)?.index ?? -1;
}

/** A clause that states something as a fact: it denies, asks, doubts, wishes and plans nothing. */
export function affirms(clause: string): boolean {
  return !never.test(clause) && !plainly.test(clause) && !doubts.test(clause);
}

/** It speaks of what is wished, planned or tried: less than a fact. */
export function isHedged(clause: string): boolean {
  return wishes.test(clause);
}

const light = new Set(
  "ever never actually really yet before any many do done use work usual still already"
    .split(" ")
    .map(termOf),
);

/** A term that only says that or when something was done. */
export function isLight(term: string): boolean {
  return light.has(term);
}

/** What a clause speaks of: its terms without those that only say that or when something was done. */
export function matterOf(text: string): readonly string[] {
  const terms = new Set<string>();
  for (const { form, parts } of tokenise(text))
    for (const one of [form, ...parts]) {
      const term = termOf(one);
      if (!stopWords.has(one) && !isLight(term)) terms.add(term);
    }
  return [...terms];
}
