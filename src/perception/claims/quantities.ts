import { singular } from "../concept-key.ts";
import type { Token } from "./clause-lexer.ts";
import { determiners } from "./clause-words.ts";

export interface Quantity {
  readonly value: number;
  readonly unit: string;
  /** Tokens that it takes: [from, next). */
  readonly from: number;
  readonly next: number;
}

export const cardinals: ReadonlyMap<string, number> = new Map([
  ...[
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
  ]
    .concat("eighteen nineteen twenty")
    .join(" ")
    .split(" ")
    .map((word, index): [string, number] => [word, index + 1]),
  ...["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"].map(
    (word, index): [string, number] => [word, 10 * (index + 3)],
  ),
]);
export const scales: ReadonlyMap<string, number> = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["million", 1_000_000],
  ["billion", 1_000_000_000],
  ["dozen", 12],
]);

/** How a unit is written, to what it is called. Symbols of money stand before the number. */
export const units: ReadonlyMap<string, string> = new Map(
  [
    "USD dollar dollars usd bucks",
    "EUR euro euros eur",
    "GBP gbp",
    "% percent",
    "second second seconds sec secs",
    "minute minute minutes min mins",
    "hour hour hours hr hrs",
    "day day days",
    "week week weeks",
    "month month months",
    "year year years yr yrs",
    "mm mm millimeter millimeters millimetre millimetres",
    "cm cm centimeter centimeters centimetre centimetres",
    "m m meter meters metre metres",
    "km km kilometer kilometers kilometre kilometres k",
    "mile mile miles mi",
    "inch inch inches",
    "foot foot feet ft",
    "yard yard yards",
    "g g gram grams",
    "kg kg kilogram kilograms kilo kilos",
    "lb lb lbs pound pounds",
    "oz oz ounce ounces",
    "ml ml milliliter milliliters millilitre millilitres",
    "l liter liters litre litres",
    "mb mb megabytes",
    "gb gb gigabytes",
    "ms ms milliseconds",
    "mg mg milligram milligrams",
    "mg/dl mg/dl",
    "mph mph",
    "km/h kph km/h",
    "fps fps",
    "time times",
  ].flatMap((line) => {
    const [name = "", ...written] = line.split(" ");
    return written.map((word): [string, string] => [word, name]);
  }),
);
const rates: ReadonlyMap<string, string> = new Map([
  ["annually", "year"],
  ["yearly", "year"],
  ["monthly", "month"],
  ["weekly", "week"],
  ["daily", "day"],
  ["hourly", "hour"],
]);
export const money: Readonly<Record<string, string>> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY" };
/** A time of day, a ratio, a date, a version: figures that count nothing. */
const plainFigures = /^[$€£¥]?\d{1,3}(?:,\d{3})*(?:\.\d+)?[kKmM]?%?\+?$|^[$€£¥]?\d+(?:\.\d+)?[kKmM]?%?\+?$/;

/** The quantity that begins at a token, or null. */
export function quantityAt(tokens: readonly Token[], at: number, end: number): Quantity | null {
  const token = tokens[at];
  if (token === undefined || at >= end) return null;
  let next = at + 1;
  let value: number;
  let unit = "";
  if (token.kind === "number") {
    if (!plainFigures.test(token.text)) return null;
    const digits = token.text.replace(/[^\d.]/g, "");
    value = Number(digits);
    if (/[kK]/.test(token.text)) value *= 1_000;
    if (/[mM]/.test(token.text)) value *= 1_000_000;
    // "a 5K run"
    if (/\dK$/.test(token.text) && /^(?:a|an|the|my|our)$/.test(tokens[at - 1]?.low ?? "")) return null;
    unit = token.text.includes("%") ? "%" : (money[token.text.charAt(0)] ?? "");
    // "7 PM", "5-7", "3 x 4", "50/50"
    if (/^(?:am|pm|a\.m|p\.m|o'clock)$/.test(tokens[next]?.low ?? "")) return null;
  } else {
    const hyphen = /^([a-z]+|\d+(?:\.\d+)?)-([a-z]+)(?:-old)?$/.exec(token.low);
    if (hyphen !== null) {
      const amount = cardinals.get(hyphen[1]!) ?? Number(hyphen[1]);
      const tens = cardinals.get(hyphen[2]!);
      if (Number.isNaN(amount)) return null;
      if (tens !== undefined && amount >= 20 && tens < 10)
        return withUnit(tokens, next, end, amount + tens, "", at);
      const measured = units.get(hyphen[2]!);
      return measured === undefined ? null : { value: amount, unit: measured, from: at, next };
    }
    const couple = token.low === "couple" && tokens[next]?.low === "of";
    const amount = couple ? 2 : cardinals.get(token.low);
    const dozen = token.low === "dozen" || token.low === "hundred" || token.low === "thousand";
    if (amount === undefined && !(dozen && tokens[at - 1]?.low === "a")) return null;
    value = amount ?? scales.get(token.low)!;
    if (couple) next++;
    // "one of", "one day", "one more": no count
    if (token.low === "one" && !units.has(tokens[next]?.low ?? "")) return null;
  }
  return withUnit(tokens, next, end, value, unit, at);
}

function withUnit(
  tokens: readonly Token[],
  after: number,
  end: number,
  amount: number,
  symbol: string,
  from: number,
): Quantity | null {
  let next = after;
  let value = amount;
  let unit = symbol;
  const scale = scales.get(tokens[next]?.low ?? "");
  if (scale !== undefined && next < end) {
    value *= scale;
    next++;
  }
  const dashed = tokens[next]?.text === "-" && units.has(tokens[next + 1]?.low ?? "");
  // "5-7", "50 of 100"
  if (/^[-–/x×]$/.test(tokens[next]?.text ?? "") && !dashed) return null;
  if (dashed) next++;
  if (unit === "" && next < end) {
    const named = units.get(tokens[next]!.low);
    if (named !== undefined) {
      unit = named;
      next++;
    }
  }
  const adverb = rates.get(tokens[next]?.low ?? "");
  const closes =
    tokens[next + 1] === undefined ||
    tokens[next + 1]!.kind === "mark" ||
    /^(?:on|in|for|and|to|from|with|at|but|so)$/.test(tokens[next + 1]!.low);
  if (adverb !== undefined && closes) return { value, unit: `${unit}/${adverb}`, from, next: next + 1 };
  const per = tokens[next]?.low;
  const rate = units.get(tokens[next + 1]?.low ?? "");
  if (
    (per === "per" || per === "a" || per === "an" || per === "each" || per === "every") &&
    rate !== undefined
  ) {
    unit = `${unit}/${rate}`;
    next += 2;
  }
  return Number.isFinite(value) ? { value, unit, from, next } : null;
}

/** What is counted: the last word before the phrase goes on, without its plural. */
export function countedIn(tokens: readonly Token[], from: number, end: number): string {
  const head = tokens[end - 1];
  if (head === undefined || end <= from || head.kind !== "word") return "";
  const words = tokens
    .slice(Math.max(from, end - 3), end)
    .filter(({ kind, low }) => kind === "word" && low !== "and" && !determiners.has(low))
    .map(({ low }) => low);
  const last = words.pop();
  // "34 years old"
  if (last === "old") return "";
  return last === undefined
    ? ""
    : [...words, /^(?:calor|mov|cook|smooth|self)ies$/.test(last) ? last.slice(0, -1) : singular(last)]
        .join(" ")
        .slice(0, 64);
}

/** "… words a day", "… pages per week": the rate, and where it begins. */
export function rateIn(tokens: readonly Token[], from: number, end: number): { at: number; unit: string } {
  for (let at = from + 1; at < end; at++) {
    const adverb = rates.get(tokens[at]!.low);
    if (adverb !== undefined) return { at, unit: `/${adverb}` };
    const unit = units.get(tokens[at + 1]?.low ?? "");
    if (at + 1 < end && /^(?:a|an|per|each|every)$/.test(tokens[at]!.low) && unit !== undefined)
      return { at, unit: `/${unit}` };
  }
  return { at: end, unit: "" };
}

/** "… steps | daily", right after the phrase. */
export function rateAfter(unit: string, token: Token | undefined): string {
  const rate = rates.get(token?.low ?? "");
  return rate === undefined || unit.includes("/") ? "" : `/${rate}`;
}
