import type { Asked } from "../ports/value-reader.ts";
import { units } from "./claims/quantities.ts";
import { type Dimension, dimensionOf } from "./figures.ts";
import { termOf } from "./perception.ts";
import { stopWords } from "./stop-words.ts";

/** Characters: what is longer is no question. */
const LONGEST = 1_000;

/** Words of what is aimed at or allowed: a figure beside them is no value that holds. */
export const aims: RegExp =
  /\b(?:goals?|targets?|aim(?:s|ed|ing)?|want(?:s|ed|ing)? to|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|need(?:s|ed)? to|trying to|(?:would|['’]d) like|intend(?:s|ed|ing)?|exceed(?:s|ed)?|no (?:more|less|fewer) than|limits?|at least|at most|minimum|maximum|max|threshold|deadlines?|should)\b/i;

const earlier =
  /\b(?:previous(?:ly)?|before (?:i|we|he|she|they)|earlier|original(?:ly)?|initial(?:ly)?|used to|formerly|at first|last (?:year|month|time))\b/;
const present =
  /\b(?:current(?:ly)?|now|most recent(?:ly)?|latest|these days|nowadays|at the moment|at present|still)\b/;
/** What happened once stays true: "When did I meet …?" */
const happened =
  /^(?:when|how long|how much|what|what time)\b[^?]*\bdid (?:i|you|we|he|she|they|my|\p{L}+)\b/u;
/** What follows from several statements, and stands in none. */
const reckons =
  /\b(?:how (?:many|much|long)\b.*\b(?:ago|between|passed|elapsed|(?:before|after|when|until) (?:the|my|our|his|her|their|i|we|he|she|they|\p{L}+) )|how (?:many|much) (?:more|less|fewer)\b|differences?\b|altogether\b)/u;
/** Not "the hobby that helps when …". */
const asksWhen =
  /^(?:\p{L}+,? )?when (?:is|are|am|do|does|will|should|can|must)\b|\b(?:what|which) (?:date|day|weekday|month|year)\b|^what(?:['’]s| is| was) the (?:\p{L}+ )?date\b|^(?:what|which)\b.*\b(?:deadline|due date)\b/u;
const whether =
  /^(?:have|has|had|did|do|does|am|is|are|was|were)\s+(?:i|we|he|she|they|you|my|our|\p{Lu}\p{L}+)\b/iu;
const counting =
  /\bhow many ((?:(?!(?:of|do|did|does|have|has|had|are|were|is|was|can|could|will|would|should)\b)[\p{L}'’-]+ ?){1,5})/u;

const any: readonly Dimension[] = [
  "count",
  "ratio",
  "other",
  "rate",
  "mass",
  "length",
  "time",
  "money",
  "share",
  "volume",
  "data",
  "clock",
];
/** How far, how old: what is asked of by its degree. */
const degrees: readonly (readonly [RegExp, readonly Dimension[]])[] = [
  [/\bhow (?:far|tall|high|deep|wide|thick|broad)\b/, ["length", "other", "count"]],
  [/\bhow (?:heavy|light)\b/, ["mass", "count"]],
  [/\bhow old\b/, ["time", "count"]],
  [/\bhow expensive\b/, ["money"]],
  [/\bhow likely\b/, ["share"]],
  [/\bhow (?:fast|quick|quickly|slow|hot|warm|cold|big|large|small|strong|full)\b/, any],
];
/** What a noun measures, where its question says no more; in this order. */
const measured: readonly (readonly [RegExp, readonly Dimension[]])[] = [
  [
    /\bhow much (?:money|cash)\b|\b(?:cost|price|budget|salary|wage|pay|fee|fare|rent|tax|toll|tuition|deposit|premium|loan|debt|mortgage|savings|fund|income|revenue|profit|turnover|bonus|allowance|damages|expens\w+)s?\b/,
    ["money"],
  ],
  [
    /\b(?:percent|percentage|share|proportion|probability|chance|odds|rate|accuracy|precision|coverage)\b/,
    ["share"],
  ],
  [/\b(?:time|duration|delay|latency|interval|wait)\b/, ["time", "clock"]],
  [/\b(?:record|score|result)\b/, ["ratio", "count"]],
  [/\b(?:weigh(?:t|s)?|mass)\b/, ["mass", "count"]],
  [/\b(?:distance|height|length|width|depth|tall)\b/, ["length", "count"]],
  [
    /\b(?:number|count|level|maximum|minimum|target|goal|limit|quota|threshold|size|speed|pace|temperature|pressure|pulse|heart rate|frequency|total|sum|average|mean|median|age|ratio|capacity|volume|area|quantity|amount|dose|dosage|rank|rating|grade|yield|output|attendance|turnout|population)\b/,
    any,
  ],
];

/**
 * Claim: the form of a question tells what kind of value answers it, and whether time can change that.
 * Formula: docs/SPEC.md, CV1.
 * Citation: expected answer types: Li and Roth 2002, doi:10.3115/1072228.1072378.
 * Deviations: rules over question words and nouns in place of a trained classifier; the numeric and temporal types
 *   alone; English only: a question in another language asks for nothing here.
 * Test: src/perception/asked.test.ts.
 */
export function askedIn(cue: string): Asked | null {
  if (cue.length > LONGEST) return null;
  const text = cue.trim().toLowerCase();
  if (whether.test(cue.trim())) return asking("whether", [], text);
  if (happened.test(text) || reckons.test(text)) return null;
  if (/\bhow (?:much time|long)\b/.test(text)) return asking("figure", ["time", "clock"], text);
  if (/\bhow (?:often|frequently)\b/.test(text)) return asking("figure", ["count", "rate"], text);
  if (/\bwhat time\b/.test(text)) return asking("figure", ["clock"], text);
  const counted = counting.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const unit = units.get(counted.at(-1) ?? "");
  if (unit !== undefined && unit !== "time") return { ...asking("figure", [dimensionOf(unit)], text), unit };
  if (counted.length > 0)
    return {
      ...asking("figure", ["count"], text),
      counted: counted.filter((word) => !stopWords.has(word)).map(termOf),
    };
  if (asksWhen.test(text)) return asking("date", ["clock"], text);
  const [, dimensions] =
    degrees.find(([degree]) => degree.test(text)) ??
    ((/^(?:what|which|how)\b/.test(text) && measured.find(([noun]) => noun.test(text))) || []);
  if (dimensions !== undefined) return asking("figure", dimensions, text);
  if (/\bhow much\b/.test(text)) return asking("figure", any, text);
  return /^(?:what|which|where|who)\b/.test(text) && present.test(text) ? asking("thing", [], text) : null;
}

function asking(kind: Asked["kind"], dimensions: readonly Dimension[], text: string): Asked {
  return {
    kind,
    dimensions,
    unit: null,
    counted: [],
    // Not "how many goals".
    goal: aims.test(text.replace(counting, "")),
    earlier: earlier.test(text),
  };
}
