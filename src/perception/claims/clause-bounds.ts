import type { PlacedTime } from "../../ports/features.ts";
import type { Token } from "./clause-lexer.ts";
import { coordinators, determiners, enders, leads } from "./clause-words.ts";

/** What they lead in is told as a fact. */
export const factive: RegExp = /^(?:because|since|although|though|whereas)$/;
const asks =
  /^(?:am|is|are|was|were|do|does|did|have|has|had|will|would|can|could|should|may|might|what|who|where|when|why|how|which|any|want|wan)$/;
const asked = /^(?:you|i|we|there|this|that|it|the|my)$/;
/** Between a clause and its times. */
const joint =
  /^(?:on|in|at|by|since|until|till|before|after|during|from|to|through|for|around|about|between|and|the|early|late|mid|starting|just|only|back|of|sometime|this|so)$/;
const longestLead = 5;
/** A time at the head of a sentence: "Well, last week I …". */
const headUnits = 12;

const isIn = (token: Token, times: readonly PlacedTime[]): boolean =>
  times.some(({ start, end }) => token.start >= start && token.end <= end);

/** Whether a main clause may begin at a token: at the head of the sentence, or after what leaves it one. */
export function beginsClause(tokens: readonly Token[], at: number, times: readonly PlacedTime[]): boolean {
  const [before, two] = [tokens[at - 1], tokens[at - 2]];
  if (before === undefined) return true;
  if (before.kind === "mark") {
    const hyphen = before.low === "-" && before.end === tokens[at]!.start && two?.end === before.start;
    return /^[,;:—–\-)]$/.test(before.low) && !hyphen;
  }
  if (coordinators.has(before.low) || factive.test(before.low)) return true;
  if (leads.has(before.low))
    return two === undefined || two.kind === "mark" || coordinators.has(two.low) || leads.has(two.low);
  const time = times.find(({ end }) => end === before.end);
  if (time === undefined) return /^(?:i|we)$/.test(tokens[at]!.low) && isLedIn(tokens, at);
  const comma = tokens.some(
    ({ low, end }) => low === "," && end <= time.start && time.start - end < headUnits / 2,
  );
  return comma || time.start <= tokens[0]!.start + headUnits;
}

/** "After the divorce I moved": nothing stands before but a phrase with a preposition. */
function isLedIn(tokens: readonly Token[], at: number): boolean {
  if (
    at > longestLead ||
    !/^(?:after|before|during|since|at|in|on|for|with|due|because)$/.test(tokens[0]!.low)
  )
    return false;
  const inside = tokens.slice(1, at);
  return (
    inside.every(({ low, kind }) => kind === "word" && !enders.has(low)) &&
    determiners.has(inside[0]?.low ?? "")
  );
}

/** "maybe I'll go", "so I can go", "between us and our dog": not even a plan, or no clause. */
export function isDoubted(tokens: readonly Token[], at: number, present: boolean): boolean {
  const [one, two] = [tokens[at - 1]?.low, tokens[at - 2]];
  if (present && one === "so" && two !== undefined && two.kind !== "mark" && two.low !== "and") return true;
  if (one === "and" && tokens.slice(Math.max(0, at - 5), at).some(({ low }) => low === "between"))
    return true;
  const before = tokens[at - 1]?.low === "," ? at - 2 : at - 1;
  return /^(?:maybe|perhaps|possibly)$/.test(tokens[before]?.low ?? "");
}

/** Where a clause whose subject stands at `at` begins, with the times that stand right before it. */
export function clauseStart(tokens: readonly Token[], at: number, times: readonly PlacedTime[]): number {
  // "… on Monday and I slept": the day is the clause's before; "… on Monday and slept": it is both's.
  if (coordinators.has(tokens[at - 1]?.low ?? "") && /^(?:i|we|my|our)$/.test(tokens[at]!.low)) return at;
  let start = at;
  for (; start > 0; start--) {
    const before = tokens[start - 1]!;
    if (!isIn(before, times) && !joint.test(before.low) && !(before.low === "," && start === at)) break;
  }
  while (start < at && (tokens[start]!.kind === "mark" || tokens[start]!.low === "and")) start++;
  return tokens.slice(start, at).some((token) => isIn(token, times)) ? start : at;
}

/** Where a clause whose object ends at `from` ends, with the times that follow. */
export function clauseEnd(tokens: readonly Token[], from: number, times: readonly PlacedTime[]): number {
  let end = from;
  for (let at = from; at < tokens.length; at++) {
    const { low, kind } = tokens[at]!;
    if (isIn(tokens[at]!, times)) {
      end = at + 1;
      continue;
    }
    const followed = tokens[at + 1] !== undefined && isIn(tokens[at + 1]!, times);
    if (kind === "mark" && !(low === "," && at === from && followed)) break;
    if (low === "and" ? !followed : kind === "word" && !joint.test(low)) break;
    if (kind === "number") break;
  }
  return end;
}

/** In a sentence that asks: whether the question itself comes after `end`. */
export function isBeforeQuestion(tokens: readonly Token[], end: number): boolean {
  for (let at = end; at + 1 < tokens.length; at++) {
    const { low, kind } = tokens[at]!;
    const next = tokens[at + 1]!.low;
    if ((kind === "mark" || coordinators.has(low)) && asks.test(next)) return true;
    if (at > end && asks.test(low) && asked.test(next)) return true;
  }
  return false;
}
