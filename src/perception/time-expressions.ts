import type { Millis } from "../model/ids.ts";
import type { PlacedTime, TimeMention } from "../ports/features.ts";
import { millisPerDay } from "./civil-time.ts";
import { type Lexeme, lex } from "./time-lexer.ts";
import { TimeReader } from "./time-reader.ts";

/** A text's further mentions are not looked at: one that has more is a list or a log. */
export const maxMentions = 64;
const maxTime = 8.64e15;

/**
 * The times that an English text speaks of, in order, relative to `reference` and in UTC. Dates in figures
 * are found in any language. A text's cost is linear in its length.
 *
 * Conventions: weeks begin on Monday (ISO 8601) and "last", "next" and "two … ago" count calendar weeks,
 * weekends, months and years; "next Friday" is the Friday of next week; a date without a year, and a
 * weekday or day of the month alone ("on the 15th"), is the one closest to it, after "since" the last; years are 1800 to 2199; 5/8/2023 is in May, 5.8.2023 in August; seasons
 * are the northern meteorological ones. A duration ("for four months"), a bare number, a time of day and a
 * repetition ("on Sundays") are no dates.
 */
export function timesOf(text: string, reference: number): TimeMention[] {
  return placedTimesOf(text, reference).map(({ text: written, from, to }) => ({ text: written, from, to }));
}

/** The same with their places. `lexemes`: the text's, where they are there already. */
export function placedTimesOf(
  text: string,
  reference: number,
  lexemes: readonly Lexeme[] = lex(text),
): PlacedTime[] {
  const mentions: PlacedTime[] = [];
  if (!(Math.abs(reference) <= maxTime)) return mentions;
  const reader = new TimeReader(text, lexemes, reference);
  for (let at = 0; at < lexemes.length && mentions.length < maxMentions; ) {
    const span = reader.since(at, reader.read(at));
    if (span === null) {
      at++;
      continue;
    }
    const from = span.from * millisPerDay;
    const to = span.to * millisPerDay;
    if (from < to && Math.abs(from) <= maxTime && Math.abs(to) <= maxTime) {
      const start = lexemes[at]!.start;
      const end = reader.endOf(span.next);
      mentions.push({ text: text.slice(start, end), from: from as Millis, to: to as Millis, start, end });
    }
    at = span.next;
  }
  return mentions;
}

/** What makes of "for two months" a beginning: it goes on. */
const goesOn = /\b(?:been|have|has|(?:i|we|they|you|he|she|it)['’`](?:ve|s))\b[^.!?;\n]{0,80}$/i;
const forNow = /\bfor (?:about |around |almost |over |nearly |more than |like |the (?:last|past) )?$/i;

/**
 * When what goes on began, relative to `reference`: "have been painting for two months", "for a year now". In calendar
 * units, as "two months ago" is. What is over or ahead ("I waited for two hours") began at no time that is told.
 */
export function onsetsOf(
  text: string,
  reference: number,
  lexemes: readonly Lexeme[] = lex(text),
): PlacedTime[] {
  const onsets: PlacedTime[] = [];
  if (!(Math.abs(reference) <= maxTime)) return onsets;
  const reader = new TimeReader(text, lexemes, reference);
  for (let at = 0; at < lexemes.length && onsets.length < maxMentions; at++) {
    const { start } = lexemes[at]!;
    const before = text.slice(Math.max(0, start - 120), start);
    if (lexemes[at]!.kind !== "number" || !forNow.test(before)) continue;
    const span = reader.onset(at);
    if (span === null) continue;
    const end = reader.endOf(span.next);
    const now = /^ now\b/.test(text.slice(end, end + 5));
    if (!now && !goesOn.test(before)) continue;
    const [from, to] = [span.from * millisPerDay, span.to * millisPerDay];
    if (Math.abs(from) <= maxTime && Math.abs(to) <= maxTime)
      onsets.push({ text: text.slice(start, end), from: from as Millis, to: to as Millis, start, end });
  }
  return onsets;
}
