import { existsSync } from "node:fs";
import { join } from "node:path";
import { conceptsOf, topicsOf } from "../src/perception/concepts.ts";
import { monthNames } from "../src/perception/date-terms.ts";
import type { ConceptMention } from "../src/ports/features.ts";
import { type AnnotatedPassage, loadOpenIe } from "./datasets/openie.ts";
import { type Meta, metaLines, metaOf, table } from "./report.ts";

type Kind = ConceptMention["kind"];
type Match = "exact" | "overlap";

export interface ConceptRow {
  readonly system: string;
  /** The half of the passages: by their place in the file, from 0. Errors were looked at on the even ones. */
  readonly half: "even" | "odd";
  readonly match: Match;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Mentions a passage. */
  readonly mentions: number;
}

export interface ConceptReport {
  readonly meta: Meta;
  readonly passages: number;
  readonly results: readonly ConceptRow[];
  /** Per kind on the odd half: mentions a passage and the share that the language model also names. */
  readonly kinds: readonly { kind: Kind; mentions: number; exact: number; overlap: number }[];
  /** Per way of writing on the odd half: entities a passage and the share that is found. */
  readonly written: readonly { written: string; entities: number; exact: number; overlap: number }[];
  readonly microseconds: { readonly passage: number; readonly words: number };
}

/**
 * Both sides as they are compared: without accents, lower case, no article before and no possessive at the end,
 * words of letters and digits alone, initials written together, a full date as year-month-day and years
 * from and to as two. Written apart
 * from the recogniser's own keys, so that neither can hide the other's mistakes.
 */
export function comparable(written: string): string {
  const plain = written
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ł/g, "l")
    .replace(/ø/g, "o")
    .replace(/đ/g, "d")
    .replace(/ß/g, "ss")
    .replace(/æ/g, "ae")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/'s\b/g, "")
    .replace(/'/g, "")
    .replace(/(?<=\d),(?=\d)/g, "");
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.length > 1 && /^(?:the|an?)$/.test(words[0]!)) words.shift();
  const joined = words.join(" ").replace(/\b(?<=^|\s)([a-z])(?:\s(?=[a-z](?:\s|$)))/g, "$1");
  const range = /^(\d{4}) (?:to )?(\d{4}|\d{2})$/.exec(joined);
  if (range !== null) return `${range[1]} ${range[2]!.padStart(4, range[1]!)}`;
  const date =
    /^(?<month>[a-z]+) (?<day>\d{1,2}) (?<year>\d{4})$|^(?<day>\d{1,2}) (?<month>[a-z]+) (?<year>\d{4})$/.exec(
      joined,
    )?.groups;
  const month = monthNames.indexOf(date?.month ?? "") + 1;
  if (date === undefined || month === 0) return joined;
  return `${date.year} ${String(month).padStart(2, "0")} ${date.day?.padStart(2, "0")}`;
}

/** All words of the shorter are words of the longer. */
function overlaps(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  for (const word of small) if (!large.has(word)) return false;
  return true;
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** How many of `from` are matched by one of `to`. */
export function matched(from: ReadonlySet<string>, to: ReadonlySet<string>, match: Match): number {
  let count = 0;
  const sets = match === "overlap" ? Array.from(to, wordsOf) : [];
  for (const one of from) {
    if (to.has(one)) count++;
    else if (match === "overlap" && sets.some((other) => overlaps(wordsOf(one), other))) count++;
  }
  return count;
}

const comparables = (all: Iterable<string>): ReadonlySet<string> =>
  new Set(Array.from(all, comparable).filter((text) => text !== ""));

/** Runs of capitalised words, those that begin a sentence included: the least that can be done. */
function capitals({ title, text }: AnnotatedPassage): readonly string[] {
  return [title, ...text.matchAll(/\p{Lu}[\p{L}\p{M}'.-]*(?: \p{Lu}[\p{L}\p{M}'.-]*)*/gu)].map(String);
}

const mentionsOf = ({ title, text }: AnnotatedPassage): readonly ConceptMention[] => [
  ...topicsOf(title).slice(0, 1),
  ...conceptsOf(`${title}\n${text}`),
];

const systems: Readonly<Record<string, (passage: AnnotatedPassage) => readonly string[]>> = {
  "capitals only": capitals,
  "names, works, times": (passage) =>
    mentionsOf(passage)
      .filter(({ kind }) => kind !== "term")
      .map(({ key }) => key),
  "with terms": (passage) => mentionsOf(passage).map(({ key }) => key),
};

const matches: readonly Match[] = ["exact", "overlap"];

/** The recogniser against the entities that GPT-3.5 found in the same passages. Micro-averaged over passages. */
export function runConcepts(
  chosen: { readonly directory: string; readonly quick: boolean },
  print: (text: string) => void,
): ConceptReport {
  const path = join(chosen.directory, "musique", "openie-gpt-3.5.json");
  const meta = metaOf("concepts", 0, chosen.quick);
  print(metaLines(meta));
  if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  const all = loadOpenIe(path);
  const passages = chosen.quick ? all.slice(0, 100) : all;
  const results: ConceptRow[] = [];
  for (const half of ["even", "odd"] as const)
    for (const [system, read] of Object.entries(systems))
      for (const match of matches) results.push(row(system, half, match, read, ofHalf(passages, half)));
  const odd = ofHalf(passages, "odd");
  const report: ConceptReport = {
    meta,
    passages: passages.length,
    results,
    kinds: kindsOf(odd),
    written: writtenOf(odd),
    microseconds: timed(passages),
  };
  print(`\n${text(report)}`);
  return report;
}

function ofHalf(passages: readonly AnnotatedPassage[], half: "even" | "odd"): readonly AnnotatedPassage[] {
  return passages.filter((_, at) => at % 2 === (half === "even" ? 0 : 1));
}

function row(
  system: string,
  half: "even" | "odd",
  match: Match,
  read: (passage: AnnotatedPassage) => readonly string[],
  passages: readonly AnnotatedPassage[],
): ConceptRow {
  let ours = 0;
  let right = 0;
  let gold = 0;
  let found = 0;
  for (const passage of passages) {
    const said = comparables(read(passage));
    const named = comparables(passage.entities);
    ours += said.size;
    gold += named.size;
    right += matched(said, named, match);
    found += matched(named, said, match);
  }
  const precision = right / ours;
  const recall = found / gold;
  const f1 = (2 * precision * recall) / (precision + recall);
  return { system, half, match, precision, recall, f1, mentions: ours / passages.length };
}

function kindsOf(passages: readonly AnnotatedPassage[]): ConceptReport["kinds"] {
  return (["name", "work", "time", "term"] as const).map((kind) => {
    let all = 0;
    const right = { exact: 0, overlap: 0 };
    for (const passage of passages) {
      const named = comparables(passage.entities);
      const said = comparables(conceptsOf(passage.text).flatMap((one) => (one.kind === kind ? one.key : [])));
      all += said.size;
      for (const match of matches) right[match] += matched(said, named, match);
    }
    return { kind, mentions: all / passages.length, exact: right.exact / all, overlap: right.overlap / all };
  });
}

const classes: readonly [string, (entity: string) => boolean][] = [
  ["with a digit", (entity) => /\d/.test(entity)],
  ["with a capital, no digit", (entity) => /\p{Lu}/u.test(entity) && !/\d/.test(entity)],
  ["small letters only", (entity) => !/\p{Lu}|\d/u.test(entity)],
];

function writtenOf(passages: readonly AnnotatedPassage[]): ConceptReport["written"] {
  return classes.map(([written, holds]) => {
    let all = 0;
    const right = { exact: 0, overlap: 0 };
    for (const passage of passages) {
      const named = comparables(passage.entities.filter(holds));
      const said = comparables(systems["with terms"]!(passage));
      all += named.size;
      for (const match of matches) right[match] += matched(named, said, match);
    }
    return {
      written,
      entities: all / passages.length,
      exact: right.exact / all,
      overlap: right.overlap / all,
    };
  });
}

/** Processor time, which other programs do not lengthen: the fastest of five rounds over all passages. */
function timed(passages: readonly AnnotatedPassage[]): ConceptReport["microseconds"] {
  const words = passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0) / passages.length;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const from = process.cpuUsage();
    for (const { text } of passages) conceptsOf(text);
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, user + system);
  }
  return { passage: best / passages.length, words };
}

const percent = (share: number): string => (100 * share).toFixed(1);

function text(report: ConceptReport): string {
  const columns = ["P", "R", "F1"];
  const header = ["half", "system", ...columns, ...columns.map((column) => `${column} overlap`), "mentions"];
  const rows = report.results
    .filter(({ match }) => match === "exact")
    .map((exact) => {
      const overlap = report.results.find(
        (other) => other.match === "overlap" && other.half === exact.half && other.system === exact.system,
      )!;
      const figures = [exact, overlap].flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
      return [exact.half, exact.system, ...figures.map(percent), exact.mentions.toFixed(1)];
    });
  const kinds = report.kinds.map((one) => [
    one.kind,
    one.mentions.toFixed(1),
    percent(one.exact),
    percent(one.overlap),
  ]);
  const written = report.written.map((one) => [
    one.written,
    one.entities.toFixed(1),
    percent(one.exact),
    percent(one.overlap),
  ]);
  return [
    `musique, ${report.passages} passages against the entities of GPT-3.5; errors were looked at on even passages alone`,
    table(header, rows, 2),
    "",
    table(["our kind (odd passages)", "a passage", "P", "P overlap"], kinds, 1),
    "",
    table(["their entity (odd passages)", "a passage", "R", "R overlap"], written, 1),
    "",
    `${report.microseconds.passage.toFixed(0)} µs of processor time a passage of ${report.microseconds.words.toFixed(0)} words`,
  ].join("\n");
}
