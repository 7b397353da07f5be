import type { Request } from "../ports/perception.ts";

/** Characters: what is longer is no question. */
const LONGEST = 2_000;

const doer = "(?:i|we|you)";
/** What was said, done or met before, counted or summed up. */
const told = new RegExp(
  [
    "\\b(?:have|has|had|did|was|were)\\s+(?:i|we|my|our|you|your)\\b",
    `\\b${doer}\\s+(?:\\w+ly\\s+|ever\\s+)?(?:[a-z]{2,}ed|said|told|brought|made|got|went|had|was|were|chose|met|spent|gave)\\b`,
    "\\b(?:i|we)(?:['’]ve| have)\\b",
    "\\bhow (?:many|much|long|often)\\b",
    "\\b(?:summar(?:y|i[sz]e)|order in which|overview|recap)\\b",
  ].join("|"),
  "i",
);
const advice =
  /\b(?:suggest(?:ions?)?|recommend|advi[sc]e|should|help me|how (?:can|could|do|would|should|might) (?:i|we)|(?:can|could|would|will) you|what (?:would|are some|is the best|['’]s the best)|i(?:['’]m| am) (?:trying|planning|looking|thinking|about|considering|going|working|hoping)|i (?:want|need|would like|['’]d like)|ideas?|tips?|options|please)\b/i;

/** What was, of anybody: what has been replaced since may be what is asked for. */
const past =
  /\b(?:did|was|were|had|before|previous(?:ly)?|used to|earlier|former(?:ly)?|original(?:ly)?|ever|first|history|change[ds]?|so far)\b/i;

/** The category of things that a question word asks for, in words. */
const categories: readonly (readonly [asks: RegExp, of: string])[] = [
  [/^\s*when\b|\bthe dates?\b/i, "date time schedule"],
  [/^\s*who\b/i, "person name people"],
  [/^\s*where\b/i, "place location"],
  [/\bhow many\b/i, "number count"],
  [/\bhow much\b/i, "amount"],
];

/**
 * What a cue wants, by its function words alone (SPEC CX1). English; a cue in another language is `other`.
 */
export function requestOf(cue: string): Request {
  if (cue.length > LONGEST) return { asks: "other", past: true, text: cue };
  const named = categories.filter(([asks]) => asks.test(cue)).map(([, of]) => of);
  return {
    asks: told.test(cue) ? "told" : advice.test(cue) ? "advice" : "other",
    past: past.test(cue),
    text: [cue, ...named].join(" "),
  };
}

const condition =
  /\b(?:when(?:ever)?|every time|each time|any ?time|if) (?:i|we) (?:ask|inquire|talk|mention|want|need|discuss)(?: you)?(?: (?:about|for|to know|on|regarding))? (.+)$/is;

/** "always give the year when I ask about dates" applies to dates; one that names no condition, to what it says. */
export function conditionOf(instruction: string): string {
  return condition.exec(instruction)?.[1] ?? instruction;
}
