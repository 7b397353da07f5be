import { EncephalonError, quoted } from "./errors.ts";
import type { Millis } from "./ids.ts";

/** The range of a JavaScript Date: 100,000,000 days either side of 1970. */
const LIMIT = 8.64e15;

const iso =
  /^([+-]\d{6}|\d{4})(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?( ?Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$/;
const zoned = /(Z|[+-]\d{2}(:?\d{2})?)$/;

/**
 * SPEC M3: ISO 8601 (UTC where it names no zone), a Date, or milliseconds since 1970. Anything else
 * is `invalid-time`: guessing a date would be inventing a fact.
 */
export function parseTime(value: string | number | Date): Millis {
  const ms =
    typeof value === "string"
      ? parseIso(value)
      : typeof value === "number" || value instanceof Date
        ? Number(value)
        : Number.NaN;
  if (Number.isFinite(ms) && Math.abs(ms) <= LIMIT) return (Math.trunc(ms) + 0) as Millis;
  throw new EncephalonError("invalid-time", `The time ${quoted(value)} cannot be read.`, {
    value,
    remedy:
      'Give ISO 8601 such as "2026-03-14" or "2026-03-14T09:30:00+01:00", a Date, or milliseconds since 1970.',
  });
}

function parseIso(text: string): number {
  const trimmed = text.trim();
  if (!iso.test(trimmed)) return Number.NaN;
  const [date, clock] = trimmed.replace(",", ".").replace(/ ?Z$/, "Z").split(/[T ]/);
  const day = /-\d{2}-(\d{2})$/.exec(date!)?.[1];
  // Otherwise the 30th of February would be the 2nd of March.
  if (day !== undefined && new Date(date!).getUTCDate() !== Number(day)) return Number.NaN;
  if (clock === undefined) return Date.parse(date!);
  const zone = zoned.exec(clock)?.[0] ?? "";
  const time = clock.slice(0, clock.length - zone.length);
  const offset = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  return Date.parse(`${date}T${time}${offset === "" ? "Z" : offset}`);
}
