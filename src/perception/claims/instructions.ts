import { longestClaimText, type Polarity } from "../../model/claim.ts";
import type { Token } from "./clause-lexer.ts";
import { isBase } from "./verb-forms.ts";

export interface Instruction {
  readonly text: string;
  readonly polarity: Polarity;
  readonly start: number;
  readonly end: number;
}

/** What makes a request a standing one, wherever it stands. */
const forGood =
  /\b(?:always|never|ever|whenever|every time|each time|any ?time|from (?:now|here) on|in (?:the )?future|going forward|henceforth|at all times|by default|as a rule|until i say otherwise|unless i say otherwise)\b/i;
const asking =
  "(?:ask|enquire|inquire|request|mention|bring up|talk|speak|discuss|write|refer|quote|say|tell)(?:s|ing)?";
const answering =
  "(?:answer|reply|respond|explain|describe|summari[sz]e|list|suggest|recommend|write|quote|give|tell|show|translate|format|draft|refer|mention)(?:s|ing)?";
/** When it applies: somebody asks or speaks of something, or whoever reads it answers. */
const condition = new RegExp(
  `\\b(?:(?:when|if|once)(?: (?:i|we)\\b| my [a-z]+| our [a-z]+| (?:some|any)(?:one|body))(?: [a-z']+){0,2}? ${asking}|(?:when|before)(?: you)? ${answering})\\b`,
  "i",
);
/** The older and looser test of what follows an opener: "please … when we meet". */
const weakly = /\bwhen(?:ever)? (?:i|we)\b/i;
/** How an answer is to be, not what is to be done now. */
const manner =
  /^(?:use|avoid|include|exclude|keep|call|address|respond|answer|reply|speak|stop|format|refer|stick)$/;

/** What leads in: each is taken off as long as one stands at the start. */
const openers = /^(?:please|kindly|also|and|so|ok|okay|then)\b,?\s*/i;
const frames: readonly RegExp[] = [
  /^(?:from (?:now|here|this point) on(?:wards?)?|in (?:the )?future|going forward|henceforth|as a rule|by default|at all times)\b,?\s*/i,
  /^(?:until|unless) i (?:say|tell you|ask)\b[^,]{0,40},\s*/i,
  /^for (?:anything|everything|all|any|every)\b[^,]{2,80},\s*/i,
];
const conditional =
  /^(?:when(?:ever)?|if|once|every time|each time|any ?time)\b(?: (?:i|we|you|my|our)\b)?[^,]{2,160},\s*/i;
const requests =
  /^(?:i(?:['’]d| would)? (?:like|want|need|expect|prefer) you to|make sure(?: that)?(?: you| to)?|be sure to|remember to|see to it that you)\s+/i;
const advises = /^you (?:should|must|have to|need to|ought to|are to)\s+/i;
const denies = /^(?:do(?: not|n['’]?t)|never|not)\s+/i;
const adverb = /^(?:always|ever|generally|kindly|please|only|just)\s+/i;
/** "…, my mother says": nobody is asked. */
const quoted = /,\s+(?:[\w'’]+\s+){1,3}(?:says?|said|tells?|told|used to say|goes)\b[^,]*$/i;
/** "Never have I …" */
const inverted = /^(?:have|do|be|will|can) (?:i|we|you|they)\b/i;
const first = /\b(?:i|me|my|mine|we|us|our)\b/i;

/** Without one of these nothing is asked for, for good: most sentences need not be taken apart. */
export const mayInstruct = (text: string): boolean =>
  forGood.test(text) ||
  condition.test(text) ||
  /\b(?:please|kindly|when(?:ever)? (?:i|we)|for (?:any|every)thing)\b/i.test(text);

/**
 * What somebody asks for, for good: an order or a request, and a mark that it is not meant for now alone: "Always …",
 * "never …", "from now on, …", or when it applies: "whenever I ask about …", "if I mention …, …", "for anything about
 * …, …", "… before you answer".
 */
export function instructionIn(tokens: readonly Token[], text: string): Instruction | null {
  if (tokens.at(-1)!.low === "?") return null;
  let last = tokens.length;
  while (last > 0 && tokens[last - 1]!.kind === "mark") last--;
  if (last === 0) return null;
  const [start, end] = [tokens[0]!.start, tokens[last - 1]!.end];
  const sentence = text.slice(start, end);
  if (sentence.length > longestClaimText) return null;
  let at = 0;
  /** Takes it off where it stands next. */
  const takes = (one: RegExp): string => {
    const found = one.exec(sentence.slice(at))?.[0] ?? "";
    at += found.length;
    return found;
  };
  let isPolite = false;
  let isFramed = false;
  let from = 0;
  const open = (): void => {
    for (let lead = takes(openers); lead !== ""; lead = takes(openers))
      isPolite ||= /^(?:please|kindly)/i.test(lead);
  };
  open();
  for (const frame of frames) isFramed ||= takes(frame) !== "";
  const lead = takes(conditional);
  if (lead !== "") {
    const isEach = /^(?:whenever|every|each|any)/i.test(lead);
    if (!isEach && !condition.test(lead)) return null;
    from = at - lead.length;
  }
  open();
  const isAsked = takes(requests) !== "";
  const isAdvised = takes(advises) !== "";
  if (lead === "") from = at;
  let polarity: Polarity = "affirmed";
  let isMarked = false;
  for (let word = takes(adverb) || takes(denies); word !== ""; word = takes(adverb) || takes(denies)) {
    if (/^(?:do|never|not)/i.test(word)) polarity = "denied";
    isMarked ||= /^(?:always|never|ever)/i.test(word);
    if (lead === "") from = at;
  }
  const verb = /^[a-z]+(?:-[a-z]+)?/i.exec(sentence.slice(at))?.[0].toLowerCase() ?? "";
  const rest = sentence.slice(at);
  if (!isAsked && verb !== "be" && !isBase(verb.split("-").at(-1)!)) return null;
  if (rest.split(/\s+/).length < 3 || quoted.test(sentence)) return null;
  if (inverted.test(rest) || (isAdvised && !first.test(rest))) return null;
  const hasLed = at > 0;
  const isStanding =
    isMarked ||
    isFramed ||
    lead !== "" ||
    forGood.test(rest) ||
    condition.test(rest) ||
    (hasLed && weakly.test(rest)) ||
    (isPolite && !isAsked && manner.test(verb));
  if (!isStanding) return null;
  return {
    text: sentence.slice(from).replace(/\s+/g, " "),
    polarity,
    start,
    end,
  };
}
