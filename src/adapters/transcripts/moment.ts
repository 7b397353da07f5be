/** Which number of `01/05/24` is the day. */
export type DateOrder = "day-first" | "month-first";

type CalendarDate =
  | { readonly type: "exact"; readonly year: number; readonly month: number; readonly day: number }
  | { readonly type: "ordered"; readonly year: number; readonly first: number; readonly second: number };

/** What a text says about when: a date, a time of day, or both. */
export interface Moment {
  readonly date: CalendarDate | null;
  /** Since midnight, in the zone that the text names, else UTC. */
  readonly clockMs: number | null;
  readonly offsetMinutes: number;
}

const monthNames =
  "january february march april may june july august september october november december".split(" ");
const weekdays = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const fillers = new Set(
  ["", "on", "at", "t", "tues", "thur", "thurs"].concat(
    weekdays,
    weekdays.map((day) => day.slice(0, 3)),
  ),
);

const yearFirst = /(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const yearLast = /(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const dayMonthYear = /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]+([a-z]{3,9})\.?,?[ -]+(\d{4})(?!\d)/;
const monthDayYear = /(?<![a-z])([a-z]{3,9})\.?[ -]+(\d{1,2})(?:st|nd|rd|th)?,?[ -]+(\d{4})(?!\d)/;
const clock =
  /(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?!\d|:)(?: ?([ap])\.? ?m(?![a-z])\.?)? ?(z(?![a-z])|utc|gmt|[+-]\d{2}:?\d{2})?/;

/**
 * Reads dates such as `2024-05-01T10:15:00Z`, `2023/05/22 (Mon) 05:56`, `1:56 pm on 8 May, 2023`,
 * `01/05/24, 10:15`, `May 1st, 2024` and bare times of day. English names. Null when anything is left over.
 */
export function readMoment(source: string): Moment | null {
  if (source.length > 64) return null;
  let rest = source.toLowerCase().replace(/\s+/g, " ");
  const take = (pattern: RegExp): RegExpMatchArray | null => {
    const match = rest.match(pattern);
    if (match !== null) rest = rest.replace(match[0], " ");
    return match;
  };

  const date = takeDate(take);
  if (date === undefined) return null;
  const time = take(clock);
  const clockMs = time === null ? null : sinceMidnight(time);
  if (clockMs === undefined || (date === null && clockMs === null)) return null;
  if (!rest.split(/[\s,()]+/).every((word) => fillers.has(word))) return null;
  return { date, clockMs, offsetMinutes: time?.[6] === undefined ? 0 : offset(time[6]) };
}

/** ISO 8601 in UTC; null when there is no such day. `today` (YYYY-MM-DD) stands in for a missing date. */
export function momentToIso(moment: Moment, order: DateOrder | null, today?: string): string | null {
  const { date } = moment;
  let midnight: number | null;
  if (date === null) midnight = today === undefined ? null : Date.parse(today);
  else if (date.type === "exact") midnight = utcDay(date.year, date.month, date.day);
  else if (order === "day-first") midnight = utcDay(date.year, date.second, date.first);
  else if (order === "month-first") midnight = utcDay(date.year, date.first, date.second);
  else midnight = null;
  if (midnight === null) return null;
  return millisToIso(midnight + (moment.clockMs ?? 0) - moment.offsetMinutes * 60_000);
}

/**
 * SPEC T7: a timestamp field. Text as `readMoment`; numbers (or digits) below 1e11 are seconds since
 * 1970, below 1e14 milliseconds, above that microseconds. Null when unreadable, or when nothing says
 * which number is the day.
 */
export function readTimestamp(value: unknown): string | null {
  if (
    typeof value === "number" ||
    (typeof value === "string" && /^\d{9,16}(?:\.\d{1,9})?$/.test(value.trim()))
  ) {
    const number = Number(value);
    const millis = number < 1e11 ? number * 1000 : number < 1e14 ? number : number / 1000;
    return millisToIso(Math.round(millis));
  }
  if (typeof value !== "string") return null;
  const moment = readMoment(value.trim());
  return moment?.date == null ? null : momentToIso(moment, orderOf(moment));
}

/** The order that one date proves: a number above 12 is no month. */
export function orderOf(moment: Moment): DateOrder | null {
  if (moment.date?.type !== "ordered") return null;
  if (moment.date.first > 12) return "day-first";
  return moment.date.second > 12 ? "month-first" : null;
}

/** undefined: a date that is none, such as 2024-13-01. null: no date. */
function takeDate(take: (pattern: RegExp) => RegExpMatchArray | null): CalendarDate | null | undefined {
  const iso = take(yearFirst);
  if (iso !== null) return exact(Number(iso[1]), Number(iso[3]), Number(iso[4]));
  const numeric = take(yearLast);
  if (numeric !== null) {
    const year = Number(numeric[4]);
    const [first, second] = [Number(numeric[1]), Number(numeric[3])];
    return { type: "ordered", year: year < 100 ? 2000 + year : year, first, second };
  }
  const dayFirst = take(dayMonthYear);
  if (dayFirst !== null) return exact(Number(dayFirst[3]), monthOf(dayFirst[2]!), Number(dayFirst[1]));
  const monthFirst = take(monthDayYear);
  if (monthFirst !== null)
    return exact(Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2]));
  return null;
}

function exact(year: number, month: number, day: number): CalendarDate | undefined {
  return utcDay(year, month, day) === null ? undefined : { type: "exact", year, month, day };
}

/** 1 to 12, or 0 where the word names no month. */
function monthOf(word: string): number {
  return word === "sept" ? 9 : monthNames.findIndex((name) => name === word || name.slice(0, 3) === word) + 1;
}

/** Milliseconds, or undefined for a time of day that is none. */
function sinceMidnight(match: RegExpMatchArray): number | undefined {
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  const half = match[5];
  if (minute > 59 || second > 59) return undefined;
  if (half === undefined ? hour > 23 : hour < 1 || hour > 12) return undefined;
  const hours = half === undefined ? hour : (hour % 12) + (half === "p" ? 12 : 0);
  const millis = Number((match[4] ?? "").padEnd(3, "0").slice(0, 3));
  return ((hours * 60 + minute) * 60 + second) * 1000 + millis;
}

function offset(zone: string): number {
  const match = zone.match(/^([+-])(\d{2}):?(\d{2})$/);
  if (match === null) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function utcDay(year: number, month: number, day: number): number | null {
  const millis = Date.UTC(year, month - 1, day);
  const date = new Date(millis);
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? millis : null;
}

/** Null outside the years 100 to 9999: `Date.UTC` reads smaller ones as of the 20th century. */
function millisToIso(millis: number): string | null {
  if (!Number.isFinite(millis) || millis < Date.parse("0100-01-01") || millis >= 253_402_300_800_000)
    return null;
  return new Date(millis).toISOString();
}
