import type { ClaimSubject } from "../../model/claim.ts";
import { keyOf } from "../concept-key.ts";
import { openers } from "../concept-words.ts";
import { employs } from "./change-words.ts";
import type { Token } from "./clause-lexer.ts";
import { adverbs, coordinators, determiners, enders, leads, prepositions, pronouns } from "./clause-words.ts";
import type { Pattern } from "./confidence.ts";
import { ingBase, isBase, pastBase, presentBase } from "./verb-forms.ts";

/** "my partner David": who the partner is, and where that stands. */
export interface Naming {
  readonly subject: ClaimSubject;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Subject {
  readonly subject: ClaimSubject;
  /** 1: "I" and "we", whose verbs have no -s. */
  readonly person: 1 | 3;
  /** What it was read by. */
  readonly pattern: Pattern;
  /** The token after it. */
  readonly next: number;
  readonly naming?: Naming;
  /** It is not said: what stands in the verb's place need not be a verb. */
  readonly implied?: boolean;
}

export const kin: RegExp =
  /^(?:mother|mom|mum|father|dad|sister|brother|son|daughter|kid|child|husband|wife|partner|girlfriend|boyfriend|friend|buddy|aunt|uncle|cousin|niece|nephew|grandma|grandpa|grandmother|grandfather|dog|cat|pup|puppy|kitten|boss|manager|mentor|coach|teacher|doctor|therapist|lawyer|attorney|colleague|coworker|roommate|neighbor|neighbour|fiance|fiancee|producer|director|assistant|client)$/;
export const finite: ReadonlySet<string> = new Set(
  "is are was were has have had will can could would does do did 's n't 'll used".split(" "),
);
/** They begin a sentence without "I" in talk. */
const toldAlone: ReadonlySet<string> = new Set(
  "got went had bought met started finished visited joined signed tried spent".split(" "),
);
const longestSubject = 5;

/**
 * The subject that begins at a token: the speaker, something of the speaker's, or a name; no name where `listed`.
 * What "I" and "my" say is not read without a speaker.
 */
export function subjectAt(
  tokens: readonly Token[],
  at: number,
  speaker: string | null,
  text: string,
  listed: boolean,
): Subject | null {
  const { kind, low } = tokens[at]!;
  if (kind !== "word") return null;
  if (low === "i" || low === "we")
    return speaker === null
      ? null
      : { subject: { type: "speaker", name: speaker }, person: 1, pattern: "self", next: at + 1 };
  if (low === "my" || low === "our") return speaker === null ? null : owned(tokens, at, speaker, text);
  // "you and Tom had": not Tom alone
  const joined = coordinators.has(tokens[at - 1]?.low ?? "") && tokens[at - 2]?.kind !== "mark";
  return listed || joined ? null : named(tokens, at, text);
}

/** "Just got back", "Been practicing", "Met a friend": the speaker, who is left out. */
export function elidedSubject(tokens: readonly Token[], at: number, speaker: string): Subject | null {
  const first = tokens[at]!.low;
  if (at > 0 && (tokens[at - 1]!.low !== "," || (first !== "just" && first !== "been"))) return null;
  const next = /^(?:just|recently|finally|already)$/.test(first) ? at + 1 : at;
  const low = tokens[next]?.low ?? "";
  const going = first === "been" && ingBase(tokens[at + 1]?.low ?? "", true) !== null;
  const past =
    pastBase(low, true) !== null && !/^(?:heard|read|let|put|set)$/.test(low) && !tokens[next]!.capital;
  const needs = low === "got" && tokens[next + 1]?.low === "to";
  if (!going && (needs || !(next > at ? past : toldAlone.has(low)))) return null;
  return { subject: { type: "speaker", name: speaker }, person: 1, pattern: "self", next, implied: true };
}

/** Where what somebody said begins: "my doctor told me that …", "I heard that …"; null where nothing was. */
export function wordsReported(tokens: readonly Token[], { pattern, next, implied }: Subject): number | null {
  const verb = tokens[next]?.low ?? "";
  if (
    implied ||
    !(
      pattern === "self"
        ? /^heard$/
        : /^(?:said|says|told|tells|mentioned|mentions|announced|thinks|believes|claims)$/
    ).test(verb)
  )
    return null;
  let begins = next + 1;
  if (/^t(?:old|ells)$/.test(verb) && pronouns.has(tokens[begins]?.low ?? "")) begins++;
  if (tokens[begins]?.low === "that") begins++;
  return tokens[begins]?.kind === "word" ? begins : null;
}

/** "my sister", "our dog Rex", "my sister's car". */
function owned(tokens: readonly Token[], at: number, owner: string, text: string): Subject | null {
  const next = verbAfter(tokens, at + 1);
  if (next === null) return null;
  const written = (from: number, to: number): string => text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  let named = next;
  while (named > at + 2 && tokens[named - 1]!.capital) named--;
  const key = keyOf(written(at + 1, named));
  if (key === "" || unspecific.test(key)) return null;
  const subject: ClaimSubject = { type: "concept", key, owner };
  const person = isPlural(tokens[named - 1]!.low) && isBase(tokens[next]!.low) ? 1 : 3;
  if (named === next) return { subject, person, pattern: "own", next };
  const name = written(named, next);
  if (!kin.test(tokens[named - 1]!.low) || keyOf(name) === "")
    return { subject: { ...subject, key: keyOf(written(at + 1, next)) }, person: 3, pattern: "own", next };
  const naming: Naming = { subject, name, start: tokens[at]!.start, end: tokens[next - 1]!.end };
  return { subject: { type: "concept", key: keyOf(name) }, person: 3, pattern: "own", next, naming };
}

/**
 * The verb after a noun phrase that begins at `from`, or null. `known`: what was found of each 's of the sentence,
 * so that a row of them is looked at once.
 */
function verbAfter(
  tokens: readonly Token[],
  from: number,
  known: Map<number, boolean> = new Map(),
): number | null {
  for (let at = from; at < from + longestSubject; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind === "mark") return null;
    const { low } = token;
    if (at > from && (finite.has(low) || adverbs.has(low))) {
      // "my sister's dog"
      if (low === "'s" && possessed(tokens, at, known)) continue;
      return at;
    }
    if (at > from && (isFiniteVerb(tokens, at) || isPersonal(tokens, at))) return at;
    if (low === "'s" || low === "-" || low === "'") continue;
    if (prepositions.has(low) && low !== "of") return null;
    if (enders.has(low) || (pronouns.has(low) && low !== "best") || low === "and") return null;
  }
  return null;
}

const plural =
  /^(?:parents|kids|children|grandparents|folks|in-laws|sons|daughters|sisters|brothers|friends)$/;
const isPlural = (low: string): boolean => plural.test(low);

/** "my sister works at Acme", "my parents live in Rome": what only persons do, where a noun cannot be meant. */
function isPersonal(tokens: readonly Token[], at: number): boolean {
  const [before, { low }] = [tokens[at - 1]!.low, tokens[at]!];
  if (!personal.has(low)) return false;
  const after = tokens[at + 1];
  if (isPlural(before)) return low !== "works" && low !== "left";
  // "my boss left Acme"
  if (low === "left" && (kin.test(before) || tokens[at - 1]!.capital))
    return after?.capital === true || /^(?:my|our|his|her|their)$/.test(after?.low ?? "");
  return low === "works" && (kin.test(before) || tokens[at - 1]!.capital) && serves.test(after?.low ?? "");
}
const personal: ReadonlySet<string> = new Set([
  "live",
  "work",
  "own",
  "love",
  "hate",
  "prefer",
  "enjoy",
  "works",
  "left",
]);
const serves = /^(?:at|for|as)$/;

/** A listed verb in a finite form, where a noun cannot be meant. */
function isFiniteVerb(tokens: readonly Token[], at: number): boolean {
  const { low } = tokens[at]!;
  const past = pastBase(low, true) !== null && !nounPasts.has(low);
  const next = tokens[at + 1]?.low ?? "";
  if (past) return true;
  return presentBase(low) !== null && !finite.has(next) && !nounVerbs.test(low) && !isBase(next);
}

/** Past forms that are as often a noun, an adjective or a present. */
const nounPasts: ReadonlySet<string> = new Set(
  "cut set put hit cost read split spread left found felt lit bit saw rose wound ground bet fit broke shot bound lay thought".split(
    " ",
  ),
);
const nounVerbs =
  /^(?:works|plans|thoughts|needs|likes|dreams|hopes|names|notes|plants|points|goals|classes|projects|photos|changes|cards|places|designs|drinks|walks|runs|rides|talks|trips|shows|looks|books|videos|films|records|reports|results|requests|reviews|rates|stores|studies|records|tours|trades|uses|values|visits|votes|waits|watches|worries)$/;

/** Whether 's after a noun is a possessive: another noun and then the verb follow. */
function possessed(tokens: readonly Token[], at: number, known: Map<number, boolean> = new Map()): boolean {
  const found = known.get(at);
  if (found !== undefined) return found;
  const after = tokens[at + 2]?.low ?? "";
  // "my friend Leo's moved to …"
  const isVerb =
    pastBase(tokens[at + 1]?.low ?? "", true) !== null && (prepositions.has(after) || determiners.has(after));
  const is = !isVerb && hasOwned(tokens[at + 1]) && verbAfter(tokens, at, known) !== null;
  known.set(at, is);
  return is;
}

function hasOwned(next: Token | undefined): boolean {
  if (next === undefined || next.kind !== "word") return false;
  return !(
    adverbs.has(next.low) ||
    prepositions.has(next.low) ||
    /^(?:a|an|the|not|my|going|been|getting)$/.test(next.low)
  );
}

/** "Porto is …", "Ana's birthday is …", "Marie Curie was born …". */
function named(tokens: readonly Token[], at: number, text: string): Subject | null {
  let next = at;
  while (tokens[next]?.capital && tokens[next]!.kind === "word" && next < at + longestSubject) {
    next++;
    const joint = tokens[next]?.low;
    if ((joint === "of" || joint === "the" || joint === "de" || joint === "van") && tokens[next + 1]?.capital)
      next++;
  }
  if (next === at || next > at + longestSubject) return null;
  const first = tokens[at]!;
  const single = next === at + 1;
  if (openers.has(first.low) || leads.has(first.low) || pronouns.has(first.low)) return null;
  if (isBase(first.low) || ingBase(first.low, true) !== null || (single && commonEnding.test(first.low)))
    return null;
  let owner: string | null = null;
  let from = at;
  let verb = next;
  if (tokens[next]?.low === "'s" && possessed(tokens, next)) {
    owner = keyOf(text.slice(first.start, tokens[next - 1]!.end));
    from = next + 1;
    const found = verbAfter(tokens, from);
    if (found === null || tokens[from]!.capital) return null;
    verb = found;
  } else if (tokens[next]?.low === "(") {
    while (verb < tokens.length && tokens[verb]!.low !== ")") verb++;
    verb++;
  }
  const verbToken = tokens[verb];
  if (verbToken === undefined || verbToken.kind !== "word") return null;
  if (verbToken.low === "can" || (single && verbToken.low === "are")) return null;
  if (
    !finite.has(verbToken.low) &&
    !(isFiniteVerb(tokens, verb) && isSure(tokens, verb)) &&
    !isPersonal(tokens, verb) &&
    verbToken.low !== "also"
  )
    return null;
  const key = keyOf(text.slice(tokens[from]!.start, tokens[(owner === null ? next : verb) - 1]!.end));
  if (key.length < 2) return null;
  return {
    subject: { type: "concept", key, ...(owner !== null && { owner }) },
    person: 3,
    pattern: "name",
    next: verb,
  };
}

/** A word that begins a sentence may be any noun: after its verb a thing or, after a past form, a place must come. */
function isSure(tokens: readonly Token[], verb: number): boolean {
  const after = tokens[verb + 1]?.low ?? "";
  if (determiners.has(after) || tokens[verb + 1]?.kind === "number") return true;
  // "Acme hired me", "Acme let us go"
  if (/^(?:me|us)$/.test(after)) {
    const base = pastBase(tokens[verb]!.low, true) ?? "";
    return employs.has(base) || employs.has(`${base} ${tokens[verb + 2]?.low}`);
  }
  // What persons do: "Maria lives in Rome", "Lily loves jazz".
  if (experienced.test(tokens[verb]!.low)) return tokens[verb + 1]?.kind === "word" && !finite.has(after);
  const plural = tokens[verb - 1]!.low.endsWith("s");
  return (
    !plural &&
    pastBase(tokens[verb]!.low, true) !== null &&
    (prepositions.has(after) || tokens[verb + 1]?.capital === true)
  );
}

const experienced = /^(?:lives|loves|hates|enjoys|prefers|adores|owns)$/;

export const commonEnding: RegExp = /(?:ing|ings|ed|ly|ness|tion|sion|ment|ments|ity|ency|ance|ence|ism)$/;
/** What is meant is said elsewhere: "my favorite is …". */
const unspecific = /^(?:favou?rite|only|own|other|first|second|last|next|best|main|biggest|whole|one)$/;
