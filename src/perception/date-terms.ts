import { civilFrom, dayOf, millisPerDay, weekdayOf } from "./civil-time.ts";
import { stem } from "./stem.ts";

export const monthNames: readonly string[] = [
  ...["january", "february", "march", "april", "may", "june", "july"],
  ...["august", "september", "october", "november", "december"],
];
export const weekdayNames: readonly string[] = [
  ...["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
];

/** In the form that the same words have in text: so "May" in a cue meets `may` in a date. */
const monthTerms = monthNames.map(stem);
const weekdayTerms = weekdayNames.map(stem);

const maxDays = 3;
const maxMonths = 4;
const maxYears = 3;

/**
 * The words for a stretch of time [from, to) in ms, each once. Up to three days: each day as `8`, `may`, `2023`,
 * `monday`; up to a season: its months and years; up to three years: the years; longer: nothing, since
 * words for all of it would say nothing.
 */
export function dateTermsOf(from: number, to: number): string[] {
  const terms = new Set<string>();
  addDateTerms(from, to, terms);
  return [...terms];
}

export function addDateTerms(from: number, to: number, terms: Set<string>): void {
  if (!(from < to)) return;
  const first = dayOf(from);
  const last = Math.ceil(to / millisPerDay) - 1;
  if (last - first < maxDays) {
    for (let day = first; day <= last; day++) {
      const { year, month, day: number } = civilFrom(day);
      terms.add(String(number)).add(monthTerms[month - 1] ?? "");
      terms.add(String(year)).add(weekdayTerms[weekdayOf(day)] ?? "");
    }
    return;
  }
  const start = civilFrom(first);
  const end = civilFrom(last);
  const months = (end.year - start.year) * 12 + end.month - start.month + 1;
  if (months <= maxMonths)
    for (let at = 0; at < months; at++) terms.add(monthTerms[(start.month - 1 + at) % 12] ?? "");
  if (end.year - start.year < maxYears)
    for (let year = start.year; year <= end.year; year++) terms.add(String(year));
}
