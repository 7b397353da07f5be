const months: readonly string[] = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

function monthNumber(name: string, whole: string): number {
  const month = months.indexOf(name.toLowerCase());
  if (month < 0) throw new Error(`not a month: ${whole}`);
  return month;
}

function match(pattern: RegExp, text: string): readonly string[] {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`not a time that this format knows: ${text}`);
  return found;
}

/** `1:56 pm on 8 May, 2023` (LoCoMo), read as UTC. */
export function locomoTime(text: string): number {
  const [, hour, minute, half, day, month, year] = match(
    /^(\d+):(\d+) (am|pm) on (\d+) (\w+), (\d+)$/,
    text.trim(),
  );
  const hours = (Number(hour) % 12) + (half === "pm" ? 12 : 0);
  return Date.UTC(Number(year), monthNumber(month!, text), Number(day), hours, Number(minute));
}

/** `2023/05/22 (Mon) 05:56` (LongMemEval), read as UTC. */
export function longMemEvalTime(text: string): number {
  const [, year, month, day, hour, minute] = match(/^(\d+)\/(\d+)\/(\d+) \(\w+\) (\d+):(\d+)$/, text.trim());
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}

/** `March-15-2024` (BEAM's time anchors), midnight UTC. */
export function beamTime(text: string): number {
  const [, month, day, year] = match(/^(\w+)-(\d+)-(\d+)$/, text.trim());
  return Date.UTC(Number(year), monthNumber(month!, text), Number(day));
}
