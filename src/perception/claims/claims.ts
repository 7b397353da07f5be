import { type ClaimDraft, maxClaims } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import type { PlacedTime } from "../../ports/features.ts";
import { keyOf } from "../concept-key.ts";
import { onsetsOf, placedTimesOf } from "../time-expressions.ts";
import { afterAdverbs } from "./adverbs.ts";
import type { Clause } from "./clause.ts";
import { beginsClause, clauseEnd, clauseStart, isBeforeQuestion, isDoubted } from "./clause-bounds.ts";
import { claimOf } from "./clause-claim.ts";
import { proseOf, type Sentence, type Token, tokensOf } from "./clause-lexer.ts";
import { confidence } from "./confidence.ts";
import { instructionIn, mayInstruct } from "./instructions.ts";
import { goesOnAs } from "./phrase-end.ts";
import { preferencesIn } from "./preferences.ts";
import { instruct, isPreference, prefer } from "./relations.ts";
import { since } from "./states.ts";
import { mayName, maySpeakOfSelf } from "./subject-signs.ts";
import { elidedSubject, type Naming, type Subject, subjectAt, wordsReported } from "./subjects.ts";
import { tieAt } from "./ties.ts";
import { spanOf, unnamed, validOf } from "./valid-time.ts";
import { pastBase } from "./verb-forms.ts";
import { type VerbGroup, verbGroupAt } from "./verb-group.ts";

/** Raised whenever the same text may claim something else: what was read by another reader is read again. */
export const readerVersion = 2;

export interface ClaimContext {
  readonly speaker?: string;
  /** The speaker's part in the conversation. What an `assistant` or a tool says of itself claims nothing. */
  readonly role?: string;
  /** When it was said: what "yesterday" is relative to. */
  readonly time: Millis;
  /** The text's, where they are there already: of `placedTimesOf`, relative to `time`. */
  readonly times?: readonly PlacedTime[];
}

/**
 * What a text claims, in order: narrow and precise, without a language model. Main clauses about "I", "we",
 * "my …", or a name, whose verbs and object are read by position and closed classes; questions, conditions, hedges,
 * pronouns and what is said to or of "you" are left out. English alone. Linear in the text's length.
 *
 * Claim: nine in ten of what is read is strictly right, of conversations that it was not written on too.
 * Formula: SPEC A1 and following.
 * Citation: relations found by verb phrases and the arguments beside them: Fader, Soderland and Etzioni 2011 (ReVerb,
 *   EMNLP, D11-1142).
 * Deviations: no tagger; of the subject the speaker, whoever has a name, or a relative; time, modality and polarity too.
 * Test: src/perception/claims/claims.test.ts; judged by reading: bench/truth/claims.ts.
 */
export function claimsIn(text: string, context: ClaimContext): readonly ClaimDraft[] {
  // Half a letter is no word that a claim could rest on.
  if (!text.isWellFormed()) return [];
  if (!mayClaim(text) && !(context.role === "user" && mayInstruct(text))) return [];
  const reader = new ClaimReader(text, context);
  for (const sentence of proseOf(text)) {
    reader.read(sentence);
    if (reader.drafts.length >= maxClaims) break;
  }
  return reader.drafts.slice(0, maxClaims);
}

/** No claim of a person is without one of these: what has none need not be taken apart. */
const people =
  /\b(?:i|we|my|our|just|been|got|went|always|never|please|met|bought|spent|is|was|are|were|has|had|will|[a-z]+ed|won|wrote|became|led|made|took|lives|works|loves|hates|enjoys|prefers|adores|owns|isn|let|laid)\b/i;
/** Nor is one of a name without one of these. */
const names =
  /\b(?:is|was|has|had|were|will|[a-z]+ed|won|wrote|became|began|led|made|took|lives|works|owns)\b/;
/** "Leo's working at …" has none of them. */
const mayClaim = (text: string): boolean => people.test(text) || /['’]s /.test(text);
const machines: ReadonlySet<string> = new Set(["assistant", "system", "tool", "function", "developer"]);
const conditions: ReadonlySet<string> = new Set(["if", "unless", "imagine", "whether"]);

interface Reading {
  readonly subject: Subject;
  readonly verb: VerbGroup;
}

class ClaimReader {
  readonly drafts: ClaimDraft[] = [];
  readonly #text: string;
  /** Whom "I" stands for; null where nobody's claims are read from it. */
  readonly #speaker: string | null;
  readonly #role: string;
  readonly #time: Millis;
  #times: readonly PlacedTime[] | null;
  #onsets: readonly PlacedTime[] | null = null;

  constructor(text: string, { speaker, role, time, times }: ClaimContext) {
    this.#text = text;
    this.#role = role ?? "";
    this.#time = time;
    this.#speaker = machines.has(this.#role) ? null : (speaker ?? role ?? null);
    this.#times = times ?? null;
  }

  read(sentence: Sentence): void {
    const written = this.#text.slice(sentence.start, sentence.end);
    const mayAsk = this.#role === "user" && mayInstruct(written);
    const isOwn = this.#speaker !== null && maySpeakOfSelf(written);
    const mayTell =
      (isOwn || mayName(written)) && (this.#speaker === null ? names.test(written) : mayClaim(written));
    if (!mayAsk && !mayTell) return;
    const tokens = tokensOf(this.#text, sentence);
    if (tokens.length < 3 || (mayAsk && this.#instruction(tokens)) || !mayTell) return;
    const before = this.drafts.length;
    this.#clauses(sentence, tokens);
    this.#preferences(tokens, before);
  }

  #clauses(sentence: Sentence, tokens: readonly Token[]): void {
    this.#times ??= placedTimesOf(this.#text, this.#time);
    const times = this.#times.filter(({ start, end }) => start >= sentence.start && end <= sentence.end);
    const isQuestion = tokens.at(-1)!.low === "?" || tokens.at(-2)?.low === "?";
    let last: Reading | null = null;
    let reported = -1;
    let quoted = false;
    for (let at = 0; at < tokens.length; ) {
      const { low } = tokens[at]!;
      if (/^["“”]$/.test(low)) quoted = !quoted;
      // What follows is supposed, not told.
      if (conditions.has(low)) return;
      const begins = !quoted && (at === reported || beginsClause(tokens, at, times));
      const subject: Subject | null = begins
        ? this.#subject(tokens, at, sentence, last, at === reported)
        : null;
      const words = subject === null ? null : wordsReported(tokens, subject);
      if (subject === null || words !== null) {
        if (subject !== null) last = { subject, verb: unread };
        at = reported = words ?? at + 1;
        if (words === null) reported = -1;
        continue;
      }
      const tied = isQuestion ? -1 : this.#tie(tokens, at, subject, times);
      if (tied >= 0) {
        at = tied;
        continue;
      }
      const verb = verbGroupAt(tokens, subject.next, subject.implied ? 3 : subject.person);
      if (verb === null) {
        at++;
        continue;
      }
      this.#birth(tokens, at, subject, times);
      if (subject.naming !== undefined && !isQuestion) this.#naming(subject.naming);
      const clause: Clause = {
        ...{ tokens, at, subject, verb, times, text: this.#text, said: this.#time },
        onsets: () => (this.#onsets ??= onsetsOf(this.#text, this.#time)),
        reported: at === reported,
      };
      const claim = isDoubted(tokens, at, verb.tense !== "past" && !verb.progressive)
        ? null
        : claimOf(clause);
      if (claim === null) {
        // "packed up and moved to Porto"
        if (tokens[verb.next]?.low === "and") last = { subject, verb };
        at = Math.max(subject.next, at + 1);
      } else {
        if (!isQuestion || isBeforeQuestion(tokens, claim.next)) this.drafts.push(...claim.drafts);
        last = { subject, verb };
        at = claim.next;
      }
    }
  }

  #subject(
    tokens: readonly Token[],
    at: number,
    sentence: Sentence,
    last: Reading | null,
    reported: boolean,
  ): Subject | null {
    // An item of a machine's list is a heading more often than a sentence.
    const listed = machines.has(this.#role) && sentence.listed;
    const found = subjectAt(tokens, at, this.#speaker, this.#text, listed);
    if (found !== null) return found;
    if (last !== null) {
      const { subject, person, pattern } = last.subject;
      // "my sister said she moved"
      if (reported && /^(?:he|she)$/.test(tokens[at]!.low))
        return { subject, person: 3, pattern, next: at + 1 };
      // "went home and made dinner", "live in Porto and work at Acme"
      const { verb } = last;
      if (verb !== unread && verb.modality === "fact" && tokens[at - 1]?.low === "and") {
        const first = afterAdverbs(tokens, at);
        const told = verb.tense === "past" && pastBase(tokens[first]?.low ?? "", true) !== null;
        if (told) return { subject, person, pattern, next: at, implied: true };
        const goesOn = verb.tense === "present" && verb.polarity === "affirmed" && !verb.progressive;
        if (goesOn && livesOrWorks(tokens, first, person)) return { subject, person, pattern, next: at };
      }
    }
    return this.#speaker === null ? null : elidedSubject(tokens, at, this.#speaker);
  }

  /** What a clause about a name tells of one who speaks: the token after it, or -1. */
  #tie(
    tokens: readonly Token[],
    at: number,
    { subject, pattern, next }: Subject,
    times: readonly PlacedTime[],
  ): number {
    if (this.#speaker === null || pattern !== "name" || subject.type !== "concept") return -1;
    const tie = subject.owner === undefined ? tieAt(tokens, next, this.#speaker, this.#text) : null;
    if (tie === null) return -1;
    const end = clauseEnd(tokens, tie.next, times);
    const span = { start: tokens[clauseStart(tokens, at, times)]!.start, end: tokens[end - 1]!.end };
    const own = times.filter(({ start, end }) => start >= span.start && end <= span.end);
    const valid = validOf(own, tokens, tie.happened ? "past" : "present", null, this.#time);
    this.drafts.push({
      subject: tie.subject,
      relation: { name: tie.relation, cardinality: "single" },
      object: {
        type: "concept",
        key: subject.key,
        text: this.#text.slice(tokens[at]!.start, tokens[next - 1]!.end),
      },
      modality: "fact",
      polarity: tie.denied ? "denied" : "affirmed",
      valid: tie.happened ? since(valid, this.#time) : valid,
      confidence: confidence.self,
      span,
    });
    return end;
  }

  #instruction(tokens: readonly Token[]): boolean {
    const told = this.#role === "user" && this.#speaker !== null ? instructionIn(tokens, this.#text) : null;
    if (told === null || this.#speaker === null) return false;
    const { text, polarity, start, end } = told;
    this.drafts.push({
      subject: { type: "speaker", name: this.#speaker },
      relation: instruct,
      object: { type: "text", text },
      modality: "fact",
      polarity,
      valid: unnamed("present", this.#time),
      confidence: confidence.instruction,
      span: { start, end },
    });
    return true;
  }

  /** What the sentence's clauses, whose drafts are those from `first` on, do not tell. */
  #preferences(tokens: readonly Token[], first: number): void {
    if (this.#speaker === null) return;
    for (const { text, start, end } of preferencesIn(tokens, this.#text)) {
      const told = this.drafts.slice(first);
      if (told.some(({ relation, span }) => isPreference(relation) && span.start < end && start < span.end))
        continue;
      const after = told.findIndex(({ span }) => span.start > start);
      this.drafts.splice(after < 0 ? this.drafts.length : first + after, 0, {
        subject: { type: "speaker", name: this.#speaker },
        relation: prefer,
        object: { type: "text", text },
        modality: "fact",
        polarity: "affirmed",
        valid: unnamed("present", this.#time),
        confidence: confidence.self,
        span: { start, end },
      });
    }
  }

  /** "Ana Lee (born 1 May 1990)". */
  #birth(
    tokens: readonly Token[],
    at: number,
    { subject, pattern, next }: Subject,
    times: readonly PlacedTime[],
  ): void {
    if (pattern !== "name") return;
    const born = tokens.findIndex(({ low }, index) => index > at && index < next && low === "born");
    const date = times.find(({ start }) => start === tokens[born + 1]?.start);
    if (born < 0 || date === undefined) return;
    this.drafts.push({
      subject,
      relation: { name: "be born on", cardinality: "single" },
      object: { type: "date", from: date.from, to: date.to, text: date.text },
      modality: "fact",
      polarity: "affirmed",
      valid: spanOf(date),
      confidence: confidence.name,
      span: { start: tokens[at]!.start, end: date.end },
    });
  }

  /** "my partner David" says who the partner is, whatever else is said of him. */
  #naming({ subject, name, start, end }: Naming): void {
    this.drafts.push({
      subject,
      relation: { name: "be", cardinality: "multiple" },
      object: { type: "concept", key: keyOf(name), text: name },
      modality: "fact",
      polarity: "affirmed",
      valid: unnamed("present", this.#time),
      confidence: confidence.name,
      span: { start, end },
    });
  }
}

/** A present that a clause before it leaves its subject. */
function livesOrWorks(tokens: readonly Token[], at: number, person: 1 | 3): boolean {
  if (person === 3) return goesOnAs(tokens, at);
  return (
    /^(?:live|work)$/.test(tokens[at]?.low ?? "") && /^(?:at|for|in|as)$/.test(tokens[at + 1]?.low ?? "")
  );
}

/** Of a clause that only leads in another. */
const unread: VerbGroup = {
  ...{ name: "", base: "", tense: "past", polarity: "affirmed", modality: "fact", next: 0 },
  ...{ going: false, progressive: false, quality: false, over: false, past: false },
};
