import type { TimeMention } from "../ports/features.ts";
import { civilFrom, dayOf, millisPerDay } from "./civil-time.ts";
import type { Piece } from "./concept-lexer.ts";
import { monthNames } from "./date-terms.ts";

const monthNumbers: ReadonlyMap<string, number> = new Map(
  monthNames.flatMap((name, at): [string, number][] => [
    [name, at + 1],
    [name.slice(0, 3), at + 1],
  ]),
);
const year = /^(?:1[1-9]|20|21)\d\d$/;
export const isYear = (word: string): boolean => word.length === 4 && year.test(word);
/** A hyphen makes one piece of two years. */
const years = /^((?:1[1-9]|20|21)\d\d)-((?:1[1-9]|20|21)?\d\d)$/;
const decade = /^(?:1[5-9]|20)\d0s$/;
const dayNumber = /^(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$/;
const isoDay = /^\d{4}-\d\d-\d\d$/;
/** Before a number that is a year even when it could well count something. */
const yearPrepositions: ReadonlySet<string> = new Set([
  "in",
  "since",
  "by",
  "from",
  "until",
  "till",
  "of",
  "to",
]);

/** Keys of days are "1994-05-03", of months "may 1994", of days of any year "may 3", of years "1994" and "1990 to 1994". */
export const dayKey = (yearNumber: number, month: number, day: number): string =>
  `${yearNumber}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
export const monthKey = (month: number, rest: number | string): string => `${monthNames[month - 1]} ${rest}`;

const monthly: ReadonlySet<string> = new Set(
  [
    "in",
    "since",
    "until",
    "till",
    "by",
    "of",
    "during",
    "from",
    "to",
    "through",
    "last",
    "next",
    "this",
    "every",
  ].concat(["early", "late", "mid", "before", "after", "for"]),
);

const rangeKey = (from: string, to: string): string =>
  `${from} to ${to.length === 2 ? from.slice(0, 2) + to : to}`;

/** The date that is written at a piece: its key, none for a month alone, and the piece after it. */
export function dateAt(
  pieces: readonly Piece[],
  words: readonly string[],
  at: number,
): { readonly key: string; readonly next: number } | null {
  const word = words[at]!;
  const code = word.charCodeAt(0);
  const near = (other: number): boolean => pieces[other] !== undefined && pieces[other].gap !== "break";
  const yearAt = (other: number): boolean => near(other) && year.test(words[other]!);
  if (code >= 48 && code < 58) {
    const range = years.exec(word);
    if (range !== null) return { key: rangeKey(range[1]!, range[2]!), next: at + 1 };
    if (isYear(word)) {
      if (word < "1500" && !yearPrepositions.has(words[at - 1] ?? "") && pieces[at + 1]?.dash !== true)
        return null;
      const to = pieces[at + 1]?.dash
        ? at + 1
        : words[at + 1] === "to" && near(at + 1) && near(at + 2)
          ? at + 2
          : 0;
      if (to > 0 && year.test(words[to] ?? "") && words[to]! > word)
        return { key: rangeKey(word, words[to]!), next: to + 1 };
      return { key: word, next: at + 1 };
    }
    const ordinal = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word);
    const unit = words[at + 1];
    if (ordinal !== null && pieces[at + 1]?.shape === "lower" && (unit === "century" || unit === "centuries"))
      return { key: `${word} century`, next: at + 2 };
    if (decade.test(word)) return { key: word, next: at + 1 };
    if (isoDay.test(word)) return { key: word, next: at + 1 };
    if (!dayNumber.test(word)) return null;
    const of = words[at + 1] === "of" ? 1 : 0;
    const month = near(at + 1 + of) && isMonth(pieces, words, at + 1 + of);
    if (!month) return null;
    const day = Number.parseInt(word, 10);
    if (yearAt(at + 2 + of))
      return { key: dayKey(Number(words[at + 2 + of]), month, day), next: at + 3 + of };
    return { key: monthKey(month, day), next: at + 2 + of };
  }
  const month = isMonth(pieces, words, at);
  if (!month) return null;
  if (yearAt(at + 1)) return { key: monthKey(month, words[at + 1]!), next: at + 2 };
  if (near(at + 1) && dayNumber.test(words[at + 1]!)) {
    const day = Number.parseInt(words[at + 1]!, 10);
    if (yearAt(at + 2)) return { key: dayKey(Number(words[at + 2]), month, day), next: at + 3 };
    return { key: monthKey(month, day), next: at + 2 };
  }
  // a month alone is no date; April, May and June may be somebody where nothing before says when
  const person = (word === "april" || word === "may" || word === "june") && !monthly.has(words[at - 1] ?? "");
  return pieces[at]!.shape === "capital" && monthNames.includes(word) && !person
    ? { key: "", next: at + 1 }
    : null;
}

function isMonth(pieces: readonly Piece[], words: readonly string[], at: number): number | undefined {
  const shape = pieces[at]?.shape;
  return shape === "capital" || shape === "caps" ? monthNumbers.get(words[at]!) : undefined;
}

/** The key of a stretch of time: of its day, month or year; none for any other stretch. */
export function keyOfTime({ from, to }: Pick<TimeMention, "from" | "to">): string | null {
  const first = civilFrom(dayOf(from));
  const days = (to - from) / millisPerDay;
  if (days <= 1) return dayKey(first.year, first.month, first.day);
  if (first.day !== 1) return null;
  const end = civilFrom(dayOf(to));
  if (end.day !== 1) return null;
  const months = (end.year - first.year) * 12 + end.month - first.month;
  if (months === 1) return monthKey(first.month, first.year);
  return months === 12 && first.month === 1 ? String(first.year) : null;
}
