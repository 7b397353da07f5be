import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Millis } from "../../src/model/ids.ts";
import { onsetsOf, timesOf } from "../../src/perception/time-expressions.ts";
import type { Item } from "../datasets/dataset.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { type Meta, metaLines, metaOf } from "../report.ts";
import { claimsOf } from "./claims.ts";
import { type TruthRow, truthTable } from "./rows.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;
const months = "january february march april may june july august september october november december".split(
  " ",
);
const weekdays = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const numbers: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, a: 1 };

const utc = (year: number, month: number, day: number): number => Date.UTC(year, month, day);
const days = (from: number, count: number): Span => ({ from, to: from + count * dayMs });

/** The first date that an annotator's answer writes out, with its year: a second implementation, on purpose. */
function written(answer: string): Span | null {
  const name = `(${months.join("|")})`;
  const dayFirst = new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${name},? (\\d{4})`).exec(answer);
  if (dayFirst !== null)
    return days(utc(Number(dayFirst[3]), months.indexOf(dayFirst[2]!), Number(dayFirst[1])), 1);
  const monthFirst = new RegExp(`${name} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`).exec(answer);
  if (monthFirst !== null)
    return days(utc(Number(monthFirst[3]), months.indexOf(monthFirst[1]!), Number(monthFirst[2])), 1);
  const month = new RegExp(`${name},? (\\d{4})`).exec(answer);
  if (month !== null) {
    const [year, index] = [Number(month[2]), months.indexOf(month[1]!)];
    return { from: utc(year, index, 1), to: utc(year, index + 1, 1) };
  }
  const season = /(spring|summer|fall|autumn|winter) (?:of )?(\d{4})/.exec(answer);
  if (season !== null) {
    const first = { spring: 2, summer: 5, fall: 8, autumn: 8, winter: 11 }[season[1]!] ?? 0;
    return { from: utc(Number(season[2]), first, 1), to: utc(Number(season[2]), first + 3, 1) };
  }
  const year = /\b(?:in |since |around )?((?:19|20)\d{2})\b/.exec(answer);
  return year === null ? null : { from: utc(Number(year[1]), 0, 1), to: utc(Number(year[1]) + 1, 0, 1) };
}

/** What an answer names: "7 May 2023", "The week before 3 July 2023", "two weekends before …", "2013". */
export function goldOf(raw: string): Span | null {
  const answer = raw.toLowerCase();
  const date = written(answer);
  if (date === null || date.to - date.from > dayMs) return date;
  const relative = /(?:(\w+) )?(\w+) before/.exec(answer);
  if (relative === null) return date;
  const count = numbers[relative[1] ?? ""] ?? 1;
  const unit = relative[2]!.replace(/s$/, "");
  const weekday = new Date(date.from).getUTCDay();
  const monday = date.from - ((weekday + 6) % 7) * dayMs;
  switch (unit) {
    case "week":
      // The seven days before, or the calendar week before: both are what people mean.
      return {
        from: Math.min(monday - 7 * count * dayMs, date.from - 7 * count * dayMs),
        to: date.from - 7 * (count - 1) * dayMs,
      };
    case "weekend":
      return { from: monday - (7 * count - 5) * dayMs, to: monday - (7 * count - 7) * dayMs };
    case "day":
      return relative[1] === "few"
        ? { from: date.from - 5 * dayMs, to: date.from }
        : days(date.from - count * dayMs, 1);
    case "night":
      return days(date.from - dayMs, 1);
    case "month":
      return {
        from: utc(new Date(date.from).getUTCFullYear(), new Date(date.from).getUTCMonth() - count, 1),
        to: utc(new Date(date.from).getUTCFullYear(), new Date(date.from).getUTCMonth() - count + 1, 1),
      };
    case "year":
      return {
        from: utc(new Date(date.from).getUTCFullYear() - count, 0, 1),
        to: utc(new Date(date.from).getUTCFullYear() - count + 1, 0, 1),
      };
    default: {
      const index = weekdays.findIndex((name) => name.startsWith(unit.slice(0, 3)));
      return index < 0 ? date : days(date.from - ((weekday - index + 7) % 7 || 7) * dayMs, 1);
    }
  }
}

/**
 * Whether a stretch tells the date: it shares at least half of the shorter of the two with the answer's, and is
 * at most a week longer. A single day may be one off: a night runs on, and annotators count it to either.
 */
export function tells({ from, to }: Span, gold: Span): boolean {
  const [length, asked] = [to - from, gold.to - gold.from];
  if (length > asked + 7 * dayMs) return false;
  const spare = length <= dayMs ? dayMs : 0;
  const shared = Math.min(to, gold.to + spare) - Math.max(from, gold.from - spare);
  return shared >= Math.min(length, asked) / 2;
}

const dayOf = (time: number): Span => days(Math.floor(time / dayMs) * dayMs, 1);

function claimTimes(item: Item): Span[] {
  return claimsOf(item).flatMap(({ valid, object }): Span[] => {
    const own = object.type === "date" ? [object] : [];
    if (valid.precision === "said") return [...own, dayOf(item.time as number)];
    if (valid.from !== null && valid.to !== null) return [...own, { from: valid.from, to: valid.to }];
    const end = valid.from ?? valid.to;
    return end === null
      ? own
      : [
          ...own,
          {
            from: end,
            to: end + (valid.precision === "year" ? 366 : valid.precision === "month" ? 31 : 1) * dayMs,
          },
        ];
  });
}

const named = (item: Item): Span[] => {
  const [text, time] = [item.text ?? "", item.time as Millis];
  return [...timesOf(text, time), ...onsetsOf(text, time)];
};

const systems: Readonly<Record<string, (item: Item) => readonly Span[]>> = {
  times: named,
  claims: claimTimes,
  encephalon: (item) => [...named(item), ...claimTimes(item)],
  /** Every date is the day it was said. */
  said: (item) => [dayOf(item.time as number)],
};

export interface DatesReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
  /** Questions whose answer is no date: a duration, a place, yes. */
  readonly leftOut: number;
}

/** Of "when" questions: is the right date among the times of the turns that hold the evidence? */
export function runDates(directory: string, log: (line: string) => void, show = false): DatesReport {
  const meta = metaOf("dates", 0, false);
  log(metaLines(meta));
  const folder = join(directory, "locomo");
  const results: TruthRow[] = [];
  if (!existsSync(folder)) return { meta, results, leftOut: 0 };
  const samples: readonly {
    sample_id: string;
    qa: readonly { question: string; category: number; answer?: unknown; evidence?: readonly string[] }[];
  }[] = JSON.parse(readFileSync(join(folder, "locomo.json"), "utf8"));
  const brains = new Map(loadLocomo(folder, "locomo").brains.map((brain) => [brain.name, brain]));
  const right = new Map<string, number>();
  let [n, leftOut] = [0, 0];
  for (const sample of samples) {
    const items = new Map(brains.get(sample.sample_id)!.items.map((item) => [item.id, item]));
    for (const { question, category, answer, evidence } of sample.qa) {
      if (category !== 2) continue;
      const gold = goldOf(String(answer));
      const turns = (evidence ?? [])
        .flatMap((text) => text.split(/[;,\s]+/))
        .flatMap((id) => items.get(id) ?? []);
      if (
        gold === null ||
        turns.length === 0 ||
        !/\b(?:when|(?:what|which) (?:year|month|day|date))\b/i.test(question)
      ) {
        leftOut++;
        continue;
      }
      n++;
      for (const [name, spansOf] of Object.entries(systems))
        if (turns.some((turn) => spansOf(turn).some((span) => tells(span, gold))))
          right.set(name, (right.get(name) ?? 0) + 1);
        else if (show && name === "encephalon")
          console.log(
            `${question} => ${String(answer)}\n${turns.map((turn) => `   @${new Date(turn.time as number).toISOString().slice(0, 10)} ${turn.text}`).join("\n")}`,
          );
    }
  }
  for (const name of Object.keys(systems))
    results.push({
      dataset: "locomo",
      slice: "2",
      metric: "date_found",
      system: name,
      value: (right.get(name) ?? 0) / n,
      n,
    });
  log(truthTable(results));
  log(`${leftOut} questions have no date for an answer, or no evidence.`);
  return { meta, results, leftOut };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { data: { type: "string" }, show: { type: "boolean", default: false } },
  });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  runDates(directory, console.log, values.show);
}
