import { subjectKey } from "../../model/claim.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { KeptClaim, WantedClaims } from "../../ports/claim-keeper.ts";
import type { Candidate, Cue, Visibility } from "../../ports/proposer.ts";
import { keeperIn } from "../claims.ts";
import type { Body } from "../fold/body.ts";
import { mayInstruct, trustAt } from "../trust.ts";
import type { Ranking } from "./rank.ts";
import type { StandingKind, StandingRules } from "./standing-rules.ts";

/** Memories that a reader is sure to look at: places are kept among them. */
const FIRST = 10;
/** Turns of others before the same one speaks again: an answer, and what a tool gave for it. */
const TURNS = 3;
/** Their relation's name. */
const instruct = "instruct";
/** Of each kind the latest are looked at: what stands holds until it is taken back, but nobody gives more. */
const LOOKED_AT = 256;
/** What is made of so many of them is kept between cues: all that a few askers have. Dropped whole when full. */
const MOST_READ = 4 * LOOKED_AT;

/** Whose word is doubted speaks for nobody's preferences. */
const HALF = 0.5;

/** What somebody asked for, for good, and how well it suits a cue. */
interface StandingMatch {
  readonly claim: KeptClaim;
  readonly kind: StandingKind;
  readonly match: number;
}

/**
 * Where the cue asks for something: also the instructions and preferences that apply to it.
 *
 * Claim: what somebody asked for, for good, is found by what it applies to, not by what its message is about.
 * Formula: SPEC CX1-CX3; an instruction matches by the mean of its cosines as a whole and of the condition that it
 *   names, a preference by its object's; times 1 + 0.35 / (1 + rank / 10) for the rank among the memories of its
 *   message, or of the next that its speaker said in the session; with a cue that wants advice from 0.2 on, that asks
 *   for a fact from 0.35 (only instructions), that asks what was from 0.45 (the same).
 * Citation: prospective memory: an intention comes back when its condition is met: Einstein and McDaniel 1990,
 *   doi:10.1037/0278-7393.16.4.717; what was next to it in time brings it back: Howard and Kahana 2002,
 *   doi:10.1006/jmps.2001.1388.
 * Deviations: no monitoring between cues; the condition is met by nearness of meaning.
 * Test: src/pathways/recall/standing.test.ts; what it finds: bench/truth/standing.ts.
 */
export function withStanding(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  shown: number = FIRST,
): Ranking {
  const { standing } = body.mechanisms;
  if (standing === null) return ranking;
  const found = standingFor(body, ranking.cue, visibility, ranking.candidates, standing);
  if (found.length === 0) return ranking;
  const matches = new Map<Ordinal, StandingMatch>();
  for (const one of found) if (!matches.has(one.claim.ordinal)) matches.set(one.claim.ordinal, one);
  return {
    ...ranking,
    candidates: withPlaces(body, ranking, [...matches.values()], Math.min(shown, FIRST)),
    contributionsOf: (ordinal) => {
      const one = matches.get(ordinal);
      if (one === undefined) return ranking.contributionsOf(ordinal);
      const reason = { what: `the ${one.kind} applies to the cue`, weight: one.match };
      const own = { by: "standing", score: one.match, explain: () => [reason] };
      return [...ranking.contributionsOf(ordinal), own];
    },
  };
}

/**
 * The statements get places after the first half, in their order, with the score of the place; at most the other half.
 * Room is made there by what comes from the least trusted source, of equals by the last; never by what applies, nor by
 * where it was taken up.
 */
function withPlaces(
  body: Body,
  { candidates, cue }: Ranking,
  matches: readonly StandingMatch[],
  shown: number,
): readonly Candidate[] {
  const first = candidates.slice(0, shown);
  const half = Math.ceil(shown / 2);
  const found = new Set(first.map(({ ordinal }) => ordinal));
  const applies = new Set(
    matches.flatMap(({ claim: { ordinal } }) => [ordinal, takenUpAt(body, ordinal) ?? ordinal]),
  );
  const missing = matches.filter(({ claim }) => !found.has(claim.ordinal)).slice(0, shown - half);
  if (missing.length === 0) return candidates;
  // Who asks for what was said by somebody wants that, however far they trust it.
  const worth = ({ ordinal }: Candidate): number => (cue.features.addressee ? 1 : trustAt(body, ordinal));
  const yielding = first
    .map((candidate, rank) => ({ candidate, rank, worth: worth(candidate) }))
    .filter(({ candidate, rank }) => rank >= half && !applies.has(candidate.ordinal))
    .sort((a, b) => a.worth - b.worth || b.rank - a.rank)
    .slice(0, Math.max(0, first.length + missing.length - shown))
    .map(({ candidate }) => candidate.ordinal);
  const kept = first.filter(({ ordinal }) => !yielding.includes(ordinal));
  const before = kept.slice(0, half);
  const score = before.at(-1)?.score ?? 0;
  const known = new Map(candidates.map((candidate) => [candidate.ordinal, candidate]));
  const placed = missing.map(
    ({ claim: { ordinal }, match }): Candidate => ({
      ordinal,
      score,
      coverage: Math.max(known.get(ordinal)?.coverage ?? 0, Math.min(1, match)),
    }),
  );
  const head = [...before, ...placed, ...kept.slice(half)];
  const there = new Set(head.map(({ ordinal }) => ordinal));
  return [...head, ...candidates.filter(({ ordinal }) => !there.has(ordinal))];
}

/** Where whoever said it speaks next in the session: what they asked for is taken up there. null: nowhere near. */
function takenUpAt({ register }: Body, ordinal: Ordinal): Ordinal | null {
  const source = register.sourceAt(ordinal);
  let at = ordinal;
  for (let turns = 0; turns < TURNS; turns++) {
    const { next } = register.neighbours(at);
    const row = next === null ? null : register.ordinalOf(next);
    if (row === null || register.sourceAt(row) === source) return row;
    at = row;
  }
  return null;
}

/** The instructions, then the preferences, of whoever asks that apply to a cue that found these, the best first. */
function standingFor(
  body: Body,
  cue: Cue,
  visibility: Visibility,
  found: readonly Candidate[],
  rules: StandingRules,
): readonly StandingMatch[] {
  const request = body.perception.requestOf(cue.text);
  const all = standingOf(body, cue.asker, visibility, request.asks === "advice");
  if (all.length === 0) return [];
  const nearness = nearnessTo(body, cue, request.text);
  const least = rules.least[request.asks];
  const read = readerOf(body);
  const ranks = new Map(found.map(({ ordinal }, rank) => [ordinal, rank]));
  const rankOf = (ordinal: Ordinal | null): number =>
    (ordinal === null ? undefined : ranks.get(ordinal)) ?? Number.POSITIVE_INFINITY;
  const matches: StandingMatch[] = [];
  for (const claim of all) {
    const near = nearness(read(claim));
    if (near * (1 + rules.beside) < least) continue;
    const rank = Math.min(rankOf(claim.ordinal), rankOf(takenUpAt(body, claim.ordinal)));
    const match = near * (1 + rules.beside / (1 + rank / FIRST));
    matches.push({ claim, kind: isInstruction(claim) ? "instruction" : "preference", match });
  }
  return (["instruction", "preference"] as const).flatMap((kind) => {
    const sorted = matches
      .filter((one) => one.kind === kind && one.match >= least)
      .sort(
        (a, b) => b.match - a.match || b.claim.learned - a.claim.learned || b.claim.ordinal - a.claim.ordinal,
      );
    const lowest = kind === "instruction" ? (sorted[0]?.match ?? 0) - rules.margin : least;
    return sorted.filter(({ match }) => match >= lowest).slice(0, rules.most[kind]);
  });
}

/**
 * What the one who asks has asked for, then what they prefer, as far as nothing later took its place, each in the order
 * it was learned. Where nobody is named it is the user. Instructions are read from a user alone, whatever their name.
 */
export function standingOf(
  body: Body,
  asker: string | null,
  visibility: Visibility,
  withPreferences = true,
): readonly KeptClaim[] {
  const keeper = keeperIn(body);
  if (keeper === null) return [];
  const who = (asker ?? "user").toLowerCase();
  const asked = { standing: true, ...(who !== "user" && { subjects: [who] }) };
  const latest = (
    wanted: WantedClaims,
    isOne: (claim: KeptClaim) => boolean = () => true,
  ): readonly KeptClaim[] => {
    const found: KeptClaim[] = [];
    for (const claim of keeper.eachClaim({ ...wanted, latestFirst: true }, visibility)) {
      if (isOne(claim)) found.push(claim);
      if (found.length === LOOKED_AT) break;
    }
    return found.reverse();
  };
  // SPEC TR6: whoever may not direct sets nothing for good, and takes nothing back.
  const instructions = latest({ ...asked, relations: [instruct] }, ({ ordinal }) =>
    mayInstruct(body, ordinal),
  );
  const preferences = withPreferences
    ? latest(
        { ...asked, subjects: [who], owned: true },
        (claim) => isPreference(claim) && trustAt(body, claim.ordinal) > HALF,
      )
    : [];
  return lastOfEach([...instructions, ...preferences], who, body);
}

/** What was found to hold, and of what. */
interface Held {
  readonly of: readonly KeptClaim[];
  readonly holds: readonly KeptClaim[];
}

/** Most cues find what the one before found. Hangs on the claims' epoch. */
const held = new WeakMap<object, Held>();

/** Of several claims of one matter the last. */
function lastOfEach(of: readonly KeptClaim[], who: string, body: Body): readonly KeptClaim[] {
  const epoch = keeperIn(body)?.epoch ?? {};
  const before = held.get(epoch);
  if (before?.of.length === of.length && of.every((claim, i) => claim === before.of[i])) return before.holds;
  const read = readerOf(body);
  const matterOf = (claim: KeptClaim): string => {
    const name = nameOf(claim);
    return name === who ? read(claim).matter : `${name}\n${read(claim).matter}`;
  };
  const last = new Set(new Map(of.map((claim) => [matterOf(claim), claim])).values());
  const holds = of.filter((claim) => last.has(claim));
  held.set(epoch, { of, holds });
  return holds;
}

/** What else stands has one object at a time; of that only a favourite says what somebody likes. */
function isPreference(claim: KeptClaim): boolean {
  const { relation, modality, subject } = claim;
  if (relation.name === instruct || modality === "hypothetical" || modality === "reported") return false;
  return subject.type === "speaker" ? relation.cardinality === "multiple" : isFavourite(claim);
}

/** "My favourite sport is handball." */
function isFavourite({ subject }: KeptClaim): boolean {
  return subject.type === "concept" && /^favou?rite /.test(subject.key);
}

/** Whose it is. */
const nameOf = ({ subject }: KeptClaim): string =>
  ((subject.type === "speaker" ? subject.name : subject.owner) ?? "").toLowerCase();

export function isInstruction({ relation }: Pick<KeptClaim, "relation">): boolean {
  return relation.name === instruct;
}

/** What a cue is compared with. */
function wordsOf(claim: KeptClaim): string {
  const { subject, object } = claim;
  return subject.type === "concept" ? `${subject.key} ${object.text}` : object.text;
}

/** What is made of a claim once, for all cues. */
interface Read {
  /** Of two statements of one matter the later holds: "format dates …" under one condition; "tea over coffee" and the reverse. */
  readonly matter: string;
  /** What a cue is compared with: all of them alike. */
  readonly parts: readonly string[];
  /** The mean of their vectors: a mean of cosines is the cosine's numerator with it. */
  vector?: Float32Array;
  terms?: readonly ReadonlySet<string>[];
}

/** By kind, then text. Hangs on the claims' epoch: nothing outlives what was erased. */
const kept = new WeakMap<
  object,
  readonly [preferences: Map<string, Read>, instructions: Map<string, Read>]
>();

function readerOf(body: Body): (claim: KeptClaim) => Read {
  const epoch = keeperIn(body)?.epoch ?? {};
  const known = kept.get(epoch) ?? [new Map<string, Read>(), new Map<string, Read>()];
  kept.set(epoch, known);
  return (claim) => {
    const reads = known[isInstruction(claim) ? 1 : 0];
    const text = wordsOf(claim);
    let read = reads.get(text);
    if (read === undefined) {
      if (reads.size === MOST_READ) reads.clear();
      read = readIn(body, claim);
      reads.set(text, read);
    }
    return read;
  };
}

function readIn({ perception }: Body, claim: KeptClaim): Read {
  const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const text = wordsOf(claim);
  if (isFavourite(claim)) return { matter: subjectKey(claim.subject), parts: [text] };
  if (!isInstruction(claim)) return { matter: [...new Set(words(text))].sort().join(" "), parts: [text] };
  const condition = perception.conditionOf(text);
  // "Whenever I ask about bread, use grams": the order comes after.
  const order = text.slice(text.indexOf(condition) + condition.length) || text;
  const first = condition === text ? "" : words(order).slice(0, 2).join(" ");
  return { matter: `${words(condition).join(" ")}\n${first}`, parts: [condition, text] };
}

/** Mean cosine of the cue with the parts: of their vectors where the encoder is at hand, else of their words. */
function nearnessTo(
  { encoder, perception }: Body,
  { vector, now }: Cue,
  text: string,
): (other: Read) => number {
  const encode = encoder?.encodeNow;
  if (vector !== null && encode !== undefined) {
    const own = encode(text, "cue");
    return (read) => {
      read.vector ??= meanOf(read.parts.map((part) => encode(part, "episode")));
      return dot(read.vector, own);
    };
  }
  const termsOf = (one: string): ReadonlySet<string> => new Set(perception.perceiveCue(one, now).terms);
  const own = termsOf(text);
  return (read) => {
    read.terms ??= read.parts.map(termsOf);
    return read.terms.reduce((sum, terms) => sum + cosine(terms, own), 0) / read.terms.length;
  };
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0]!.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length);
}

function cosine(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((term) => other.has(term)).length;
  return shared === 0 ? 0 : shared / Math.sqrt(one.size * other.size);
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}
