import type { ClaimDraft } from "../../model/claim.ts";
import type { ClaimSign } from "../../ports/claim-keeper.ts";

/** Closed classes of English: what the words mean, whatever the text. */
const patterns: readonly (readonly [ClaimSign, RegExp])[] = [
  [
    "update",
    /\b(?:now|no longer|any ?more|currently|these days|since then|instead|finally|(?:mov|chang|switch|updat|extend|increas|rais|reduc|decreas|lower|shorten|improv|adjust|revis|reschedul|postpon|upgrad|downgrad|replac)(?:ed|ing))\b/i,
  ],
  ["never", /\bnever\b/i],
  // "50 of 100", "3 out of the 5"
  ["part", /\d%? (?:out )?of (?:the |my |our |all )?\d/i],
  [
    "goal",
    /\b(?:goals?|aim(?:s|ed|ing)?|targets?|hop(?:e|es|ed|ing)|want(?:s|ed)?|need(?:s|ed)?|limit|tr(?:y|ying|ied) to)\b/i,
  ],
  ["regular", /\b(?:every|each|annual(?:ly)?|yearly|(?:last|this|next) (?:year|season)|once a)\b/i],
];
/** No clause is longer: what goes on is not read. */
const longestRead = 400;

/** An adverb behind a clause that its span leaves out: "I live in Porto now". */
const behind = /^,? (?:(?:right )?now|any ?more|no longer|these days|currently|instead)\b/i;

/** What is read for the signs of a claim: its span, and what stands right behind it. */
export function wordsOfClaim(text: string, { span }: ClaimDraft): string {
  const after = behind.exec(text.slice(span.end, span.end + 16))?.[0] ?? "";
  return text.slice(span.start, span.end) + after;
}

/** What the words of a claim say of how it stands to others. `said`: `wordsOfClaim`. */
export function signsIn(said: string, { object }: ClaimDraft): readonly ClaimSign[] {
  const read = said.slice(0, longestRead);
  const signs = patterns.flatMap(([sign, pattern]) => (pattern.test(read) ? [sign] : []));
  // "from 70% to 90%": what it was, not what it is.
  const before = object.type === "quantity" && read.includes(`from ${object.text}`);
  return before && !signs.includes("part") ? [...signs, "part"] : signs;
}
