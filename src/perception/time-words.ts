import { monthNames, weekdayNames } from "./date-terms.ts";

/** What a word can mean in a time expression. */
export type TimeWord =
  | "month"
  | "weekday"
  | "season"
  | "unit"
  | "number"
  | "ordinal"
  | "modifier"
  | "day"
  | "part"
  | "preposition"
  | "ago"
  | "before"
  | "after"
  | "from"
  | "now"
  | "to"
  | "of"
  | "the"
  | "voids"
  | "times";

export interface TimeWordEntry {
  readonly kind: TimeWord;
  /** Month 1-12, weekday 0-6, season's first month, unit's index, number, or shift (-1 last, 0 this, 1 next). */
  readonly value: number;
  /** A short form, or a word that also means something else: it needs more around it to count. */
  readonly weak: boolean;
}

export const units: readonly string[] = [
  ...["minute", "hour", "day", "week", "weekend", "fortnight", "month", "year", "decade"],
];

/** No time word is longer. */
export const longestTimeWord = 12;

export const timeWords: ReadonlyMap<string, TimeWordEntry> = new Map(entries());

function* entries(): Generator<[string, TimeWordEntry]> {
  const of = (kind: TimeWord, words: string, value = 0, weak = false): [string, TimeWordEntry][] =>
    words.split(" ").map((word) => [word, { kind, value, weak }]);

  for (const [index, name] of monthNames.entries()) {
    if (name.length > 4) yield* of("month", name.slice(0, 3), index + 1, true);
    yield* of("month", name, index + 1, name === "may" || name === "march");
  }
  yield* of("month", "sept", 9, true);
  for (const [index, name] of weekdayNames.entries()) {
    yield* of("weekday", name.slice(0, 3), index, true);
    yield* of("weekday", name, index);
  }
  yield* of("weekday", "tues", 2, true);
  yield* of("weekday", "thur thurs", 4, true);
  for (const [index, name] of units.entries()) yield* of("unit", `${name} ${name}s`, index);

  yield* of("season", "spring", 3);
  yield* of("season", "summer", 6);
  yield* of("season", "autumn fall", 9);
  yield* of("season", "winter", 12);

  const cardinals = "one two three four five six seven eight nine ten eleven twelve";
  for (const [index, name] of cardinals.split(" ").entries()) yield* of("number", name, index + 1);
  const teens = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
  for (const [index, name] of teens.split(" ").entries()) yield* of("number", name, index + 13);
  for (const [index, name] of ["twenty", "thirty", "forty", "fifty"].entries())
    yield* of("number", name, 10 * (index + 2));
  yield* of("number", "a an", 1, true);
  yield* of("number", "couple", 2, true);
  yield* of("number", "few", 3, true);
  const ordinals = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth";
  for (const [index, name] of ordinals.split(" ").entries()) yield* of("ordinal", name, index + 1, true);

  yield* of("modifier", "last past", -1);
  yield* of("modifier", "this", 0);
  yield* of("modifier", "next", 1);
  yield* of("modifier", "coming", 1, true);
  yield* of("day", "yesterday", -1);
  yield* of("day", "today tonight", 0);
  yield* of("day", "tomorrow tmrw", 1);
  yield* of("part", "morning afternoon evening", 0);
  yield* of("part", "night", 1);
  yield* of("preposition", "in", 1);
  yield* of("preposition", "since during by until till early mid late throughout", 0);
  yield* of("ago", "ago back");
  yield* of("before", "before");
  yield* of("after", "after");
  yield* of("from", "from");
  yield* of("now", "now");
  yield* of("to", "to through");
  yield* of("to", "and", 1);
  yield* of("of", "of");
  yield* of("the", "the");
  yield* of("voids", "every each half");
  yield* of("times", "once twice thrice times");
}
