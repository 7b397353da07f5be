import { cardinals, money, scales, units } from "./claims/quantities.ts";

/** What a figure measures. `count`: things; `ratio`: "8/10", "5-2"; `clock`: a time of day or of a race. */
export type Dimension =
  | "money"
  | "share"
  | "time"
  | "length"
  | "mass"
  | "volume"
  | "data"
  | "rate"
  | "other"
  | "count"
  | "ratio"
  | "clock";

/** A figure and where it stands in its text: UTF-16 units, half-open. */
export interface Figure {
  readonly dimension: Dimension;
  /** As `units` calls it; empty where there is none. */
  readonly unit: string;
  /** One spelling for equal values: "1350", "5-7", "16:30". */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const dimensions: ReadonlyMap<string, Dimension> = new Map(
  (
    [
      ["money", "USD EUR GBP JPY"],
      ["share", "%"],
      ["time", "ms second minute hour day week month year"],
      ["length", "mm cm m km mile inch foot yard"],
      ["mass", "mg g kg lb oz"],
      ["volume", "ml l"],
      ["data", "mb gb"],
      ["count", "time"],
    ] as const
  ).flatMap(([dimension, names]) => names.split(" ").map((unit): [string, Dimension] => [unit, dimension])),
);

const number = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const spelt = [...cardinals.keys()].filter((word) => word !== "one").join("|");
/** A number in figures or words, or two with a dash or "of" between, that is no part of a name, a version or a date. */
const figure = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.#/:,-]|v)([$€£¥]?)(${number}|(?:${spelt})(?:-(?:${spelt}))?(?![\p{L}]))` +
    String.raw`(?:([kKmM])(?![\p{L}\p{N}]))?` +
    String.raw`(?:(\s?[-–]\s?|\/| (?:out )?of (?!the|my|our|her|his|them)|:| to )[$€£¥]?(${number}|${spelt})([kKmM](?![\p{L}\p{N}]))?)?` +
    String.raw`(?!\.*\d|_)(?:[ -]?(%|[ap]\.m\.?|[\p{L}/]+\.?))?`,
  "giu",
);
const ordinal = /^(?:st|nd|rd|th)$/;
const months =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
/** "March 12", "12 March", and the year: no figures but dates. */
const afterMonth = new RegExp(String.raw`(?:^|[^\p{L}])(?:${months})\.? (?:\d{1,2}, )?$`, "iu");
const monthName = new RegExp(String.raw`^(?:${months})\.?$`, "i");
const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1900 && value < 2100;
const clockMark = /^(?:am|pm|[ap]\.m\.?|o)$/i;

/** What stands before the number of an item or a heading. */
const listed = /(?:^|\n)[\s#>*-]*$/;
/** What is told from others of its kind by a number, and which number is called. */
const numbered =
  /\b(?:section|article|chapter|paragraph|clause|appendix|annex|exhibit|figure|fig\.|table|page|room|flat|apartment|suite|gate|platform|track|bus|tram|flight|route|highway|ticket|issue|case|call|dial|ring)s? $/i;
/** "use Windows 11": what a name ends in, within a sentence, counts nothing that follows. */
const inName = /[\p{Ll}\p{N}] \p{Lu}[\p{L}]*\p{Ll} $/u;
const goesOn =
  /^(?:[^\s\p{L}]|$|\s+(?:and|or|but|in|on|at|to|for|from|with|by|is|was|has|had|as|which|that|because|since|when|so|now)\b)/u;
const days = /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|I) $/;
/** A number that is dialled. */
const dialled = /(?<![\p{L}\p{N}.])(?:\+\d|0\d)[\d ()./-]{5,24}\d(?![\p{L}\p{N}:])/gu;

const repeated: Readonly<Record<string, number>> = { twice: 2, thrice: 3 };
/** Without one of these there is no figure. */
export const mayHoldFigure: RegExp = new RegExp(String.raw`\d|\b(?:twice|thrice|${spelt})\b`, "i");
/** The figures of a text, in order but for what is said in adverbs. Linear in its length. */
export function figuresIn(text: string): Figure[] {
  const figures: Figure[] = [];
  const numbers = text.matchAll(dialled);
  let dials = numbers.next().value;
  figure.lastIndex = 0;
  for (let match = figure.exec(text); match !== null; match = figure.exec(text)) {
    const [whole, symbol = "", first = "", scale = "", joint = "", second = "", scale2 = "", after = ""] =
      match;
    const start = match.index;
    // "12,000 euros." ends a sentence, "4 p.m." an abbreviation.
    const stop = /^[^.]+\.$/.test(after) ? 1 : 0;
    const word = after.toLowerCase().slice(0, after.length - stop);
    if (
      ordinal.test(word) ||
      monthName.test(word) ||
      afterMonth.test(text.slice(Math.max(0, start - 16), start))
    )
      continue;
    const scaled = scales.get(word);
    const low = amount(first, scale) * (scaled ?? 1);
    if (!Number.isFinite(low)) continue;
    const high = second === "" ? null : amount(second, scale2) * (scaled ?? 1);
    let end = start + whole.length - stop;
    let named = word === "%" ? "%" : scaled === undefined ? units.get(word) : undefined;
    if (scaled !== undefined && stop === 0) {
      const next = /^[ -]?(\p{L}+|%)/u.exec(text.slice(end, end + 24));
      named = units.get(next?.[1]?.toLowerCase() ?? "");
      if (named !== undefined) end += next![0].length;
    } else if (named === undefined && scaled === undefined && after !== "")
      end = start + whole.length - after.length - (/[ -]/.test(whole.at(-after.length - 1) ?? "") ? 1 : 0);
    figure.lastIndex = Math.max(end, start + 1);
    if (
      named === undefined &&
      listed.test(text.slice(Math.max(0, start - 8), start)) &&
      /^[.)]\s/.test(text.slice(end, end + 2))
    )
      continue;
    while (dials !== undefined && dials.index + dials[0].length <= start) dials = numbers.next().value;
    if (dials !== undefined && dials.index <= start) continue;
    const unit = money[symbol] ?? named ?? "";
    if (unit === "" && joint === "" && isYear(low) && scale === "") continue;
    const isClock = joint === ":" || clockMark.test(word);
    const marks = joint.trim();
    if (
      unit === "" &&
      joint === "" &&
      !isClock &&
      scaled === undefined &&
      scale === "" &&
      isName(text, first, start, end)
    )
      continue;
    if (isClock) {
      if (clockMark.test(word)) end = start + whole.length - stop;
      figures.push({
        dimension: "clock",
        unit: "",
        value: `${first}${second === "" ? "" : `:${second}`}${/^p/i.test(word) ? "p" : ""}`,
        start,
        end,
      });
    } else if (high !== null && unit === "" && marks !== "to")
      figures.push({ dimension: "ratio", unit: "", value: `${low}/${high}`, start, end });
    else if (high !== null && marks === "to") {
      // "from 70% to 90%" is two figures: the second begins where the first ends.
      const cut = start + whole.indexOf(joint);
      figures.push({ dimension: dimensionOf(unit), unit, value: String(low), start, end: cut });
      figures.push({
        dimension: dimensionOf(unit),
        unit,
        value: String(high),
        start: cut + joint.length,
        end,
      });
    } else
      figures.push({
        dimension: dimensionOf(unit),
        unit,
        value: high === null ? String(low) : `${low}-${high}`,
        start,
        end,
      });
  }
  for (const match of text.matchAll(/\b(?:twice|thrice)\b/gi)) {
    const start = match.index;
    const value = String(repeated[match[0].toLowerCase()]);
    figures.push({ dimension: "count", unit: "time", value, start, end: start + match[0].length });
  }
  return figures;
}

/** A number in figures that is part of a name, or by which a thing of many is called: "Section 12", "Windows 11". */
function isName(text: string, written: string, start: number, end: number): boolean {
  if (!/^\d/.test(written)) return false;
  if (/^0\d/.test(written)) return true;
  const left = text.slice(Math.max(0, start - 32), start);
  if (numbered.test(left)) return true;
  return inName.test(left) && !days.test(left) && goesOn.test(text.slice(end, end + 16));
}

/** What a unit measures. */
export function dimensionOf(unit: string): Dimension {
  return unit === "" ? "count" : (dimensions.get(unit) ?? (unit.includes("/") ? "rate" : "other"));
}

function amount(written: string, scale: string): number {
  const [tens = "", ones] = written.toLowerCase().split("-");
  const word = cardinals.get(tens);
  const value =
    word === undefined ? Number(written.replaceAll(",", "")) : word + (cardinals.get(ones ?? "") ?? 0);
  return value * (/k/i.test(scale) ? 1_000 : /m/i.test(scale) ? 1_000_000 : 1);
}
