import type { Percept } from "../../model/episode.ts";
import { type DateOrder, type Moment, momentToIso, orderOf, readMoment } from "./moment.ts";
import { roleOfName } from "./roles.ts";
import { Collector, type Reading } from "./transcript.ts";

/** Silence after which a chat is another conversation. */
const sessionGapMs = 6 * 3_600_000;

/** One line as read on its own, before it is known what kind of file it stands in. */
interface Line {
  readonly number: number;
  readonly text: string;
  /** The line begins a turn and says when. */
  readonly stamp: Moment | null;
  /** What follows the stamp, or the whole line. */
  readonly rest: string;
  /** The line is a date alone, perhaps marked up as a heading. */
  readonly day: Moment | null;
}

/**
 * Chats (`[2024-05-01 10:15] Ana: …`, `01/05/24, 10:15 - Ana: …`, `Ana (10:15): …`, `Ana: …`, with lines
 * that hold a date and lines that continue a turn) and, where nobody speaks, prose by paragraphs.
 */
export function readText(name: string, text: string): Reading {
  const lines = text.split(/\r\n|[\r\n]/).map(readLine);
  const filled = lines.filter((line) => line.text !== "" && line.day === null);
  const leads = (style: (line: Line) => boolean): boolean => {
    const count = filled.filter(style).length;
    return count > 0 && (style(filled[0]!) || count * 4 >= filled.length);
  };
  if (leads((line) => line.stamp !== null)) return readTurns(name, lines, (line) => line.stamp !== null);
  const named = (line: Line): boolean => splitName(line.rest, barePattern) !== null;
  const speaking = filled.filter(named).length;
  if (filled[0] !== undefined && named(filled[0]) && speaking * 4 >= filled.length)
    return readTurns(name, lines, named);
  return readProse(name, lines);
}

interface Turn {
  readonly line: number;
  readonly who: Pick<Percept, "speaker" | "role" | "kind">;
  readonly time: string | undefined;
  readonly words: string[];
}

function readTurns(name: string, lines: readonly Line[], begins: (line: Line) => boolean): Reading {
  const into = new Collector();
  const order = orderOfFile(lines);
  // A date alone is a heading only where the turns do not say their own.
  const headings = !lines.some((line) => line.stamp?.date != null);
  const sessions = sessionNumbers(name);
  let today: string | undefined;
  let turn: Turn | null = null;
  let lost = false;
  const finish = (): void => {
    if (turn !== null) addTurn(name, turn, sessions(turn.time), into);
    turn = null;
  };

  for (const line of lines) {
    if (headings && line.day !== null) {
      finish();
      lost = false;
      const time = momentToIso(line.day, order);
      if (time === null) into.skip(line.number, "unreadable date");
      today = time?.slice(0, 10);
    } else if (begins(line)) {
      finish();
      const time = line.stamp === null ? today : momentToIso(line.stamp, order, today);
      lost = line.stamp?.date != null && time === null;
      if (lost) into.skip(line.number, "unreadable date");
      else turn = startTurn(line, time ?? undefined);
    } else if (turn !== null) {
      (turn as Turn).words.push(line.text);
    } else if (line.text !== "") {
      if (lost) into.skip(line.number, "continues a turn with an unreadable date");
      else turn = { line: line.number, who: { kind: "observation" }, time: today, words: [line.text] };
    }
  }
  finish();
  return into;
}

function startTurn(line: Line, time: string | undefined): Turn {
  const split = splitName(line.rest, line.stamp === null ? barePattern : stampedPattern);
  if (split === null) return { line: line.number, who: { kind: "observation" }, time, words: [line.rest] };
  const role = roleOfName(split.name);
  const who = role === undefined ? { speaker: split.name } : { role };
  return { line: line.number, who: { kind: "utterance", ...who }, time, words: [split.words] };
}

function addTurn(name: string, turn: Turn, session: string, into: Collector): void {
  const text = turn.words.join("\n").trim();
  if (text === "") into.skip(turn.line, "no text");
  else if (/^<?(?:media|image|video|audio|sticker|document|gif) omitted>?$/i.test(text))
    into.skip(turn.line, "an attachment that the export left out");
  else {
    const time = turn.time === undefined ? {} : { time: turn.time };
    into.addUnnamed(turn.line, name, { ...turn.who, text, session, ...time });
  }
}

/** `<name>#<n>`: a new number after six hours without a word, and wherever time runs back as far. */
function sessionNumbers(name: string): (time: string | undefined) => string {
  let number = 1;
  let last: number | null = null;
  return (time) => {
    const now = time === undefined ? last : Date.parse(time);
    if (now !== null && last !== null && Math.abs(now - last) >= sessionGapMs) number++;
    last = now;
    return `${name}#${number}`;
  };
}

function readProse(name: string, lines: readonly Line[]): Reading {
  const into = new Collector();
  const order = orderOfFile(lines);
  let time: string | undefined;
  let title: string | undefined;
  let start = 0;
  let words: string[] = [];
  const finish = (): void => {
    if (words.length > 0)
      into.addUnnamed(start, name, {
        kind: "observation",
        text: words.join("\n"),
        session: name,
        ...(title === undefined ? {} : { title }),
        ...(time === undefined ? {} : { time }),
      });
    words = [];
  };
  for (const line of lines) {
    const heading = line.text.match(/^#{1,6} +(.+)$/)?.[1];
    if (line.day !== null || heading !== undefined || line.text === "") finish();
    if (line.day !== null) {
      time = momentToIso(line.day, order) ?? undefined;
      if (time === undefined) into.skip(line.number, "unreadable date");
    } else if (heading !== undefined) title = heading;
    else if (line.text !== "") {
      if (words.length === 0) start = line.number;
      words.push(line.text);
    }
  }
  finish();
  return into;
}

/**
 * SPEC T8: which number of `05/06/24` is the day, for a whole file: what a number above 12 proves; else
 * dots are day first; else the order that brings neighbouring lines closer in time; else day first.
 */
function orderOfFile(lines: readonly Line[]): DateOrder {
  const moments = lines.flatMap((line) => line.stamp ?? line.day ?? []);
  const proof = moments.map(orderOf).find((order) => order !== null);
  if (proof !== undefined && proof !== null) return proof;
  if (lines.some((line) => line.stamp !== null && /^\[?\d{1,2}\.\d{1,2}\.\d/.test(line.text)))
    return "day-first";
  return wandering(moments, "month-first") < wandering(moments, "day-first") ? "month-first" : "day-first";
}

/** How far apart neighbouring lines are in all, in ms: least in the order that was meant. */
function wandering(moments: readonly Moment[], order: DateOrder): number {
  const times = moments.flatMap((moment) => {
    const iso = moment.date === null ? null : momentToIso(moment, order);
    return iso === null ? [] : [Date.parse(iso)];
  });
  return times.reduce((sum, time, index) => sum + Math.abs(time - (times[index - 1] ?? time)), 0);
}

const bracketed = /^\[([^\]]{3,48})\]\s{0,4}(?:[-–—] )?(.*)$/;
const dashed = /^(\d[^\]]{3,40}?)(?: [-–—] |: )(.*)$/;
const spaced =
  /^((?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?[T ] ?)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.? ?m\.?)?Z?) +(.*)$/i;
const nameThenTime = /^([^:()[\]]{1,40}?) ?[([](\d[^)\]]{2,40})[)\]] ?: *(.*)$/;
const stampedPattern = /^([^:]{1,60}):(?:\s+|$)(.*)$/;
const barePattern =
  /^(?:\*\*|__)?([\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}\p{N} .'’&-]{0,39}|user|assistant|system)(?:\*\*|__)?:(?:\*\*|__)?(?:\s+|$)(.*)$/u;

/** Marks of writing direction stand before stamps and names in exports, and narrow spaces inside times. */
function readLine(source: string, index: number): Line {
  const text = source
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replace(/[\u00a0\u202f]/g, " ")
    .trim();
  const line = { number: index + 1, text, stamp: null, rest: text, day: null };
  for (const pattern of [bracketed, dashed, spaced]) {
    const match = text.match(pattern);
    const stamp = match === null ? null : readMoment(match[1]!);
    if (match !== null && stamp !== null) return { ...line, stamp, rest: match[2]! };
  }
  const named = text.match(nameThenTime);
  const stamp = named === null ? null : readMoment(named[2]!);
  if (named !== null && stamp !== null) return { ...line, stamp, rest: `${named[1]}: ${named[3]}` };
  const bare = text.length > 80 ? "" : text.replace(/^[#\s*=_–—-]+|[\s*=_:–—-]+$/g, "");
  const day = bare === "" ? null : readMoment(bare);
  return day?.date == null ? line : { ...line, day };
}

/** A name is at most three words unless a stamp before it says that it is one. */
function splitName(text: string, pattern: RegExp): { readonly name: string; readonly words: string } | null {
  const match = text.match(pattern);
  if (match === null) return null;
  const name = match[1]!.replace(/^~ */, "").trim();
  if (name === "" || (pattern === barePattern && name.split(/\s+/).length > 3)) return null;
  return { name, words: match[2]! };
}
