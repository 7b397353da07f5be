import type { Request } from "../ports/perception.ts";
import { isBase, participleBase, pastBase } from "./claims/verb-forms.ts";

/** Characters: what is longer is no question. */
const LONGEST = 2_000;

/** To tell again, whose it is besides. */
const again =
  /\b(?:remind|recall|remember|recap|summar(?:y|i[sz]e)|sum up|look(?:ing)? back|retell|overview|chronolog\w+|so far|up to now|(?:what|which) order|order in which)\b/;
const own = /\b(?:i|we|my|our|us|you|your)\b/;
/** The finite verb of a question stands in the past, or its perfect is somebody's. */
const past =
  /\b(?:did|was|were)\b|\bhad (?!better\b)|\b(?:have|has)(?:n't)? (?:i|we|you|he|she|it|they|my|our|your|his|her|their|the)\b/;
/** What follows one who speaks or is spoken to, after adverbs; up to three, so that rows of them are linear. */
const doing =
  /\b(?:i|we|you)('ve| have)?(?: (?:not|ever|never|also|just|once|first|last|\w+ly)){0,3} ([a-z]+)/g;

const modal = "can|could|would|will|shall|might|may|must";
/** What may be done, what ought to be, what is best, what somebody is about or wants, and the words for advice. */
const advice = new RegExp(
  [
    `\\b(?:${modal}) (?:i|we|you|one)\\b|\\b(?:i|we) (?:can|could|might)\\b|\\bhow (?:to|do (?:i|we|you))\\b`,
    "\\b(?:should|ought to|please|let's|(?:what are|are there) (?:some|any))\\b",
    "\\b(?:the|an?|any|some) (?:best|better|right|good|easy|easiest|simple|simplest|quick|quickest|cheap|cheapest)\\b",
    "\\b(?:i|we)(?:'m| am|'re| are) (?:(?:not|also|just|now|still|\\w+ly) ){0,2}(?:about to|\\w{2,}ing)\\b",
    "\\b(?:i|we)(?:'d| would)? (?:want|need|plan|hope|wish|like|love|rather)\\b",
    "\\b(?:help|suggest\\w*|recommend\\w*|advi[sc]\\w+|ideas?|tips?|options)\\b",
  ].join("|"),
);
/** It asks for a figure, not for what is to be done about one. */
const figure = /\bhow (?:many|much|long|often)\b(?!.*\b(?:should|can|could|suggest|recommend)\b)/;
/** It bids whoever reads it; by these verbs to tell, which may be what was. */
const opening =
  /^(?:(?:so|and|but|ok|okay|hi|hello|hey|then|now|please|just|(?:can|could|would|will) you),? )*([a-z]+)/;
const telling =
  /^(?:tell|give|show|list|name|say|describe|explain|outline|walk|take|go|compare|find|count|repeat|know)$/;
const noBidding = /^(?:do|have|be|will|can|need|may|must|let)$/;

/** It may ask for what holds no more. */
const before =
  /\b(?:did|was|had|previous(?:ly)?|used? to|earlier|former(?:ly)?|original(?:ly)?|so far|changed|history of)\b|\bbefore(?=\W*$)|(?<!\bif (?:i|we|you|he|she|it|they) )\bwere\b/;

/** The category of things that a question word asks for, in words. */
const categories: readonly (readonly [asks: RegExp, of: string])[] = [
  [/^\s*when\b|\bthe dates?\b/i, "date time schedule"],
  [/^\s*who\b/i, "person name people"],
  [/^\s*where\b/i, "place location"],
  [/\bhow many\b/i, "number count"],
  [/\bhow much\b/i, "amount"],
];

/**
 * What a cue wants, by its function words and the forms of its verbs (SPEC CX1). English; a cue in another language is
 * `other`.
 */
export function requestOf(cue: string): Request {
  if (cue.length > LONGEST) return { asks: "other", past: true, text: cue };
  const sentences =
    cue
      .toLowerCase()
      .replace(/[’‘]/g, "'")
      .match(/[^.?!\n]+[.?!]*/g)
      ?.map((one) => one.trim()) ?? [];
  const asking = sentences.filter((one) => one.endsWith("?"));
  const named = categories.filter(([asks]) => asks.test(cue)).map(([, of]) => of);
  return {
    asks: (asking.length > 0 ? asking : sentences).some(isTold)
      ? "told"
      : sentences.some(isForAdvice)
        ? "advice"
        : "other",
    past: before.test(cue.toLowerCase()),
    text: [cue, ...named].join(" "),
  };
}

function isTold(sentence: string): boolean {
  if ((again.test(sentence) && own.test(sentence)) || past.test(sentence)) return true;
  const [, verb = ""] = opening.exec(sentence) ?? [];
  return tellsOfPast(sentence) && (telling.test(verb) || !isForAdvice(sentence));
}

/** "I baked", "we've talked"; not "I have a dog" nor "I put", whose verb may stand in the present. */
function tellsOfPast(sentence: string): boolean {
  return [...sentence.matchAll(doing)].some(([, has, verb = ""]) =>
    has === undefined
      ? pastBase(verb, false) !== null && !isBase(verb)
      : verb === "been" || participleBase(verb, false) !== null,
  );
}

function isForAdvice(sentence: string): boolean {
  if (figure.test(sentence)) return false;
  const [, verb = ""] = opening.exec(sentence) ?? [];
  return advice.test(sentence) || (isBase(verb) && !noBidding.test(verb));
}

const speaking =
  "(?:ask|inquire|enquire|talk|speak|mention|bring up|want|need|discuss|refer|write|explain|describe|recommend|suggest|list|quote)(?:s|ing)?";
const condition = new RegExp(
  [
    `\\b(?:when(?:ever)?|every time|each time|any ?time|if|once) (?:i|we|you|my [a-z]+)(?: (?:is|are|ever))? ${speaking}(?: you)?(?: (?:about|for|to know|on|of|to|regarding))?`,
    "^for (?:anything|everything|all|any|every)(?: (?:about|on|related to|to do with))?",
  ].join("|"),
  "i",
);

/** "always give the year when I ask about dates" applies to dates; one that names no condition, to what it says. */
export function conditionOf(instruction: string): string {
  const found = condition.exec(instruction);
  if (found === null) return instruction;
  const applies = instruction.slice(found.index + found[0].length).trim();
  // Where it comes first, what is asked for follows.
  return (found.index === 0 ? applies.split(/,\s/, 1)[0] : applies) || instruction;
}
