import { longestClaimText, type Polarity } from "../../model/claim.ts";
import type { Token } from "./clause-lexer.ts";
import { isBase } from "./verb-forms.ts";

export interface Instruction {
  readonly text: string;
  readonly polarity: Polarity;
  readonly start: number;
  readonly end: number;
}

/** What makes a request a standing one. */
const standing =
  /\b(?:always|never|when(?:ever)? (?:i|we)|every time|each time|any time|anytime|from now on|in (?:the )?future|going forward)\b/i;
/** How an answer is to be, not what is to be done now. */
const manner =
  /^(?:use|avoid|include|exclude|keep|call|address|respond|answer|reply|speak|stop|format|refer)$/;
const openers = /^(?:please|also|and|ok|okay|,)$/;

/**
 * "Always … when I ask", "Never …", "From now on, please …", "Whenever I ask …, give …", "I want you to always …",
 * "Please use …": what somebody asks for, for good.
 */
export function instructionIn(tokens: readonly Token[], text: string): Instruction | null {
  const low = (index: number): string => tokens[index]?.low ?? "";
  if (tokens.at(-1)!.low === "?") return null;
  let last = tokens.length;
  while (last > 0 && tokens[last - 1]!.kind === "mark") last--;
  if (last === 0) return null;
  const [start, end] = [tokens[0]!.start, tokens[last - 1]!.end];
  let at = beginsAt(tokens);
  let please = false;
  for (; openers.test(low(at)); at++) please ||= low(at) === "please";
  let polarity: Polarity = "affirmed";
  if (low(at) === "do" && (low(at + 1) === "n't" || low(at + 1) === "not")) {
    polarity = "denied";
    at += 2;
  }
  if (low(at) === "never") {
    polarity = "denied";
    at++;
  } else if (low(at) === "always") at++;
  const verb = low(at);
  if ((!isBase(verb) && verb !== "be") || last - at < 3) return null;
  const asked = standing.test(text.slice(start, end)) && at > 0;
  if (!asked && !(please && manner.test(verb))) return null;
  // "Whenever I ask …, give …": the condition is part of it.
  const from = /^when/.test(low(0)) ? start : tokens[at]!.start;
  return {
    text: text.slice(from, end).replace(/\s+/g, " ").slice(0, longestClaimText),
    polarity,
    start,
    end,
  };
}

/** After what leads in: "from now on,", "whenever I ask about dates,", "I want you to". */
function beginsAt(tokens: readonly Token[]): number {
  const words = tokens.slice(0, 6).map(({ low }) => low);
  if (words[0] === "from" && words[1] === "now" && words[2] === "on") return 3;
  if (/^when(?:ever)?$/.test(words[0] ?? "") && /^(?:i|we)$/.test(words[1] ?? "")) {
    const comma = tokens.findIndex(({ low }) => low === ",");
    return comma < 0 ? 0 : comma + 1;
  }
  const wanted = /^i (?:want|need|'d like|would like|expect) you to/.exec(words.join(" "));
  return wanted === null ? 0 : wanted[0].split(" ").length;
}
