import type {
  ClaimDraft,
  ClaimObject,
  ClaimSpan,
  ClaimSubject,
  Modality,
  Relation,
} from "../../model/claim.ts";
import type { PlacedTime } from "../../ports/features.ts";
import { millisPerDay } from "../civil-time.ts";
import { keyOf } from "../concept-key.ts";
import type { Clause } from "./clause.ts";
import { clauseEnd, clauseStart } from "./clause-bounds.ts";
import type { Token } from "./clause-lexer.ts";
import { changers, ditransitives, enders, prepositions } from "./clause-words.ts";
import { confidence } from "./confidence.ts";
import { type Phrase, phraseAt, timesOutside } from "./phrases.ts";
import { isAttribute, isStative, relationOf } from "./relations.ts";
import { since, statesOf } from "./states.ts";
import { spanOf, validOf } from "./valid-time.ts";
import { participleBase } from "./verb-forms.ts";
import type { VerbGroup } from "./verb-group.ts";

export interface ClauseClaim {
  /** What it tells, then what follows from that at once. */
  readonly drafts: readonly ClaimDraft[];
  /** The token after the clause. */
  readonly next: number;
}

/** Verbs after which a thing and an infinitive are one: "want my kids to learn". */
const wantsDoing =
  /^(?:want|like|love|hate|expect|ask|allow|encourage|tell|teach|help|prefer|wish|get|force|persuade|convince|push|urge|invite|remind|enable)$/;
const attempts = /^(?:try|struggle|need|prepare|plan) /;
const split = /^(?:up|down|out|off|away|back|over)$/;
const findings = /^(?:find|discover|learn|notice|realize|ensure|prove|show|decide|confirm|mention|explain)$/;
const articles = /^(?:a|an|the|some|my|our|his|her|their|\d+|two|three|four|five|another|one)$/;
const recipients = /^(?:my|our|his|her|their|the)$/;
const reaching =
  /^(?:(?:go|come|be) (?:up|down) to|(?:increase|rise|grow|drop|fall|decrease|improve|climb|jump|change|move|extend) to|reach|hit)$/;
/** Of these verbs "to" goes with "from": not "get back from a trip to Rome". */
const ways =
  /(?:^| )(?:switch|change|move|relocate|transfer|convert|migrate|shift|upgrade|downgrade|transition) from$/;
/** Words of a duration ("for about ten years now") after a clause. */
const durationWords = 5;
const being: Relation = { name: "be", cardinality: "single" };

/** What a clause claims, or null where its object is none, or is half a thought. */
export function claimOf(clause: Clause): ClauseClaim | null {
  const { tokens, at, subject, verb, times, said, reported } = clause;
  // "found that painting helps": a clause, whatever the words could be.
  if (tokens[verb.next]?.low === "that" && findings.test(verb.base)) return null;
  const phrase = objectOf(clause);
  if (phrase === null || isHalf(tokens, phrase, verb)) return null;
  const start = clauseStart(tokens, at, times);
  const next = Math.max(clauseEnd(tokens, phrase.next, times), phrase.next);
  const span = {
    start: tokens[start]!.start,
    end: tokens[next === phrase.next && isSplitOff(tokens, next) ? next : next - 1]!.end,
  };
  const own = timesOf(clause, phrase, span);
  const ahead = own.length === 0 ? 0 : own[0]!.from - said;
  // What is told as past and dated ahead is misread.
  if (verb.tense === "past" && ahead > millisPerDay) return null;
  const progressive = verb.progressive && !verb.past && verb.modality === "fact";
  // "trying to finish by Friday": it is the finishing that is due.
  const tries = progressive && ahead > 0 && attempts.test(verb.name);
  // "I'm going to a wedding this month"
  const goes = verb.name === "go to" && own.length > 0 && own[0]!.to > said + millisPerDay;
  const planned = progressive && (ahead > 0 || goes) && !tries;
  const modality: Modality = planned ? "plan" : verb.modality;
  const happened = verb.tense === "past" && modality === "fact";
  const going = verb.going && verb.tense === "present" && (verb.progressive || isStative(verb.base));
  const words = tokens.slice(start, next);
  const upTo = tokens[Math.min(next + durationWords, tokens.length) - 1]!.end;
  const onsets = going ? clause.onsets() : [];
  const onset = onsets.find((one) => one.start >= span.start && one.end <= upTo) ?? null;
  const isWhen = phrase.object.type === "date" && verb.base !== "be";
  const valid =
    isWhen && phrase.object.type === "date"
      ? spanOf(phrase.object)
      : validOf(tries ? [] : own, words, planned ? "future" : verb.tense, onset, said);
  if (valid.from !== null && valid.to !== null && valid.from >= valid.to) return null;
  const { object, denied } = withoutNo(phrase.object);
  const changed = changedBy(clause, phrase);
  const becomes =
    subject.subject.type === "concept" && object.type === "quantity" && reaching.test(verb.name);
  const pattern = reported ? "reported" : subject.pattern;
  const isSplit = object.type === "concept" && !phrase.holdsVerb && isSplitOff(tokens, phrase.next);
  const name = isSplit ? `${verb.name} ${tokens[phrase.next]!.low}` : verb.name;
  const relation = relationOf(
    isWhen ? name.replace(/ (?:on|in|at|by)$/, "") : name,
    verb.base,
    happened,
    subject.subject,
    object,
  );
  // What a value was changed to in May is what it is from then on.
  const turned = (changed !== null || becomes) && happened;
  const draft: ClaimDraft = {
    subject: changed?.subject ?? subject.subject,
    relation: changed !== null || becomes ? being : relation,
    object: changed?.object ?? object,
    modality: reported && modality === "fact" ? "reported" : modality,
    polarity: denied !== (verb.polarity === "denied") ? "denied" : "affirmed",
    valid: turned ? since(valid, said) : valid,
    confidence: confidence[pattern],
    span,
  };
  const told = withGoal(clause, phrase, draft);
  return { drafts: [...told, ...statesOf(clause, phrase, told[0]!, name)], next };
}

/** "switched from Acme to Globex": a way from, and a way to. */
function withGoal({ tokens, times, text }: Clause, phrase: Phrase, draft: ClaimDraft): readonly ClaimDraft[] {
  const { relation, object } = draft;
  if (!ways.test(relation.name) || object.type !== "concept") return [draft];
  let to = phrase.from + 1;
  while (to < phrase.next && tokens[to]!.low !== "to") to++;
  const goal = to < phrase.next ? phraseAt(tokens, to + 1, times, false, text) : null;
  if (goal?.object.type !== "concept") return [draft];
  // "from formal to conversational tone": the noun stands only once.
  if (!tokens[phrase.from]!.capital && to - phrase.from < goal.next - goal.from) return [draft];
  const source = text.slice(tokens[phrase.from]!.start, tokens[to - 1]!.end).replace(/\s+/g, " ");
  const name = relation.name.replace(/from$/, "to");
  return [
    { ...draft, object: { ...object, text: source } },
    { ...draft, relation: { ...relation, name }, object: goal.object },
  ];
}

/** "keep my spirits up": the verb's particle, after the object. */
function isSplitOff(tokens: readonly Token[], at: number): boolean {
  const [token, after] = [tokens[at], tokens[at + 1]];
  if (token === undefined || !split.test(token.low)) return false;
  return after === undefined || after.kind === "mark" || enders.has(after.low) || after.low === "and";
}

/**
 * The times that say when a clause holds. "Ana Lee (born 1 May 1990) is …": not when she is. "lost 3 kg in 2 weeks":
 * not two weeks ahead.
 */
function timesOf(
  { tokens, at, subject, verb, times, said }: Clause,
  phrase: Phrase,
  span: ClaimSpan,
): PlacedTime[] {
  const [first, verbStart] = [tokens[at]!.start, tokens[subject.next]!.start];
  return timesOutside(phrase, tokens, times).filter((time) => {
    const isInside = time.start >= span.start && time.end <= span.end;
    const isOfName = time.start > first && time.end <= verbStart;
    const isSpan = verb.tense === "past" && time.from > said && /^in\s/i.test(time.text);
    return isInside && !isOfName && !isSpan;
  });
}

/** "gave my sister a book", "sent them a book": the book. */
function objectOf({ tokens, verb, times, text }: Clause): Phrase | null {
  const { name, next: from, quality } = verb;
  const found = phraseAt(tokens, from, times, quality, text);
  if (!ditransitives.has(name)) return found;
  if (found === null) {
    const given = tokens[from + 1];
    const isGiven =
      /^(?:me|you|him|her|us|it|them|myself)$/.test(tokens[from]?.low ?? "") &&
      given?.kind === "word" &&
      !prepositions.has(given.low) &&
      // "got it fixed"
      participleBase(given.low, true) === null;
    return isGiven ? phraseAt(tokens, from + 1, times, quality, text) : null;
  }
  const whom = tokens[found.from]!;
  if (!recipients.test(whom.low) && !(whom.capital && recipients.test(tokens[found.from + 1]?.low ?? "")))
    return found;
  for (let given = found.from + 1; given < found.next; given++) {
    const [before, { low }] = [tokens[given - 1]!, tokens[given]!];
    if (prepositions.has(low) || enders.has(low)) break;
    if (articles.test(low) && before.kind !== "mark" && before.low !== "and" && !articles.test(before.low))
      return phraseAt(tokens, given, times, false, text);
  }
  return found;
}

/** "want my kids | to learn", "count on the car | to be reliable", "send Ana | that message". */
function isHalf(tokens: readonly Token[], { next }: Phrase, { base }: VerbGroup): boolean {
  const [low, after] = [tokens[next]?.low, tokens[next + 1]?.low];
  return (
    (low === "to" && (after === "be" || wantsDoing.test(base))) || (low === "that" && ditransitives.has(base))
  );
}

/** "raised my budget to $30,000": what the budget is now. */
function changedBy(
  { tokens, subject, verb, times, text }: Clause,
  phrase: Phrase,
): { subject: ClaimSubject; object: ClaimObject } | null {
  if (subject.person !== 1 || subject.subject.type !== "speaker" || verb.polarity === "denied") return null;
  if (!changers.has(verb.base) || /^(?:try|struggle|fail|need|learn|help) to /.test(verb.name)) return null;
  let to = phrase.from;
  while (to < phrase.next && tokens[to]!.low !== "to" && !(verb.base === "set" && tokens[to]!.low === "at"))
    to++;
  const value = to < phrase.next ? phraseAt(tokens, to + 1, times, false, text) : null;
  if (value === null) return null;
  let head = phrase.from;
  while (head < to && !prepositions.has(tokens[head]!.low)) head++;
  if (head - phrase.from < 2 || !/^(?:my|our|the)$/.test(tokens[phrase.from]!.low)) return null;
  const key = keyOf(text.slice(tokens[phrase.from + 1]!.start, tokens[head - 1]!.end));
  if (key === "") return null;
  // "changed my name to Ana"
  const isValue = value.object.type === "quantity" || (verb.base === "change" && isAttribute(key));
  if (!isValue || value.object.type === "text") return null;
  return { subject: { type: "concept", key, owner: subject.subject.name }, object: value.object };
}

/** "no siblings", "not any siblings": the denial belongs to the whole. */
function withoutNo(object: ClaimObject): { object: ClaimObject; denied: boolean } {
  const no = /^(?:no|any)\s+(?=\S)/i.exec(object.text)?.[0];
  if (no === undefined || object.type === "date" || object.type === "quantity")
    return { object, denied: false };
  return { object: { ...object, text: object.text.slice(no.length) }, denied: /^no/i.test(no) };
}
