import * as z from "zod";
import type { ValidTime } from "../model/claim.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { keeperOf } from "./claims.ts";
import type { Body } from "./fold/body.ts";

/** The time between two dated statements, as far as their dates are known. */
export interface Elapsed {
  readonly from: { readonly from: Millis; readonly to: Millis };
  readonly to: { readonly from: Millis; readonly to: Millis };
  /**
   * Whole days from the one to the other: the least and the most that the two stretches allow. Negative where
   * the second comes first.
   */
  readonly days: { readonly least: number; readonly most: number };
  /** "3 months and 12 days". */
  readonly text: string;
}

export interface ElapsedOptions {
  /** Whose statements: its own scope and what is above it. Default: the empty scope. */
  readonly scope?: Scope;
}

const optionsSchema = z.strictObject({ scope: scopeSchema.exactOptional() }) as z.ZodType<ElapsedOptions>;

type Stretch = Elapsed["from"];

const millisPerDay = 86_400_000;

/**
 * Between two claims, episodes or dates: each an id of `claims`, an id of an episode, or ISO 8601, tried in this
 * order. What lasts counts from when it began; a year or a month without a day is the whole of it.
 *
 * Errors: `unknown-episode` for an id that is not there or may not be found any more, `invalid-time` for what is
 * neither id nor date, `invalid-options` for a claim that names no time.
 */
export async function elapsed(
  body: Body,
  from: string,
  to: string,
  given: ElapsedOptions = {},
): Promise<Elapsed> {
  for (const value of [from, to])
    if (typeof value !== "string" || value === "")
      throw new EncephalonError("invalid-options", "What is to be counted between is no text.", {
        value,
        remedy: 'Pass ids of claims or of episodes, or dates such as "2026-03-14".',
      });
  const { scope = {} } = conform(
    optionsSchema,
    given,
    "invalid-options",
    "elapsed takes { scope }: see ElapsedOptions.",
  );
  return body.deriver.upToDate(async () =>
    elapsedBetween(await stretchOf(body, from, scope), await stretchOf(body, to, scope)),
  );
}

/** SPEC CL12. */
export function elapsedBetween(from: Stretch, to: Stretch): Elapsed {
  const least = firstDay(to) - lastDay(from);
  const most = lastDay(to) - firstDay(from);
  return { from, to, days: { least, most }, text: textOf(from, to, least, most) };
}

const firstDay = ({ from }: Stretch): number => Math.floor(from / millisPerDay);
const lastDay = ({ to }: Stretch): number => Math.floor((to - 1) / millisPerDay);

async function stretchOf(body: Body, named: string, scope: Scope): Promise<Stretch> {
  const { admits } = body.register.visibility({ scope, from: null, to: null, kinds: null });
  const seq = /^(\d+):\d+-\d+:/.exec(named)?.[1];
  const row = seq === undefined ? null : body.register.ordinalOf(Number(seq) as Seq);
  const claim =
    row === null || !admits(row)
      ? undefined
      : keeperOf(body)
          .claimsOf(row)
          .find(({ id }) => id === named);
  if (claim !== undefined) return stretchOfClaim(named, claim.valid);
  const event = await body.log.find(named as EpisodeId);
  const told = event?.id === named ? body.register.ordinalOf(event.seq) : null;
  if (told !== null && admits(told)) return moment(body.register.timeOf(told));
  const written = writtenDate(named);
  if (written !== null) return written;
  if (/^[+-]?\d/.test(named) && seq === undefined) return moment(parseTime(named));
  throw new EncephalonError("unknown-episode", `There is no claim or episode ${JSON.stringify(named)}.`, {
    value: named,
    remedy: 'Take an id from `claims` or from `recall`, or give a date such as "2026-03-14".',
  });
}

/** A month or a year is all of its days. */
function writtenDate(text: string): Stretch | null {
  const [, year, month, day] = /^([+-]\d{6}|\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const from = parseTime(text);
  const to = new Date(from);
  if (day !== undefined) to.setUTCDate(to.getUTCDate() + 1);
  else if (month !== undefined) to.setUTCMonth(to.getUTCMonth() + 1);
  else to.setUTCFullYear(to.getUTCFullYear() + 1);
  return { from, to: parseTime(to) };
}

function moment(time: Millis): Stretch {
  return { from: time, to: (time + 1) as Millis };
}

function stretchOfClaim(id: string, { from, to, precision }: ValidTime): Stretch {
  if (precision === "said")
    throw new EncephalonError("invalid-options", "The claim names no time.", {
      value: id,
      remedy: "Pass the id of its episode: that counts from when it was said.",
    });
  if (from !== null && to !== null && precision !== "span") return { from, to };
  // What lasts is counted from its beginning; of what only ends, to its end.
  const unit = daysOf[precision] * millisPerDay;
  if (from !== null) return { from, to: Math.min(from + unit, to ?? Number.POSITIVE_INFINITY) as Millis };
  return { from: (to! - unit) as Millis, to: to! };
}

const daysOf: Readonly<Record<ValidTime["precision"], number>> = {
  ...{ day: 1, week: 7, month: 30, season: 91, year: 365, span: 1, said: 1 },
};

function textOf(from: Stretch, to: Stretch, least: number, most: number): string {
  if (most < 0) return `${textOf(to, from, -most, -least)} before`;
  if (least === most) return calendarText(firstDay(from), lastDay(to));
  if (least < 0) return `within ${calendarText(0, Math.max(-least, most))} of each other`;
  return `${calendarText(lastDay(from), firstDay(to))} to ${calendarText(firstDay(from), lastDay(to))}`;
}

/** Years, months and days from one day to a later one, counted as a calendar does; "the same day" for none. */
export function calendarText(first: number, last: number): string {
  const [begin, end] = [new Date(first * millisPerDay), new Date(last * millisPerDay)];
  let months = 12 * (end.getUTCFullYear() - begin.getUTCFullYear()) + end.getUTCMonth() - begin.getUTCMonth();
  if (monthsAfter(first, months) > last) months--;
  const days = last - monthsAfter(first, months);
  const parts = [
    counted(Math.floor(months / 12), "year"),
    counted(months % 12, "month"),
    counted(days, "day"),
  ].filter((part) => part !== "");
  if (parts.length === 0) return "the same day";
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)!}`;
}

/** The same day of a later month, or its last: a month after the 31st of January is the 28th of February. */
function monthsAfter(day: number, months: number): number {
  const begin = new Date(day * millisPerDay);
  const end = new Date(day * millisPerDay);
  end.setUTCDate(1);
  end.setUTCMonth(begin.getUTCMonth() + months + 1, 0);
  end.setUTCDate(Math.min(begin.getUTCDate(), end.getUTCDate()));
  return Math.round(end.getTime() / millisPerDay);
}

function counted(count: number, unit: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
