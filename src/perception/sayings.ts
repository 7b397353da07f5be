import type { Asked, CueTerm } from "../ports/value-reader.ts";
import { aims } from "./asked.ts";
import { figuresIn } from "./figures.ts";
import { termOf } from "./perception.ts";
import { stopWords } from "./stop-words.ts";
import { placedTimesOf } from "./time-expressions.ts";

/** A value in a text, and how it stands to what was asked. */
export interface Value {
  /** What two values must share to be of the same kind. */
  readonly measure: string;
  /** Equal for equal values. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** How much of the cue's weight stands near it, in [0, 1]. */
  readonly near: number;
  /** In [-1, 1]: what it counts is what was asked; 0 where it does not say what it counts. */
  readonly counted: number;
  /** A verb of change leads up to it. */
  readonly changed: boolean;
  /** Its clause says that it is new. */
  readonly lately: boolean;
  /** It is aimed at, a bound, a difference, or what was before: no value that holds. */
  readonly isNone: boolean;
  /** Its clause says that it holds from then on: "from May", "effective 1 June". */
  readonly from: number | null;
  /** Its sentence holds a word of the cue, or says that it is new. */
  readonly related: boolean;
}

/** So much of a text is read, in UTF-16 units. */
const LONGEST = 32_768;
/** A text's further values are left out. */
const MOST = 32;
/** Words over which what stands near a value counts for a third: a clause of English (11 to 14 words). */
const NEAR_WORDS = 12;
/** UTF-16 units around a value that are looked at: beyond these a word counts for less than 1 in 30. */
const AROUND = 240;
/** Characters of a clause that lead up to a value or follow it. */
const BEFORE = 70;
const AFTER = 40;

const word = /[\p{L}\p{N}][\p{L}\p{N}'’]*/gu;
const possessive = /['’]s$/;
/** Closed classes of English: a value is reached, raised, moved to … */
const change =
  /\b(?:updat|increas|decreas|reduc|extend|shorten|adjust|reschedul|mov|postpon|push|chang|improv|reach|gr[eo]w|grown|rais|switch|upgrad|downgrad|br(?:ing|ought)|boost|dropp|lower|cut|bump|expand|rise|rose|risen|went|gone|goes|doubl|tripl|add|revis|correct|got|hit|stabili[sz]|complet|climb|jump|fell|fall|slipp|shift|replac|renew)\w*\b[^.;!?]{0,30}$/i;
const recent =
  /\b(?:now|currently|recent(?:ly)?|new|latest|already|so far|total|just|additional|actually|instead|as of|down to|up to|these days|lately|today|since)\b/i;
const before =
  /\b(?:initial(?:ly)?|original(?:ly)?|previous(?:ly)?|used to|formerly|at first|before that|start(?:ed|ing) (?:at|with|out at))\b[^.,;]{0,16}$/i;
const bound =
  /\b(?:below|under|above|over|beyond|at least|at most|by|by (?:about|around|nearly|another|an? extra)) $/i;
const from = /\bfrom [^,.;]{0,14}$/i;
/** "up from 950", "an improvement from my usual 8:30". */
const leftBehind =
  /\b(?:up|down|(?:improv|increas|decreas|reduc|ris|rose|drop|fall|fell|jump|climb|chang|mov|switch)\w*) from (?:(?! to )[^,.;]){0,14}$/i;
/** When somebody speaks or has just done something: the date of nothing else. */
const spoken = /^(?:today|tonight|yesterday|last night|this (?:morning|afternoon|evening))$/i;
/** "isn't on the 9th any more": what is denied holds not. */
const denied = /(?:\bnot|n['’]t|\bno longer)(?: (?:at|on|in|for|the|an?|to|be|have|any|about|cost))* $/i;
/** Somebody's age at the time: "since I was eight". */
const age = /\b(?:since|when|until|till|before|after) (?:\S+ ){1,2}(?:was|were|turned) $/i;
/** The sentence up to a value, and from it on. */
const sentenceBefore = /(?:[^.!?\n]|\.(?=\d))*$/;
const sentenceAfter = /^(?:[^.!?\n]|\.(?=\d))*/;
/** The clause up to a value, and from it on: a comma between figures divides nothing. */
const clauseBefore = /(?:[^.,!?;\n(]|[.,](?=\d))*$/;
const clauseAfter = /^(?:[^.,!?;\n)]|[.,](?=\d))*/;

/** The values in a text that are of the kind that was asked for, in no order. Linear in its length. */
export function valuesIn(text: string, asked: Asked, terms: readonly CueTerm[], said: number): Value[] {
  const read = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const weights = new Map(terms.map(({ term, weight }) => [term, weight]));
  const full = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return placesIn(read, asked, weights, said)
    .slice(0, MOST)
    .map((place) => valueAt(read, place, asked, weights, full, said));
}

interface Place {
  readonly measure: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function placesIn(
  text: string,
  asked: Asked,
  weights: ReadonlyMap<string, number>,
  said: number,
): readonly Place[] {
  if (asked.kind === "thing") return densest(text, weights);
  const code = codeIn(text);
  const isProse = ({ start }: { readonly start: number }): boolean =>
    !code.some(([open, close]) => start >= open && start < close);
  const dates =
    asked.kind === "date"
      ? placedTimesOf(text, said)
          .filter(({ text: written }) => !spoken.test(written))
          .map(({ from: day, start, end }) => ({ measure: "date", value: String(day), start, end }))
      : [];
  const figures = figuresIn(text)
    .filter(
      ({ dimension, unit, value }) =>
        asked.dimensions.includes(dimension) &&
        (asked.unit === null || asked.unit === unit) &&
        !(asked.counted.length > 0 && dimension === "count" && value.includes(".")),
    )
    .map(({ dimension, unit, value, start, end }) => ({
      measure: `${dimension} ${unit}`,
      value,
      start,
      end,
    }));
  return [...dates, ...figures].filter(isProse);
}

/** Stretches between fences. */
function codeIn(text: string): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (let open = text.indexOf("```"); open >= 0; ) {
    const close = text.indexOf("```", open + 3);
    stretches.push([open, close < 0 ? text.length : close]);
    open = close < 0 ? -1 : text.indexOf("```", close + 3);
  }
  return stretches;
}

/** Where most of the cue stands together: a statement without a value of its own. */
function densest(text: string, weights: ReadonlyMap<string, number>): readonly Place[] {
  const hits = termsIn(text, 0, text.length, weights).filter(({ term }) => weights.has(term));
  let best: Place | null = null;
  let most = 0;
  for (const hit of hits) {
    const near = nearness(hits, hit.at, weights);
    if (near <= most) continue;
    most = near;
    best = { measure: "thing", value: "", start: hit.start, end: hit.end };
  }
  return best === null ? [] : [best];
}

/** Which of the cue's terms a text holds. */
export function matterIn(text: string, terms: readonly CueTerm[]): ReadonlySet<string> {
  const weights = new Map(terms.map(({ term, weight }) => [term, weight]));
  return new Set(termsIn(text, 0, Math.min(text.length, LONGEST), weights).map(({ term }) => term));
}

interface PlacedTerm {
  readonly term: string;
  /** Its number among the words. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The words; those that cannot be of the cue are not stemmed and have no term. A stem begins as its word does. */
function termsIn(
  text: string,
  start: number,
  end: number,
  weights: ReadonlyMap<string, number>,
): PlacedTerm[] {
  const heads = new Set([...weights.keys()].map((term) => term.slice(0, 2)));
  const stretch = text.slice(start, end);
  return [...stretch.matchAll(word)].map((match, at) => {
    const low = match[0].toLowerCase();
    return {
      term: heads.has(low.slice(0, 2)) ? termOf(low.replace(possessive, "")) : "",
      at,
      start: start + match.index,
      end: start + match.index + match[0].length,
    };
  });
}

/** The weights of the terms, each by the distance in words of its nearest place. */
function nearness(hits: readonly PlacedTerm[], at: number, weights: ReadonlyMap<string, number>): number {
  const distances = new Map<string, number>();
  for (const hit of hits) {
    const distance = Math.abs(hit.at - at);
    if (distance < (distances.get(hit.term) ?? Number.POSITIVE_INFINITY)) distances.set(hit.term, distance);
  }
  let sum = 0;
  for (const [term, distance] of distances) sum += weights.get(term)! * Math.exp(-distance / NEAR_WORDS);
  return sum;
}

function valueAt(
  text: string,
  place: Place,
  asked: Asked,
  weights: ReadonlyMap<string, number>,
  full: number,
  said: number,
): Value {
  const { start, end } = place;
  const around = termsIn(text, Math.max(0, start - AROUND), Math.min(text.length, end + AROUND), weights);
  const at = around.findLast((term) => term.start <= start)?.at ?? 0;
  const hits = around.filter(({ term }) => weights.has(term));
  const near = nearness(hits, at, weights) / full;
  const left = text.slice(Math.max(0, start - BEFORE), start);
  const lead = clauseBefore.exec(left)![0];
  const follow = clauseAfter.exec(text.slice(end, end + AFTER))![0];
  const changed = change.test(lead.slice(-48));
  const lately = recent.test(`${lead.slice(-48)} # ${follow.slice(0, 24)}`);
  const opens = start - sentenceBefore.exec(text.slice(Math.max(0, start - AROUND), start))![0].length;
  const closes = end + sentenceAfter.exec(text.slice(end, end + AROUND))![0].length;
  return {
    ...place,
    near,
    counted: asked.counted.length === 0 ? 0 : countedBy(place, follow, asked.counted, weights),
    changed,
    lately,
    related: changed || lately || hits.some((hit) => opens <= hit.start && hit.end <= closes),
    isNone:
      (!asked.goal && aims.test(lead.slice(-55))) ||
      bound.test(left) ||
      age.test(left) ||
      denied.test(left) ||
      before.test(lead.slice(-40)) ||
      leftBehind.test(left) ||
      (from.test(left) && follow.startsWith(" to ")),
    from: onsetIn(`${lead}${text.slice(start, end)}${follow}`, said),
  };
}

const onsetWord = /\b(?:from|starting|beginning|as of|effective)\b/i;
const onset = /\b(?:from|starting|beginning|as of|effective)(?: (?:on|in|from|the))*\s$/i;

/** When what a clause says begins to hold, where it says so. */
function onsetIn(clause: string, said: number): number | null {
  if (!onsetWord.test(clause)) return null;
  const time = placedTimesOf(clause, said).find(({ start }) => onset.test(clause.slice(0, start)));
  return time === undefined ? null : time.from;
}

/** What follows a count up to the next word of no weight is what it counts, unless the cue says it otherwise. */
function countedBy(
  { measure }: Place,
  follow: string,
  asked: readonly string[],
  weights: ReadonlyMap<string, number>,
): number {
  if (measure === "count time" && asked.at(-1) === "time") return 1;
  if (!measure.startsWith("count")) return 0;
  const counted: string[] = [];
  for (const [written] of [...follow.matchAll(word)].slice(0, 4)) {
    const form = written.toLowerCase();
    if (stopWords.has(form)) break;
    counted.push(termOf(form));
  }
  if (counted.length === 0) return 0;
  const same = counted.filter((term) => asked.includes(term)).length;
  if (same === 0) return counted.some((term) => weights.has(term)) ? 0 : -1;
  return Math.min(1, same / Math.min(asked.length, 2));
}
