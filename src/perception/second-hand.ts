import { sentencesOf, wordsIn } from "./statements.ts";

/** Shorter sentences greet and agree: they tell nothing, at either hand. */
const LEAST_WORDS = 4;

const whom = "(?:me|us|him|her|them|everyone|people)";
/** Longer than any name: without a bound each hyphen of a long row would be tried to its end. */
const name = "\\p{Lu}[\\p{L}'-]{1,40}";
const others = [
  "[Hh]e|[Ss]he|[Tt]hey|(?:[Ss]ome|[Ee]very)(?:one|body)|[Pp]eople|[Tt]he (?!fact|plan|thing|point)[a-z]+(?:'s)?(?: [a-z]+)?",
  "(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) [a-z]+(?: [a-z]+)?",
  `(?!(?:I|You|We|It|That|This|Who|What|Which|Just)\\b)${name}(?: ${name})?`,
].join("|");
const told = `(?:told|tells|informed|informs|assured|assures|warned|warns|reminded) ${whom}\\b`;
/** Verbs of saying (Levin 1993, 37): what follows is theirs. */
const said = `(?:${[
  "said|says|mention(?:s|ed)|claim(?:s|ed)|announce[sd]|report(?:s|ed)|insist(?:s|ed)|swears|swore|den(?:y|ies|ied)",
  "reckon(?:s|ed)?|argue[sd]?|state[sd]|explain(?:s|ed)|wr(?:ote|ites)|maintain(?:s|ed)",
  "confirm(?:s|ed)|admit(?:s|ted)|complain(?:s|ed)|estimate[sd]|predict(?:s|ed)|declare[sd]|assert(?:s|ed)|posted|replied",
].join("|")})`;
const what = `(?:(?:that|he|she|they|it|there|the|a|an|his|her|their|my|our|your|we|you|[Ii]|${name} (?:is|was|has|had|will|would))\\b|["“'‘]|(?:to )?${whom}\\b)`;

/** What was said, and not by whoever says it now. */
const reported: readonly RegExp[] = [
  new RegExp(
    `(?<!\\p{L})(?:${others}) (?:(?:just|also|once|recently|always|already|has|have|had) )?(?:${told}|${said} ${what})`,
    "u",
  ),
  /\baccording to (?!plan\b|schedule\b|me\b|my\b|the (?:plan|schedule|instructions))/i,
  /\b(?:i|we)(?:'ve| have)? (?:(?:just|also|once|recently) )?(?:heard|read|was told|were told|been told|learned|learnt) (?:that|from|about how|somewhere|in the|on the|he|she|they)\b/i,
  /\b(?:i|we)(?:'ve| have)? (?:(?:just|also|once|recently) )?(?:overheard|(?:was|were|been|got) (?:told|informed|assured|warned))\b/i,
  /(?<!\p{L})(?:[Tt]hey|[Pp]eople|[Ss]ome) (?:say|are saying|claim|reckon|think that)\b/u,
  /\b(?:from what (?:i|we)(?:'ve)? (?:hear|heard|read|gather)|(?:as|like) \p{Lu}\p{L}{1,40} (?:puts?|says?|said|put) (?:it|they)?|it(?:'s| is| was| has been|'s been) (?:said|reported|claimed|rumou?red) that)\b/iu,
  /\b(?:apparently|supposedly|allegedly|reportedly|rumou?r has it|word is)\b/i,
];

/**
 * Whether a text passes on what others said: at least half of its sentences of four words or more report it ("he told
 * me that …", "according to …", "I heard that …"). English alone.
 */
export function passesOn(text: string): boolean {
  // Most texts report nothing; none does without one of these.
  if (!reported.some((one) => one.test(text))) return false;
  const sentences = sentencesOf(text).filter((sentence) => wordsIn(sentence) >= LEAST_WORDS);
  const passed = sentences.filter((sentence) => reported.some((one) => one.test(sentence)));
  return passed.length > 0 && 2 * passed.length >= sentences.length;
}
