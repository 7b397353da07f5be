import { civilFrom, dayFrom, dayOf, mondayOf, weekdayOf } from "./civil-time.ts";
import type { Lexeme } from "./time-lexer.ts";
import { type TimeWord, units } from "./time-words.ts";

/** A stretch of whole days, half-open, and the lexeme after it. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly next: number;
}

const inFigures =
  /(?:((?:1[89]|2[01])\d\d)([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6((?:1[89]|2[01])\d\d))(?!\d|[-/]\d)|((?:1[89]|2[01])\d\d)\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?/y;
const space = /^\s{1,3}$/;
const softGap = /^(?:\s{0,2},?\s{1,3}|-)$/;
/** After a month or weekday: a full stop belongs to a short form, after a name it ends the sentence. */
const nameGap = /^(?:,?[^\S\n]{1,3}|-)$/;
const shortFormGap = /^(?:\.?,?[^\S\n]{1,3}|-)$/;
const rangeGap = /^\s?[-–—]\s?$/;
const afterWord = /[\p{L}\p{N}][^\S\n]{1,3}$/u;
/** What makes the number before it a count: "in 2048 bits", "by 2000 users". */
const plural = /^ (?!this\b)[a-z]{2,}[a-rtv-z]s\b/;
/** What may follow a day of the month that stands alone. */
const ends =
  /^(?:$|[.,!?;:)\n]| (?:after|at|and|but|because|before|for|from|in|so|to|when|with|which|while|-|–|—)\b)/;
/** What may stand between "every" and what it repeats. */
const repeats = /^\s(?:other\s|single\s)?$/;

function gapAfter(lexeme: Lexeme | undefined): RegExp {
  return lexeme?.weak && lexeme.end - lexeme.start < 5 ? shortFormGap : nameGap;
}

/** "may" and "march": other words than months in lower case. */
const isVerb = (month: Lexeme): boolean => month.value === 5 || month.end - month.start === 5;

/** The time expressions of a text, by the lexeme that each begins at. */
export class TimeReader {
  readonly #text: string;
  readonly #lexemes: readonly Lexeme[];
  readonly #reference: number;
  readonly #today: number;

  constructor(text: string, lexemes: readonly Lexeme[], reference: number) {
    this.#text = text;
    this.#lexemes = lexemes;
    this.#reference = reference;
    this.#today = dayOf(reference);
  }

  /** Where the last lexeme before `next` ends. */
  endOf(next: number): number {
    const end = this.#lexemes[next - 1]?.end ?? 0;
    return /[月日]/.test(this.#text.charAt(end)) ? end + 1 : end;
  }

  /** "two months" back from the reference. */
  onset(at: number): Span | null {
    const count = this.#count(at);
    return count === null || count.unit === "weekend"
      ? null
      : this.#unit(count.unit, -count.value, count.next);
  }

  /** "since December", said in May, is the last one: what has begun is not ahead. */
  since(at: number, span: Span | null): Span | null {
    const before = this.#lexemes[at - 1];
    if (span === null || before === undefined || span.from <= this.#today || !this.#isSince(before, at))
      return span;
    const [from, to] = [civilFrom(span.from), civilFrom(span.to)];
    return {
      from: dayFrom(from.year - 1, from.month, from.day),
      to: dayFrom(to.year - 1, to.month, to.day),
      next: span.next,
    };
  }

  #isSince(before: Lexeme, at: number): boolean {
    return (
      space.test(this.#between(before, this.#lexemes[at]!)) &&
      this.#text.slice(before.start, before.end).toLowerCase() === "since"
    );
  }

  /** The time expression that begins at a lexeme, or null. */
  read(at: number): Span | null {
    const lexeme = this.#lexemes[at]!;
    const before = this.#lexemes[at - 1];
    if (before?.kind === "voids" && repeats.test(this.#between(before, lexeme))) return null;
    const second = this.#lexemes[at - 2];
    const isNth = before?.kind === "ordinal" && space.test(this.#between(before, lexeme));
    if (isNth && second?.kind === "voids" && space.test(this.#between(second, before))) return null;
    switch (lexeme.kind) {
      case "number":
        return this.#figures(at) ?? this.#dayMonth(at) ?? this.#ago(at);
      case "ordinal":
        return this.#dayMonth(at);
      case "month":
        return this.#monthFirst(at);
      case "weekday":
        return this.#weekday(at);
      case "modifier":
        return this.#modified(at);
      case "day":
        return this.#day(this.#today + lexeme.value, at + 1);
      case "season":
        return this.#seasonYear(at);
      case "preposition":
        return this.#preposition(at);
      case "the":
        return this.#the(at);
      default:
        return null;
    }
  }

  /** The lexeme at `at` when it follows the one before within `gap` and is of the kind; else undefined. */
  #is(at: number, kind: TimeWord, gap: RegExp = space): Lexeme | undefined {
    const lexeme = this.#lexemes[at];
    if (lexeme?.kind !== kind) return undefined;
    const before = this.#lexemes[at - 1];
    return before && gap.test(this.#between(before, lexeme)) ? lexeme : undefined;
  }

  /** What stands between two lexemes; where it is long, enough of it to match no gap. */
  #between(before: Lexeme, lexeme: Lexeme): string {
    return this.#text.slice(before.end, Math.min(lexeme.start, before.end + 8));
  }

  #day(day: number, next: number): Span {
    return { from: day, to: day + 1, next };
  }

  /** Days `day` to `last` of a month; null where the month has no such days. */
  #days(year: number, month: number, day: number, last: number, next: number): Span | null {
    const length = dayFrom(year, month + 1, 1) - dayFrom(year, month, 1);
    if (month < 1 || month > 12 || day < 1 || last < day || last > length) return null;
    return { from: dayFrom(year, month, day), to: dayFrom(year, month, last) + 1, next };
  }

  #months(year: number, month: number, count: number, next: number): Span {
    return { from: dayFrom(year, month, 1), to: dayFrom(year, month + count, 1), next };
  }

  /** The year in which a month and day are closest to the reference; the earlier of two equally close. */
  #closestYear(month: number, day: number): number {
    const { year } = civilFrom(this.#today);
    let best = year - 1;
    for (const other of [year, year + 1]) {
      const away = Math.abs(dayFrom(other, month, day) - this.#today);
      if (away < Math.abs(dayFrom(best, month, day) - this.#today)) best = other;
    }
    return best;
  }

  /** The calendar unit that lies `shift` units from the reference's. */
  #unit(unit: string, shift: number, next: number): Span | null {
    const { year, month } = civilFrom(this.#today);
    const monday = mondayOf(this.#today) + 7 * shift;
    switch (unit) {
      case "day":
        return this.#day(this.#today + shift, next);
      case "week":
        return { from: monday, to: monday + 7, next };
      case "weekend":
        return { from: monday + 5, to: monday + 7, next };
      case "fortnight":
        return { from: monday + 7 * shift, to: monday + 7 * shift + 7, next };
      case "month":
        return this.#months(year, month + shift, 1, next);
      case "year":
        return this.#months(year + shift, 1, 12, next);
      case "decade":
        return this.#months(year + 10 * shift, 1, 12, next);
      default: {
        const day = dayOf(this.#reference + shift * (unit === "hour" ? 3_600_000 : 60_000));
        return this.#day(day, next);
      }
    }
  }

  /** 2023-05-08, 5/8/2023, 8.5.2023, 2023年5月8日. */
  #figures(at: number): Span | null {
    const { start } = this.#lexemes[at]!;
    if (start > 0 && /[\w./-]/.test(this.#text.charAt(start - 1))) return null;
    inFigures.lastIndex = start;
    const match = inFigures.exec(this.#text);
    if (match === null) return null;
    let next = at + 1;
    while ((this.#lexemes[next]?.start ?? Number.POSITIVE_INFINITY) < inFigures.lastIndex) next++;
    const figure = (group: number): number => Number(match[group] ?? 0);
    if (match[9] !== undefined)
      return match[11] === undefined
        ? this.#months(figure(9), figure(10), 1, next)
        : this.#days(figure(9), figure(10), figure(11), figure(11), next);
    if (match[1] !== undefined) return this.#days(figure(1), figure(3), figure(4), figure(4), next);
    const dayFirst = match[6] === "." || figure(5) > 12;
    const [day, month] = dayFirst ? [figure(5), figure(7)] : [figure(7), figure(5)];
    return this.#days(figure(8), month, day, day, next);
  }

  #dayNumber(lexeme: Lexeme | undefined): number | null {
    if (lexeme === undefined || lexeme.value < 1 || lexeme.value > 31) return null;
    if (lexeme.kind === "ordinal") return lexeme.value;
    return lexeme.kind === "number" && (lexeme.digits === 1 || lexeme.digits === 2) ? lexeme.value : null;
  }

  /** "8 May", "8th of May 2023", "5-7 May", "the 5th and 6th of May". */
  #dayMonth(at: number): Span | null {
    const first = this.#lexemes[at]!;
    const day = this.#dayNumber(first);
    if (day === null) return null;
    let last = day;
    let next = at + 1;
    const end = this.#rangeEnd(next, day);
    if (end !== null) {
      last = end.day;
      next = end.next;
    }
    const of = this.#is(next, "of") !== undefined;
    if (of) next++;
    const month = this.#is(next, "month", of ? space : /^(?:\s{1,3}|-)$/);
    if (month === undefined) return null;
    const certain = of || month.capital || !month.weak;
    const figure = first.digits > 0 && (first.kind === "ordinal" || !isVerb(month));
    if (!certain && !figure && this.#year(next + 1) === null) return null;
    return this.#withYear(month, day, last, next + 1);
  }

  /** The second day of "5-7", "5th to 7th", "5 and 6"; "and" joins neighbours alone: "June 3 and 10 people". */
  #rangeEnd(at: number, first: number): { day: number; next: number } | null {
    const before = this.#lexemes[at - 1];
    const dashed = this.#lexemes[at];
    if (before && dashed && rangeGap.test(this.#between(before, dashed))) {
      const day = this.#dayNumber(dashed);
      return day === null ? null : { day, next: at + 1 };
    }
    const to = this.#is(at, "to");
    if (to === undefined) return null;
    const day = this.#dayNumber(this.#is(at + 1, "number") ?? this.#is(at + 1, "ordinal"));
    return day === null || (to.value === 1 && day !== first + 1) ? null : { day, next: at + 2 };
  }

  #withYear(month: Lexeme, day: number, last: number, next: number): Span | null {
    const year = this.#year(next);
    if (year !== null) return this.#days(year.value, month.value, day, last, year.next);
    return this.#days(this.#closestYear(month.value, day), month.value, day, last, next);
  }

  /** ", 2023", " 2023", " of 2023", " last year". */
  #year(at: number): { value: number; next: number } | null {
    const of = this.#is(at, "of") === undefined ? 0 : 1;
    const written = this.#is(at + of, "number", of ? space : gapAfter(this.#lexemes[at - 1]));
    if (this.#isYear(written)) return { value: written.value, next: at + of + 1 };
    const modifier = this.#is(at + of, "modifier");
    const unit = this.#is(at + of + 1, "unit");
    if (modifier === undefined || unit === undefined || units[unit.value] !== "year") return null;
    return { value: civilFrom(this.#today).year + modifier.value, next: at + of + 2 };
  }

  #isYear(number: Lexeme | undefined): number is Lexeme {
    if (number?.digits !== 4 || number.value < 1800 || number.value >= 2200) return false;
    return !plural.test(this.#text.slice(number.end, number.end + 32));
  }

  /** "May 8, 2023", "May 5-7", "May 2023", "in May", "August". */
  #monthFirst(at: number): Span | null {
    const month = this.#lexemes[at]!;
    const number =
      this.#is(at + 1, "number", gapAfter(month)) ?? this.#is(at + 1, "ordinal", gapAfter(month));
    const day = this.#dayNumber(number);
    if (day !== null && (month.capital || !month.weak || number?.kind === "ordinal")) {
      const end = this.#rangeEnd(at + 2, day);
      return this.#withYear(month, day, end?.day ?? day, end?.next ?? at + 2);
    }
    const year = this.#year(at + 1);
    if (year !== null) return this.#months(year.value, month.value, 1, year.next);
    if (month.weak && !this.#standsForMonth(at)) return null;
    return this.#months(this.#closestYear(month.value, 1), month.value, 1, at + 1);
  }

  /** Whether a month's name that has other meanings, or a short form, means the month here. */
  #standsForMonth(at: number): boolean {
    const month = this.#lexemes[at]!;
    const before = this.#lexemes[at - 1];
    const leads =
      before !== undefined &&
      ["preposition", "of", "from", "month"].includes(before.kind) &&
      softGap.test(this.#between(before, month));
    if (leads) return true;
    const full = month.end - month.start > 3 || month.value === 5;
    const head = this.#text.slice(Math.max(0, month.start - 8), month.start);
    return full && month.capital && afterWord.test(head);
  }

  /** "Monday, 8 May", "Friday last week", "on Friday". */
  #weekday(at: number): Span | null {
    const lexeme = this.#lexemes[at]!;
    const following = this.#lexemes[at + 1];
    if (following && gapAfter(lexeme).test(this.#between(lexeme, following))) {
      const skip = following.kind === "the" ? 1 : 0;
      const { kind } = this.#lexemes[at + 1 + skip] ?? following;
      if (kind === "number" || kind === "ordinal" || kind === "month") {
        const date =
          kind === "month"
            ? this.#monthFirst(at + 1 + skip)
            : (this.#figures(at + 1 + skip) ?? this.#dayMonth(at + 1 + skip));
        if (date !== null && date.to - date.from === 1) return date;
      }
    }
    const of = this.#is(at + 1, "of") === undefined ? 0 : 1;
    const modifier = this.#is(at + 1 + of, "modifier");
    const unit = this.#is(at + 2 + of, "unit");
    if (modifier !== undefined && unit !== undefined && units[unit.value] === "week")
      return this.#day(this.#inWeek(lexeme.value, modifier.value), at + 3 + of);
    if (lexeme.weak && !(lexeme.capital && lexeme.end - lexeme.start > 3)) return null;
    const ahead = (lexeme.value - weekdayOf(this.#today) + 7) % 7;
    return this.#day(this.#today + (ahead < 4 ? ahead : ahead - 7), at + 1);
  }

  /** The weekday in the ISO week that lies `shift` weeks from the reference's. */
  #inWeek(weekday: number, shift: number): number {
    return mondayOf(this.#today) + 7 * shift + ((weekday + 6) % 7);
  }

  /** "last Friday", "this coming weekend", "next month", "last May", "last night", "past two weeks". */
  #modified(at: number): Span | null {
    const modifier = this.#lexemes[at]!;
    let shift = modifier.value;
    let next = at + 1;
    const second = this.#is(next, "modifier");
    if (shift === 0 && second !== undefined) {
      shift = second.value;
      next++;
    }
    /** "coming" is the nearest that has not begun, "next" that of the next week. */
    const coming = (second ?? modifier).weak;
    const target = this.#lexemes[next];
    if (target === undefined || !space.test(this.#between(this.#lexemes[next - 1]!, target))) return null;
    const { year, month } = civilFrom(this.#today);
    switch (target.kind) {
      case "weekday": {
        if (target.weak && target.end - target.start === 3 && shift === 0 && !target.capital) return null;
        const ahead = (target.value - weekdayOf(this.#today) + 7) % 7;
        if (coming) return this.#day(this.#today + (ahead || 7), next + 1);
        if (shift > 0) return this.#day(this.#inWeek(target.value, 1), next + 1);
        return this.#day(this.#today + (shift === 0 ? ahead : ahead - 7), next + 1);
      }
      case "unit": {
        const unit = units[target.value] ?? "";
        const isPlural = this.#text.charCodeAt(target.end - 1) === 115;
        if (isPlural || unit === "day" || unit === "hour" || unit === "minute" || unit === "decade")
          return null;
        const isThisWeekend = coming && unit === "weekend" && (weekdayOf(this.#today) + 6) % 7 < 5;
        return this.#unit(unit, isThisWeekend ? 0 : shift, next + 1);
      }
      case "month": {
        if (target.weak && target.value === 5 && !target.capital && shift === 0) return null;
        if (target.weak && target.value === 3 && !target.capital) return null;
        const apart =
          shift === 0 ? 0 : shift < 0 ? (target.value < month ? 0 : -1) : target.value > month ? 0 : 1;
        return this.#months(year + apart, target.value, 1, next + 1);
      }
      case "season": {
        const begins = year + (target.value === 12 && month < 3 ? -1 : 0);
        const begun = begins * 12 + target.value <= year * 12 + month;
        const over = begins * 12 + target.value + 3 <= year * 12 + month;
        const apart = shift === 0 ? 0 : shift < 0 ? (over ? 0 : -1) : begun ? 1 : 0;
        return this.#months(begins + apart, target.value, 3, next + 1);
      }
      case "part":
        if (target.value === 1) return shift > 0 ? null : this.#day(this.#today + shift, next + 1);
        return shift === 0 ? this.#day(this.#today, next + 1) : null;
      case "number":
        return this.#recent(shift, next);
      default:
        return null;
    }
  }

  /** "last two weeks", "next 3 months": from the reference's day back or on. */
  #recent(shift: number, at: number): Span | null {
    const count = this.#count(at);
    if (count === null || shift === 0) return null;
    const away = this.#unit(count.unit, shift * count.value, count.next);
    if (away === null || count.unit === "weekend" || count.unit === "hour" || count.unit === "minute")
      return null;
    const { year, month, day } = civilFrom(this.#today);
    const steps: Readonly<Record<string, number>> = { month: 1, year: 12, decade: 120 };
    const months = steps[count.unit];
    const days = { day: 1, week: 7, fortnight: 14 }[count.unit] ?? 0;
    const edge =
      months === undefined
        ? this.#today + shift * days * count.value
        : dayFrom(year, month + shift * months * count.value, day);
    return { from: Math.min(edge, this.#today), to: Math.max(edge, this.#today) + 1, next: count.next };
  }

  /** "two weeks", "a couple of days", "a few months": the number, the unit and the lexeme after them. */
  #count(at: number): { value: number; unit: string; next: number } | null {
    const first = this.#lexemes[at];
    if (first?.kind !== "number" || first.digits > 3) return null;
    let { value } = first;
    let next = at + 1;
    if (first.weak) {
      const vague = this.#is(next, "number");
      if (vague?.weak && vague.value > 1) {
        value = vague.value;
        next++;
      }
      if (value === 2 && this.#is(next, "of")) next++;
    }
    const unit = this.#is(next, "unit", /^[\s-]{1,3}$/);
    if (unit === undefined || value < 1) return null;
    return { value, unit: units[unit.value] ?? "", next: next + 1 };
  }

  /** "two weekends ago", "a year back", "three days from now". */
  #ago(at: number): Span | null {
    const count = this.#count(at);
    if (count === null) return null;
    if (this.#is(count.next, "ago") !== undefined)
      return this.#unit(count.unit, -count.value, count.next + 1);
    if (this.#is(count.next, "from") !== undefined) {
      const anchor = this.#is(count.next + 1, "now") ?? this.#is(count.next + 1, "day");
      if (anchor?.value === 0) return this.#unit(count.unit, count.value, count.next + 2);
    }
    return null;
  }

  /** "summer 2022", "summer of 2022", "summer last year". */
  #seasonYear(at: number): Span | null {
    const season = this.#lexemes[at]!;
    const year = this.#year(at + 1);
    return year === null ? null : this.#months(year.value, season.value, 3, year.next);
  }

  /** "in 2019", "in two weeks". */
  #preposition(at: number): Span | null {
    const number = this.#is(at + 1, "number", /^[\s-]{1,3}$/);
    if (this.#isYear(number)) {
      const rest = this.#text.slice(number.end, number.end + 2);
      const plain = !/^(?:[-/–:,.%]\d|%|[A-Za-z])/.test(rest);
      if (plain && this.#figures(at + 1) === null) return this.#months(number.value, 1, 12, at + 2);
    }
    if (number === undefined || this.#lexemes[at]!.value !== 1) return null;
    const before = this.#lexemes[at - 1];
    if (before?.kind === "times" && space.test(this.#between(before, this.#lexemes[at]!))) return null;
    const count = this.#count(at + 1);
    if (count === null || ["minute", "hour", "weekend", "decade"].includes(count.unit)) return null;
    return this.#unit(count.unit, count.value, count.next);
  }

  /** "on the 15th", without a month: the closest. Not "on the 15th floor". */
  #dayAlone(at: number, ordinal: Lexeme): Span | null {
    const { start } = this.#lexemes[at]!;
    if (!/\bon $/i.test(this.#text.slice(Math.max(0, start - 4), start))) return null;
    if (this.#dayMonth(at + 1) !== null || !ends.test(this.#text.slice(ordinal.end, ordinal.end + 12)))
      return null;
    const { year, month } = civilFrom(this.#today);
    let best: Span | null = null;
    for (const shift of [-1, 0, 1]) {
      const first = civilFrom(dayFrom(year, month + shift, 1));
      const span = this.#days(first.year, first.month, ordinal.value, ordinal.value, at + 2);
      if (span === null) continue;
      if (best === null || Math.abs(span.from - this.#today) < Math.abs(best.from - this.#today)) best = span;
    }
    return best;
  }

  /** "the day before yesterday", "the day after tomorrow", "the weekend before last". */
  #the(at: number): Span | null {
    const ordinal = this.#is(at + 1, "ordinal");
    if (ordinal !== undefined && ordinal.digits > 0) return this.#dayAlone(at, ordinal);
    const unit = this.#is(at + 1, "unit");
    if (unit === undefined) return null;
    const name = units[unit.value] ?? "";
    const before = this.#is(at + 2, "before");
    const after = this.#is(at + 2, "after");
    const day = this.#is(at + 3, "day");
    if (name === "day" && day !== undefined) {
      if (before && day.value < 0) return this.#day(this.#today - 2, at + 4);
      if (after && day.value > 0) return this.#day(this.#today + 2, at + 4);
    }
    const modifier = this.#is(at + 3, "modifier");
    if (name === "day" || modifier === undefined) return null;
    if (before && modifier.value < 0) return this.#unit(name, -2, at + 4);
    return after && modifier.value > 0 ? this.#unit(name, 2, at + 4) : null;
  }
}
