import { inOneGo } from "../../math/in-one-go.ts";
import { type ClaimObject, type Polarity, type Relation, subjectKey } from "../../model/claim.ts";
import type { ClaimLink } from "../../model/truth.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import { whoIsWho } from "./claim-names.ts";

/** From here on a link is more likely right than not: the older claim is earlier. Below it is doubtful. */
export const strongLink = 0.5;
/** What scores less is no link. */
const LEAST = 0.25;
/** Claims before it in its place that one is set against, the latest: more say the same again. */
const MOST_BEFORE = 32;
/** Words that two objects share, of those of the shorter one: "never" denies more than it names, nothing else does. */
const HALF = 0.5;
const ALL = 0.8;
/** Of an object so many words are set against another's. */
const MOST_WORDS = 12;

/** What begins with it: to move somewhere is to live there from then on. */
const begun: ReadonlyMap<string, string> = new Map([
  ["move to", "live in"],
  ["relocate to", "live in"],
]);
/** Relations that say the same of a thing. */
const families: ReadonlyMap<string, string> = new Map([
  ...begun,
  ["reside in", "live in"],
  ["be based in", "live in"],
  ["live on", "live at"],
  ["reside at", "live at"],
  ["work for", "work at"],
  ["be employed by", "work at"],
  ["be employed at", "work at"],
  ["go to", "be to"],
  ["visit", "be to"],
]);

function familyOf({ name }: Relation): string {
  return families.get(name) ?? name;
}

/** A relation's name, and those that say the same. */
export function relationsLike(name: string): readonly string[] {
  const family = families.get(name) ?? name;
  return [name, family, ...[...families].flatMap(([other, of]) => (of === family ? [other] : []))];
}

function isSameKind(one: KeptClaim, other: KeptClaim): boolean {
  return familyOf(one.relation) === familyOf(other.relation);
}

/** How far a source is believed, in [0, 1]. */
export type TrustIn = (claim: KeptClaim) => number;

/**
 * SPEC CL5-CL8: how claims bear on one another, scored, from the later one to the earlier. Found when asked; of the
 * claims given alone. Linear in their number.
 *
 * Claim: what replaces what is told by who or what it is about, the kind of value, what is counted, and words of
 *   updating; recency alone is wrong more often than right.
 * Formula: score = kind * what is alike * confidence of both, moved halfway to 1 by a word of updating, times 0.6
 *   where another source speaks of what is not its own, times the ratio of trust where the later one has less.
 * Citation: supersession as valid time against transaction time: Snodgrass 1999; ours otherwise.
 * Deviations: no link overwrites; a less trusted source only ever contradicts.
 * Test: src/pathways/claims/claim-links.test.ts.
 */
export function linksAmong(claims: readonly KeptClaim[], trustIn: TrustIn): readonly ClaimLink[] {
  return inOneGo(linking(claims, trustIn));
}

/** The same in pieces, of a claim each. */
export function* linking(
  claims: readonly KeptClaim[],
  trustIn: TrustIn,
): Generator<void, readonly ClaimLink[]> {
  const who = whoIsWho(claims);
  const values = new Map<string, KeptClaim[]>();
  const things = new Map<string, Sides>();
  /** Plans that have come about: they do so once. */
  const done = new Set<KeptClaim>();
  const links: ClaimLink[] = [];
  for (const claim of [...claims].sort(inOrderOfSaying)) {
    yield;
    if (claim.modality === "hypothetical" || claim.modality === "wish") continue;
    const subject = who(subjectKey(claim.subject))[0]!;
    const family = familyOf(claim.relation);
    const place = valuePlace(claim, subject, family);
    const value = place === null ? null : listAt(values, place, () => []);
    const words = wordsOf(claim.object).map((word) =>
      listAt(things, `${subject} ${family} ${word}`, noSides),
    );
    const before = new Set<KeptClaim>();
    if (value !== null) addLast(before, value);
    const opposite = claim.polarity === "denied" ? "affirmed" : "denied";
    for (const { plan, [opposite]: others } of words) {
      addLast(before, plan);
      addLast(before, others);
    }
    for (const one of before) {
      const link = done.has(one) ? null : linkBetween(one, claim, trustIn);
      if (link === null) continue;
      links.push(link);
      if (one.modality === "plan" && link.score >= strongLink) done.add(one);
    }
    value?.push(claim);
    const side = claim.modality === "plan" ? "plan" : claim.polarity;
    for (const sides of words)
      if (sides[side] === nobody) sides[side] = [claim];
      else (sides[side] as KeptClaim[]).push(claim);
  }
  return links;
}

/** By when they were said, then by when they were learned, then by where they stand. */
export function inOrderOfSaying(one: KeptClaim, other: KeptClaim): number {
  const places = one.span.start - other.span.start || one.span.end - other.span.end;
  return (
    one.said - other.said ||
    one.ordinal - other.ordinal ||
    places ||
    (one.id < other.id ? -1 : Number(one.id > other.id))
  );
}

/** What was said of a thing. Things of a kind stand side by side: it takes a denial, or a plan and what came of it. */
type Sides = Record<"plan" | Polarity, readonly KeptClaim[]>;

const nobody: readonly KeptClaim[] = [];
const noSides = (): Sides => ({ plan: nobody, affirmed: nobody, denied: nobody });

function addLast(before: Set<KeptClaim>, said: readonly KeptClaim[]): void {
  for (let i = Math.max(0, said.length - MOST_BEFORE); i < said.length; i++) before.add(said[i]!);
}

function listAt<Listed>(places: Map<string, Listed>, name: string, make: () => Listed): Listed {
  const there = places.get(name) ?? make();
  places.set(name, there);
  return there;
}

/** Values can bear on one another only where they share a place. */
function valuePlace({ relation, object }: KeptClaim, subject: string, family: string): string | null {
  if (isSingle(relation)) return `one ${subject} ${family}`;
  return object.type === "quantity" ? `count ${subject} ${object.unit} ${object.of || family}` : null;
}

/** What is alike in two objects, in [0, 1], and what it is. */
interface Likeness {
  readonly share: number;
  readonly reason: string;
}

/** From `later` to `earlier`, in the order of saying; null where they have nothing to do with one another. */
export function linkBetween(earlier: KeptClaim, later: KeptClaim, trustIn: TrustIn): ClaimLink | null {
  const found = turned(earlier, later) ?? planned(earlier, later) ?? replaced(earlier, later);
  if (found === null) return null;
  const reasons = [...found.reasons];
  let score = found.score * earlier.confidence * later.confidence;
  const updates = later.signs.includes("update");
  if (updates) {
    score = (1 + score) / 2;
    reasons.push("update cue");
  }
  if (later.source !== earlier.source && !isOwn(later)) {
    score *= 0.6;
    reasons.push("another source");
  }
  const trust = Math.min(1, trustIn(later) / Math.max(trustIn(earlier), Number.EPSILON));
  if (trust < 1) {
    score *= trust;
    reasons.push("less trusted");
  }
  if (score < LEAST) return null;
  const kind = trust < 1 ? "conflicts" : found.kind;
  return { kind, from: later.id, to: earlier.id, score, reasons };
}

/** They speak of themselves, or of what is theirs. */
function isOwn({ subject, source }: KeptClaim): boolean {
  const whose = subject.type === "speaker" ? subject.name : (subject.owner ?? "");
  return whose.toLowerCase() === source.toLowerCase();
}

interface Found {
  readonly kind: ClaimLink["kind"];
  readonly score: number;
  readonly reasons: readonly string[];
}

/** What was affirmed is denied, or the reverse. */
function turned(earlier: KeptClaim, later: KeptClaim): Found | null {
  if (earlier.polarity === later.polarity || !areTold(earlier, later) || !isSameKind(earlier, later))
    return null;
  const [denied, affirmed] = earlier.polarity === "denied" ? [earlier, later] : [later, earlier];
  const never = denied.signs.includes("never");
  const alike = likenessOf(earlier, later);
  if (alike.share < (never ? HALF : ALL)) return null;
  const reasons = [alike.reason, "polarity"];
  const score = 0.9 * alike.share;
  if (affirmed.relation.cardinality !== "event" && !never)
    return { kind: "supersedes", score, reasons: [...reasons, "recency"] };
  const happened = affirmed.valid.from ?? affirmed.valid.to ?? affirmed.said;
  if (affirmed === earlier || happened <= denied.said) return { kind: "conflicts", score, reasons };
  // It came about since, or had before: a clause that names no time does not say.
  return affirmed.valid.precision === "said" && !later.signs.includes("update")
    ? { kind: "conflicts", score: score / 2, reasons }
    : { kind: "supersedes", score, reasons: [...reasons, "time"] };
}

/** A plan comes about, is made anew or is given up. It never takes the place of a fact. */
function planned(earlier: KeptClaim, later: KeptClaim): Found | null {
  if (earlier.modality !== "plan" || earlier.polarity === "denied" || !isSameKind(earlier, later))
    return null;
  const alike = likenessOf(earlier, later);
  // "I use Python" is not yet all that was planned with it, nor are 3 pounds the 10 that were to be lost.
  const [one, other] = [earlier.object, later.object];
  if (one.type === "quantity" && other.type === "quantity" && one.value !== other.value) return null;
  if (alike.share < ALL || coverOf(one, other) < HALF) return null;
  const found = (reason: string): Found => ({
    kind: "supersedes",
    score: 0.8 * alike.share,
    reasons: [alike.reason, reason],
  });
  if (later.modality === "plan" && later.polarity === "denied") return found("given up");
  if (later.polarity === "denied") return null;
  if (later.modality === "fact") return found("came about");
  const isSameTime = later.valid.from === earlier.valid.from && later.valid.to === earlier.valid.to;
  return later.modality === "plan" && later.valid.precision !== "said" && !isSameTime
    ? found("planned anew")
    : null;
}

/** Another value of what has one at a time. */
function replaced(earlier: KeptClaim, later: KeptClaim): Found | null {
  if (!areTold(earlier, later) || earlier.polarity === "denied" || later.polarity === "denied") return null;
  if (isSame(earlier.object, later.object) || !holdTogether(earlier, later)) return null;
  for (const sign of ["part", "regular"] as const)
    if (earlier.signs.includes(sign) || later.signs.includes(sign)) return null;
  if (earlier.signs.includes("goal") !== later.signs.includes("goal")) return null;
  const value = valueScore(earlier, later);
  if (value === null) return null;
  const sameTime = later.said === earlier.said || later.ordinal === earlier.ordinal;
  return sameTime
    ? { kind: "conflicts", score: value.share, reasons: [value.reason] }
    : { kind: "supersedes", score: value.share, reasons: [value.reason, "recency"] };
}

/** One has one of it at a time. */
export function isSingle({ name, cardinality }: Relation): boolean {
  return cardinality === "single" || begun.has(name);
}

function valueScore(earlier: KeptClaim, later: KeptClaim): Likeness | null {
  const [one, other] = [earlier.object, later.object];
  const isCount = one.type === "quantity" && other.type === "quantity";
  if (isCount && one.unit !== other.unit) return null;
  if (isSingle(earlier.relation) && isSingle(later.relation)) {
    // A doing or a quality: "my goal is to swim" leaves room for another.
    if (one.type === "text" || other.type === "text") return { share: 0.5, reason: "one at a time" };
    // "5 Oak Road" is an address, not so much of a road.
    const isAddress = familyOf(later.relation) === "live at";
    if (isAddress && (!areNames(one, other) || overlap(wordsOf(one), wordsOf(other)) === 1)) return null;
    return isAddress || one.type === other.type || (!isQuantity(one) && !isQuantity(other))
      ? { share: 0.95, reason: "one at a time" }
      : null;
  }
  // "Improved by 20%" is a difference.
  if (!isCount || / by$/.test(earlier.relation.name) || / by$/.test(later.relation.name)) return null;
  // What happened stays true: of it only a share of the same whole grows, or what is said to have changed.
  const grows = isShare(one) || later.signs.includes("update");
  if ((earlier.relation.cardinality === "event" || later.relation.cardinality === "event") && !grows)
    return null;
  if (one.of !== other.of) return null;
  if (one.of === "") return isSameKind(earlier, later) ? { share: 0.55, reason: "same unit" } : null;
  const share = overlap(wordsOf(one), wordsOf(other));
  if (share < HALF) return null;
  // "I have $500" and "I owe $800" count the same, but not of the same.
  return isSameKind(earlier, later)
    ? { share: 0.9 * share, reason: "same unit, key overlap" }
    : { share: 0.5 * share, reason: "same unit, key overlap, another relation" };
}

/** "Elm Street": not noodles, which one lives on as well. */
const areNames = (...objects: readonly ClaimObject[]): boolean =>
  objects.every(({ text }) => /\p{Lu}/u.test(text));

const isQuantity = ({ type }: ClaimObject): boolean => type === "quantity";

/** Facts, at first or second hand. */
function areTold(...claims: readonly KeptClaim[]): boolean {
  return claims.every(({ modality }) => modality === "fact" || modality === "reported");
}

/** There is a time at which both would hold: what is over and done with is not replaced. */
function holdTogether(earlier: KeptClaim, later: KeptClaim): boolean {
  const [one, other] = [heldIn(earlier), heldIn(later)];
  return one !== null && other !== null && Math.max(one.from, other.from) < Math.min(one.to, other.to);
}

/**
 * When what a claim tells of held, half-open; null where that was only some time before. "I moved to Porto", "I've
 * raised my budget to $800", "I've finished 40% of it": what happened began what holds since.
 */
export function heldIn(claim: KeptClaim): { readonly from: number; readonly to: number } | null {
  const { relation, object, valid, said, signs } = claim;
  const isValue = relation.cardinality === "single" || object.type === "quantity";
  const begins = begun.has(relation.name) || isShare(object) || (isValue && signs.includes("update"));
  if (begins) return { from: valid.from ?? said, to: Number.POSITIVE_INFINITY };
  if (valid.from === null && valid.precision === "said") return null;
  return { from: valid.from ?? Number.NEGATIVE_INFINITY, to: valid.to ?? Number.POSITIVE_INFINITY };
}

const isShare = (object: ClaimObject): boolean => object.type === "quantity" && object.unit === "%";

function likenessOf(earlier: KeptClaim, later: KeptClaim): Likeness {
  if (isSame(earlier.object, later.object)) return { share: 1, reason: "same object" };
  return { share: overlap(wordsOf(earlier.object), wordsOf(later.object)), reason: "key overlap" };
}

function isSame(one: ClaimObject, other: ClaimObject): boolean {
  if (one.type === "quantity" && other.type === "quantity")
    return one.value === other.value && one.unit === other.unit && one.of === other.of;
  if (one.type === "date" && other.type === "date") return one.from === other.from && one.to === other.to;
  if (one.type === "concept" && other.type === "concept") return one.key === other.key;
  return one.text.toLowerCase() === other.text.toLowerCase();
}

/** Of the first one's words, how many the second has. */
function coverOf(one: ClaimObject, other: ClaimObject): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  return words.length === 0 ? 1 : words.filter((word) => others.includes(word)).length / words.length;
}

/** Of the shorter one's words, how many the other has. */
function overlap(one: readonly string[], other: readonly string[]): number {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  if (few.length === 0) return 0;
  return few.filter((word) => many.includes(word)).length / few.length;
}

const small: ReadonlySet<string> = new Set(
  "the and any other for with from that this his her our its their your into about some all more most very really".split(
    " ",
  ),
);

/** Kept as long as their object. */
const words = new WeakMap<ClaimObject, readonly string[]>();

/** What an object is, in words without the -s of their plural, without figures. */
function wordsOf(object: ClaimObject): readonly string[] {
  const known = words.get(object);
  if (known !== undefined) return known;
  const read = wordsIn(object.text);
  words.set(object, read);
  return read;
}

function wordsIn(text: string): readonly string[] {
  const all = text.toLowerCase().match(/\p{L}[\p{L}\p{N}.]*/gu) ?? [];
  const told = all
    .filter((word) => word.length > 2 && !small.has(word))
    .map((word) => word.replace(/(?<=\p{L}{3})s$/u, ""));
  return told.slice(0, MOST_WORDS);
}
