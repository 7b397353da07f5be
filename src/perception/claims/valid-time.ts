import type { ValidTime } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import type { PlacedTime } from "../../ports/features.ts";
import { civilFrom, dayOf, millisPerDay } from "../civil-time.ts";
import type { Token } from "./clause-lexer.ts";

export type Tense = "past" | "present" | "future";

const day = 1;
function precisionOf(from: number, to: number): ValidTime["precision"] {
  const days = (to - from) / millisPerDay;
  const begins = civilFrom(dayOf(from));
  if (days === day) return "day";
  if (days === 7) return "week";
  if (begins.day === 1 && days >= 28 && days <= 31) return "month";
  if (begins.day === 1 && days >= 89 && days <= 92) return "season";
  if (begins.day === 1 && begins.month === 1 && days >= 365 && days <= 366) return "year";
  return "span";
}

/** A stretch of days as the time at which something holds. */
export function spanOf({ from, to }: { readonly from: Millis; readonly to: Millis }): ValidTime {
  return { from, to, precision: precisionOf(from, to) };
}

/** Of a clause that names no time. */
export function unnamed(tense: Tense, said: Millis): ValidTime {
  return tense === "past"
    ? { from: null, to: said, precision: "said" }
    : { from: said, to: null, precision: "said" };
}

/**
 * When a clause holds: the stretch it names, which "since", "until", "by", "before", "after" leave open at one
 * end; "from … to …" joins two. `onset`: when what goes on began ("have been painting for two months").
 */
export function validOf(
  times: readonly PlacedTime[],
  tokens: readonly Token[],
  tense: Tense,
  onset: PlacedTime | null,
  said: Millis,
): ValidTime {
  const first = times[0];
  if (first === undefined) {
    if (onset === null) return unnamed(tense, said);
    return { from: onset.from, to: null, precision: precisionOf(onset.from, onset.to) };
  }
  const leads = wordBefore(tokens, first.start, first.end);
  const second = times[1];
  if (second !== undefined && second.from > first.from) {
    const between = tokens.filter(({ start, end }) => start >= first.end && end <= second.start);
    const joint = between.length === 1 ? between[0]!.low : "";
    if (/^(?:to|until|till|through|-|–|and)$/.test(joint) && (joint !== "and" || leads === "between"))
      return { from: first.from, to: second.to, precision: "span" };
  }
  switch (leads) {
    case "since":
    case "starting":
    case "beginning":
      return { from: first.from, to: null, precision: precisionOf(first.from, first.to) };
    case "until":
    case "till":
      return { from: null, to: first.to, precision: precisionOf(first.from, first.to) };
    case "by":
      return { from: null, to: first.to, precision: precisionOf(first.from, first.to) };
    case "before":
      return { from: null, to: first.from, precision: precisionOf(first.from, first.to) };
    case "after":
      return { from: first.to, to: null, precision: precisionOf(first.from, first.to) };
    default:
      return spanOf(first);
  }
}

/** The word that a time stands after, or that it begins with. */
function wordBefore(tokens: readonly Token[], start: number, end: number): string {
  const anchors = /^(?:since|until|till|by|before|after|between|from|starting|beginning)$/;
  const inside = tokens.find((token) => token.start >= start && token.end <= end && anchors.test(token.low));
  if (inside !== undefined && inside.start === start) return inside.low;
  const before = tokens.findLast((token) => token.end <= start);
  return before !== undefined && anchors.test(before.low) ? before.low : "";
}
