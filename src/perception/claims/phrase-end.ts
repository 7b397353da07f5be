import type { PlacedTime } from "../../ports/features.ts";
import { isManner } from "./adverbs.ts";
import type { Token } from "./clause-lexer.ts";
import {
  adverbs,
  coordinators,
  determiners,
  enders,
  particles,
  prepositions,
  pronouns,
  vagueTimes,
} from "./clause-words.ts";
import { ingBase, isBase, pastBase, presentBase } from "./verb-forms.ts";

export interface PhraseEnd {
  /** The token after the phrase. */
  readonly next: number;
  /** Another verb is inside it: times after it are that verb's. */
  readonly holdsVerb: boolean;
}

const longestPhrase = 16;
const longestQuotation = 12;

const often = /^(?:daily|weekly|monthly|yearly|nightly)$/;
const per = /^(?:a|an|per|each|every|daily|weekly|monthly)$/;
const repeats = /^(?:every|each|once|twice|thrice|all)$/;
const repeated =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)?day|(?:day|night|week|month|year|morning|evening|afternoon|weekend)s?|time|long|other|single|first|second|third|last|two|three|few|\d)$/;
const clock = /^\d{1,2}:\d\d|^\d{1,2} (?:am|pm|o'clock)/;
const amount =
  /^(?:a|an|the|some|so|many|several|few|couple|of|past|last|first|quite|about|over|\d+|two|three|four|five|six|seven|eight|nine|ten|now)$/;
const relative = /^(?:who|that|which|whose|where)$/;
const inRelative =
  /^(?:is|are|was|were|am|has|have|had|will|can|could|would|should|does|did|do|may|might|n't|not|'m|'re|'ve|'ll|'d|i|you|we|they|he|she|it|also)$/;
/** Nouns that are nothing without what is to be done. */
const chances =
  /^(?:chance|opportunity|way|ability|plan|decision|permission|right|desire|courage|motivation|honor|honour|pleasure|time|need|urge|offer|power|strength|freedom|reason|goal)$/;
const finite = /^(?:is|are|was|were|has|have|had|will|can|'s|'re|'ve)$/;
/** What no phrase ends with. */
const trailing =
  /^(?:starting|beginning|ending|and|or|the|a|an|just|also|really|so|very|even|then|now|to|my|early|late|mid|sometime|all|still)$/;

/**
 * Where the phrase that begins at a token ends: before a mark, another clause, a time or a repetition. A relative
 * clause belongs to it where it ends with it. `adjective`: the phrase is a quality, which ends before a thing.
 */
export function phraseEnd(
  tokens: readonly Token[],
  from: number,
  times: readonly PlacedTime[],
  adjective: boolean,
): PhraseEnd {
  const limit = Math.min(tokens.length, from + longestPhrase);
  const isGerund = ingBase(tokens[from]!.low, true) !== null;
  let at = from;
  let clause = 0;
  let infinitive = 0;
  let comma = 0;
  let quoteEnd = -1;
  for (; at < limit; at++) {
    const token = tokens[at]!;
    const { low } = token;
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    const time = times.find(({ start, end }) => token.start >= start && token.start < end);
    if (time !== undefined) {
      if (at > from && namesThing(tokens, at, time)) continue;
      break;
    }
    if (token.kind === "mark") {
      const closed = closingQuote(tokens, at);
      if (closed > 0) at = quoteEnd = closed;
      else if (low === "," && (listGoesOn(tokens, at) || joinsQualities(tokens, from, at))) comma = at;
      else if (!(low === "-" && before?.end === token.start) && !/^['’&]$/.test(low)) break;
      continue;
    }
    if (low === "that" && (at === from || (prepositions.has(before!.low) && isOpen(after)))) continue;
    const isName =
      /^(?:AM|PM)$/.test(token.text) ||
      (/^(?:will|can|may|might)$/.test(low) && determiners.has(before?.low ?? ""));
    if (enders.has(low) && !isName) {
      if (clause === 0 && at > from && !adjective && relative.test(low) && isNoun(before)) clause = at;
      else if (clause === 0 || !inRelative.test(low)) break;
      continue;
    }
    if (low === "and" || low === "or") {
      if (clause === 0 && joins(tokens, at)) continue;
      if (clause > 0 && infinitive === 0) at = clause;
      break;
    }
    if (isRepetition(tokens, at, from)) break;
    if (at === from) continue;
    if (low === "even" || (low === "due" && after?.low === "to")) break;
    if (adjective && determiners.has(low) && !prepositions.has(before!.low)) break;
    if (low === "to" && clause === 0 && isInfinitive(tokens, at + 1)) {
      // "the chance to see him": what the noun is
      if (!chances.test(before!.low) || at + 2 >= tokens.length) break;
      clause = infinitive = at;
      continue;
    }
    if ((adverbs.has(low) || isManner(low)) && closes(after)) break;
    if ((low === "for" || low === "in") && isVagueTime(tokens, at + 1)) break;
    if (low === "at" && after?.low === "the" && tokens[at + 2]?.low === "moment") break;
    if (low === "for" && after?.low === "good" && closes(tokens[at + 2])) break;
    const hour = /^(?:at|by|around|from)$/.test(low) && clock.test(`${after?.text} ${tokens[at + 2]?.low}`);
    if (hour && !isGerund) break;
  }
  if (clause > 0 && (at - clause < 2 || at === limit)) at = clause;
  else if (at === limit && limit < tokens.length)
    at = comma > from ? comma : lastPreposition(tokens, from, at);
  for (; at > from; at--) {
    const { low } = tokens[at - 1]!;
    if (isLoose(tokens, from, at)) continue;
    // "gave my guitar away", but "found my way back"
    const apart = /^(?:away|back)$/.test(low) && at - from > 2 && isThing(tokens[at - 2]!);
    const ends =
      isGerund && /^(?:early|late)$/.test(low) ? false : trailing.test(low) || (apart && !adjective);
    if (!ends && !leadsNowhere(tokens, at, isGerund || adjective) && !isMark(tokens, at - 1, quoteEnd)) break;
  }
  return { next: at, holdsVerb: (clause > 0 && at > clause) || holdsDoing(tokens, from + 1, at) };
}

/** What may be given "away": not a "way back", nor what was "pushed back". */
function isThing({ low }: Token): boolean {
  return !/^(?:way|far)$/.test(low) && pastBase(low, true) === null;
}

/** Where a quotation that opens at a token closes, or -1: a title is one phrase. */
export function closingQuote(tokens: readonly Token[], at: number): number {
  if (!/^["“]$/.test(tokens[at]!.low)) return -1;
  for (let next = at + 2; next < Math.min(tokens.length, at + longestQuotation); next++)
    if (/^["”]$/.test(tokens[next]!.low)) return next;
  return -1;
}

function isMark(tokens: readonly Token[], at: number, quoteEnd: number): boolean {
  return tokens[at]!.kind === "mark" && at !== quoteEnd;
}

const closes = (token: Token | undefined): boolean =>
  token === undefined || token.kind === "mark" || enders.has(token.low) || coordinators.has(token.low);

/** "every day", "twice a week", "three times a month", "all night". */
function isRepetition(tokens: readonly Token[], at: number, from: number): boolean {
  const { low } = tokens[at]!;
  const after = tokens[at + 1];
  if (often.test(low)) return at > from && !isOpen(after);
  if (/^(?:once|twice)$/.test(low) && per.test(after?.low ?? "")) return true;
  if (repeats.test(low)) return after === undefined || after.kind === "mark" || repeated.test(after.low);
  return after?.low === "times" && per.test(tokens[at + 2]?.low ?? "") && at > from;
}

/** A word of an open class. */
function isOpen(token: Token | undefined): boolean {
  if (token?.kind !== "word") return false;
  const { low } = token;
  const closed = [enders, pronouns, prepositions, coordinators, determiners, adverbs].some((set) =>
    set.has(low),
  );
  return !closed && low !== "to" && pastBase(low, true) === null;
}

function isNoun(token: Token | undefined): boolean {
  if (token?.kind !== "word") return false;
  return !prepositions.has(token.low) && !determiners.has(token.low) && !isManner(token.low);
}

/** "my June deadline", "the August 22 rehearsal": a time that a thing is known by. */
function namesThing(tokens: readonly Token[], at: number, time: PlacedTime): boolean {
  const before = tokens[at - 1]!;
  if (determiners.has(before.low) && before.low !== "the" && tokens[at]!.start === time.start) return true;
  const after = tokens.find(({ start }) => start >= time.end);
  return /^[A-Z\d]/.test(time.text) && isOpen(after) && !after!.low.endsWith("ing");
}

/** "for hours", "in a while", "for the first time". */
function isVagueTime(tokens: readonly Token[], from: number): boolean {
  let at = from;
  while (amount.test(tokens[at]?.low ?? "")) at++;
  const after = tokens[at + 1];
  return (
    vagueTimes.has(tokens[at]?.low ?? "") &&
    (closes(after) || prepositions.has(after!.low) || after!.low === "and")
  );
}

/** "to toggle the light": an infinitive even where the verb is not listed. */
function isInfinitive(tokens: readonly Token[], at: number): boolean {
  const [verb, after] = [tokens[at], tokens[at + 1]];
  if (verb?.kind !== "word" || verb.capital || determiners.has(verb.low)) return false;
  return isBase(verb.low) || (after !== undefined && determiners.has(after.low) && !verb.low.endsWith("s"));
}

/** A phrase that is too long is cut before its last preposition. */
function lastPreposition(tokens: readonly Token[], from: number, end: number): number {
  let at = end;
  while (at > from + 1 && !prepositions.has(tokens[at]!.low)) at--;
  return at;
}

/** A preposition that nothing follows; a particle may end a doing or a quality: "burned out", "picking her up". */
function leadsNowhere(tokens: readonly Token[], at: number, keepsParticle: boolean): boolean {
  const { low } = tokens[at - 1]!;
  const after = tokens[at];
  const ends = after === undefined || after.kind === "mark" || after.low === "how";
  return prepositions.has(low) && !(keepsParticle && particles.has(low) && ends);
}

/** "(cook) chicken a lot", "(met him) way back". */
function isLoose(tokens: readonly Token[], from: number, at: number): boolean {
  const [before, { low }] = [tokens[at - 2], tokens[at - 1]!];
  if (low === "way") return tokens[at]?.low === "back";
  return at - from > 2 && before?.low === "a" && /^(?:lot|bit|little|ton)$/.test(low);
}

/** "the shelter getting ready for …". "a meeting with" is no doing. */
function holdsDoing(tokens: readonly Token[], from: number, next: number): boolean {
  for (let at = from; at + 1 < next; at++) {
    const after = tokens[at + 1]!;
    if (ingBase(tokens[at]!.low, true) === null || determiners.has(tokens[at - 1]!.low)) continue;
    if (after.kind !== "mark" && !prepositions.has(after.low) && after.low !== "and") return true;
  }
  return false;
}

/** "a strong, supportive community". */
function joinsQualities(tokens: readonly Token[], from: number, at: number): boolean {
  const after = tokens[at + 1];
  return at - from === 2 && determiners.has(tokens[from]!.low) && isOpen(after) && !after!.capital;
}

/** Whether "and" joins another thing and no clause: not "… and my brother cooked", "… and the food was great". */
function joins(tokens: readonly Token[], at: number): boolean {
  const [before, next] = [tokens[at - 1], tokens[at + 1]];
  if (next === undefined || next.kind === "mark" || enders.has(next.low)) return false;
  if (/^(?:that|this|these|those|all|each)$/.test(next.low)) return false;
  if (determiners.has(next.low) || next.kind === "number" || next.capital) {
    for (let later = at + 2; later < Math.min(tokens.length, at + 7); later++) {
      const { low, kind } = tokens[later]!;
      if (kind === "mark" || (low === "and" && next.capital) || prepositions.has(low)) return true;
      const verb = pastBase(low, true) !== null || presentBase(low) !== null;
      if (finite.test(low) || (verb && (!low.endsWith("ed") || later > at + 2))) return false;
    }
    return true;
  }
  if (pronouns.has(next.low) || prepositions.has(next.low) || isBase(next.low)) return false;
  if (pastBase(next.low, true) !== null || /(?:ly|ed)$/.test(next.low)) return false;
  // "… and works at Acme"
  if (goesOnAs(tokens, at + 1)) return false;
  return !next.low.endsWith("ing") || before?.low.endsWith("ing") === true;
}

const personal: ReadonlySet<string> = new Set("lives works has loves hates owns enjoys prefers".split(" "));

/** A verb of a third person's present, where no noun is meant. */
export function goesOnAs(tokens: readonly Token[], at: number): boolean {
  const low = tokens[at]?.low ?? "";
  if (!personal.has(low)) return false;
  return !/^(?:lives|works)$/.test(low) || /^(?:at|for|in|as|on|near|with)$/.test(tokens[at + 1]?.low ?? "");
}

/** A comma between short things, with an "and" to come. */
function listGoesOn(tokens: readonly Token[], at: number): boolean {
  let words = 0;
  for (let next = at + 1; next < Math.min(tokens.length, at + 10); next++) {
    const { low, kind } = tokens[next]!;
    if (low === "and" || low === "or") return words < 5 && joins(tokens, next);
    if (low === ",") {
      if (words === 0 || words > 4) return false;
      words = 0;
      continue;
    }
    if (kind === "mark" || enders.has(low) || pronouns.has(low) || prepositions.has(low)) return false;
    const after = tokens[next + 1];
    const takes = isBase(low) && (isOpen(after) || determiners.has(after?.low ?? ""));
    if (words === 0 && (pastBase(low, true) !== null || takes)) return false;
    if (words === 0 && ingBase(low, true) !== null && ingBase(tokens[at - 1]!.low, true) === null)
      return false;
    words++;
  }
  return false;
}
