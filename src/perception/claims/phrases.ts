import { type ClaimObject, longestClaimText } from "../../model/claim.ts";
import type { PlacedTime } from "../../ports/features.ts";
import { keyOf } from "../concept-key.ts";
import { isManner } from "./adverbs.ts";
import type { Token } from "./clause-lexer.ts";
import {
  adverbs,
  determiners,
  enders,
  particles,
  prepositions,
  pronouns,
  vagueAmounts,
  vagueTimes,
} from "./clause-words.ts";
import { closingQuote, phraseEnd } from "./phrase-end.ts";
import { countedIn, quantityAt, rateAfter, rateIn } from "./quantities.ts";
import { ingBase, isBase } from "./verb-forms.ts";

export interface Phrase {
  readonly object: ClaimObject;
  /** Tokens that it takes: [from, next). */
  readonly from: number;
  readonly next: number;
  /** Another verb is inside it: times after it are that verb's. */
  readonly holdsVerb: boolean;
}

const personal =
  /^(?:i|me|you|him|us|it|them|he|she|we|they|myself|yourself|himself|herself|itself|ourselves|themselves|one)$/;
const questionWord = /^(?:how|what|who|whom|where|when|why|whether|which)$/;
const dayParts = /^(?:morning|afternoon|evening|night|noon|midnight)s?$/;
/** Alone they say how, not what. */
const manners =
  /^(?:hard|harder|deep|deeper|fast|faster|late|later|early|earlier|far|farther|further|high|low|healthier|better|well)$/;
const limits = /^(?:below|under|above|least|most|than|within|up)$/;
const finite = /^(?:is|are|was|were|has|have|had|will|can|would|could|should|does|did)$/;
/** After these the head noun's phrase is over. */
const participles =
  /^(?:using|involving|including|featuring|focusing|containing|regarding|concerning|saying|named|called|tagged)$/;

/**
 * The object that begins at a token. Null where there is none, or where it is a pronoun or half a thought: what it
 * stands for is not read here. `quality`: after "be" or "feel", or a doing after "like".
 */
export function phraseAt(
  tokens: readonly Token[],
  from: number,
  times: readonly PlacedTime[],
  quality: boolean,
  text: string,
): Phrase | null {
  const first = tokens[from];
  if (first === undefined || (first.kind === "mark" && closingQuote(tokens, from) < 0)) return null;
  const dated = quality ? null : dateAt(tokens, from, times);
  if (dated !== null) return dated;
  if (adverbs.has(first.low) || isManner(first.low)) return null;
  const gerund = ingBase(first.low, true) !== null;
  const { next, holdsVerb } = phraseEnd(tokens, from, times, quality && !gerund && !isBase(first.low));
  // "was dubbed | the king"
  if (quality && !gerund && /^(?:a|an|the)$/.test(tokens[next]?.low ?? "")) return null;
  if (next <= from || isPronoun(tokens, from, next, quality) || isHalf(tokens, from, next)) return null;
  if (next - from === 1 && manners.test(first.low)) return null;
  const written = text.slice(first.start, tokens[next - 1]!.end).replace(/\s+/g, " ");
  if (written.length > longestClaimText || written.length < 2 || vagueAmounts.test(written)) return null;
  const follows = tokens[from + 1];
  const doing =
    gerund &&
    follows !== undefined &&
    (determiners.has(follows.low) || prepositions.has(follows.low) || follows.kind === "number");
  if (quality || doing) return { object: { type: "text", text: written }, from, next, holdsVerb };
  const head = first.kind === "mark" ? next : headEnd(tokens, first.low === "that" ? from + 1 : from, next);
  const object =
    measured(tokens, from, head, next, written) ?? thing(tokens, from, head, next, written, text);
  return { object, from, next, holdsVerb };
}

/** Times that say when the clause holds: not those that a thing is known by, nor those of a verb inside it. */
export function timesOutside(
  phrase: Phrase,
  tokens: readonly Token[],
  times: readonly PlacedTime[],
): PlacedTime[] {
  const [first, last] = [tokens[phrase.from]!.start, tokens[phrase.next - 1]!.end];
  return times.filter(({ start, end }) => (start >= last && !phrase.holdsVerb) || end <= first);
}

/** "(is on) May 5": the date is the object; of "a May trip" it is none. */
function dateAt(tokens: readonly Token[], from: number, times: readonly PlacedTime[]): Phrase | null {
  const { start, low } = tokens[from]!;
  const begins = low === "the" ? (tokens[from + 1]?.start ?? start) : start;
  const date = times.find((time) => time.start === start || time.start === begins);
  if (date === undefined) return null;
  const after = tokens.findIndex((token) => token.start >= date.end);
  const next = after < 0 ? tokens.length : after;
  const token = tokens[next];
  const ends =
    token === undefined || token.kind === "mark" || enders.has(token.low) || prepositions.has(token.low);
  if (!ends && token.low !== "and") return null;
  return {
    object: { type: "date", from: date.from, to: date.to, text: date.text },
    from,
    next,
    holdsVerb: false,
  };
}

/** "it", "that in mind", "a bunch of them", "in the future". */
function isPronoun(tokens: readonly Token[], from: number, next: number, quality: boolean): boolean {
  const [first, last] = [tokens[from]!.low, tokens[next - 1]!.low];
  if (personal.test(last) || /^(?:this|that)$/.test(last)) return true;
  if (quality) return false;
  if (next - from > 1 ? pronouns.has(last) : determiners.has(first)) return true;
  const second = tokens[from + 1];
  if (first === "that" && second !== undefined && (determiners.has(second.low) || pronouns.has(second.low)))
    return true;
  if (pronouns.has(first)) {
    const alone = from + 1 >= next || second === undefined || second.low === "else" || second.kind === "mark";
    if (alone || personal.test(first) || prepositions.has(second.low) || enders.has(second.low)) return true;
  }
  const vague = vagueTimes.has(last) || dayParts.test(last);
  return (
    vague &&
    next - from <= 2 &&
    (next - from === 1 || determiners.has(first) || /^(?:next|last)$/.test(first))
  );
}

/** "an eye on | how I feel", "understanding | how it works", "start doing | that". */
function isHalf(tokens: readonly Token[], from: number, next: number): boolean {
  const [left, after] = [tokens[next]?.low ?? "", tokens[next + 1]?.low ?? ""];
  if (prepositions.has(left) && questionWord.test(after)) return true;
  // "the hang of | it", "ensure my application | is accessible"
  if (left === "of" || finite.test(left)) return true;
  // "places like that"
  if (left === "like" && pronouns.has(after)) return true;
  // "a balance between my work | and …"
  if (left === "and" && tokens.slice(from, next).some(({ low }) => low === "between")) return true;
  const last = tokens[next - 1]!.low;
  const doing =
    last.endsWith("ing") || (particles.has(last) && tokens[next - 2]?.low.endsWith("ing") === true);
  return (
    doing &&
    (questionWord.test(left) || pronouns.has(left) || (prepositions.has(left) && pronouns.has(after)))
  );
}

/** Where the head noun's phrase ends: before the first preposition. */
function headEnd(tokens: readonly Token[], from: number, next: number): number {
  for (let at = from + 1; at < next; at++) {
    const { low, kind } = tokens[at]!;
    const noun = /^(?:will|can|may)$/.test(low) && determiners.has(tokens[at - 1]!.low);
    if (noun) continue;
    if (prepositions.has(low) || low === "and" || participles.test(low) || enders.has(low)) return at;
    if (kind === "mark" && !/^[-'’]$/.test(low)) return at;
  }
  return next;
}

/** Where a head whose first words are joined ends: "coffee and tea mugs", but "cats and dogs". */
function joinedEnd(tokens: readonly Token[], head: number, next: number): number {
  const [before, after] = [tokens[head - 1]!, tokens[head + 1]];
  if (tokens[head]?.low !== "and" || after?.kind !== "word" || head + 2 >= next) return head;
  return before.low.endsWith("s") || determiners.has(after.low) ? head : headEnd(tokens, head + 1, next);
}

function measured(
  tokens: readonly Token[],
  from: number,
  head: number,
  next: number,
  text: string,
): ClaimObject | null {
  const joined = joinedEnd(tokens, head, next);
  for (let at = from; at < head; at++) {
    const quantity = quantityAt(tokens, at, next);
    // "Python 3.10", "React 18.2"
    // "below 100" is no amount
    if (limits.test(tokens[at - 1]?.low ?? "")) continue;
    if (quantity === null || (at > from && tokens[at]!.kind === "number" && tokens[at - 1]!.capital))
      continue;
    // "the 1985 film"
    const isYear = quantity.unit === "" && /^(?:1[89]|2[01])\d\d$/.test(tokens[at]!.text);
    // "port 1"
    const isLabel =
      quantity.unit === "" &&
      quantity.next === next &&
      at > from &&
      !prepositions.has(tokens[at - 1]!.low) &&
      !determiners.has(tokens[at - 1]!.low) &&
      tokens[at - 1]!.kind === "word" &&
      !adverbs.has(tokens[at - 1]!.low);
    if (isLabel) continue;
    if (isYear && at > from && determiners.has(tokens[at - 1]!.low)) continue;
    // "15 of 20 lessons"
    const isPart = tokens[quantity.next]?.low === "of";
    const of = isPart ? quantity.next + 1 : quantity.next;
    const end = isPart ? headEnd(tokens, of, next) : joined;
    const whole = quantityAt(tokens, of, next)?.next ?? of;
    const counted = whole < end ? whole : of;
    const rate = rateIn(tokens, counted, end);
    return {
      type: "quantity",
      value: quantity.value,
      unit: quantity.unit + (rate.unit || rateAfter(quantity.unit, tokens[next])),
      of: counted < rate.at ? countedIn(tokens, counted, rate.at) : "",
      text,
    };
  }
  return null;
}

function thing(
  tokens: readonly Token[],
  from: number,
  head: number,
  next: number,
  written: string,
  text: string,
): ClaimObject {
  let begin = from;
  while (begin < head - 1 && determiners.has(tokens[begin]!.low)) begin++;
  // "a great and colourful city"
  const qualities = head - begin === 1 && /^an?$/i.test(tokens[from]!.low) && begin > from;
  let end = qualities ? joinedEnd(tokens, head, next) : head;
  const isLoose = (low: string): boolean =>
    adverbs.has(low) || isManner(low) || /^(?:better|more|most|like)$/.test(low);
  while (end > begin + 1 && isLoose(tokens[end - 1]!.low)) end--;
  const key = keyOf(text.slice(tokens[begin]!.start, tokens[end - 1]!.end));
  return key === "" ? { type: "text", text: written } : { type: "concept", key, text: written };
}
