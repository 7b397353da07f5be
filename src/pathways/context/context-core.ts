import { type ClaimSubject, subjectKey } from "../../model/claim.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import type { Scope } from "../../model/scope.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import type { TextSpan } from "../../ports/perception.ts";
import { linksAmong, strongLink } from "../claims/claim-links.ts";
import { statusesAt } from "../claims/claim-status.ts";
import { keeperIn, worldOf } from "../claims.ts";
import type { Body } from "../fold/body.ts";
import { trustOf } from "../trust.ts";

/** What of somebody's has one value that says who they are. */
const identity =
  /(?:^| )(?:name|nickname|birthday|birth|job|profession|occupation|employer|address|home|hometown|city|email|nationality|religion|major)$/;
const kin =
  /(?:^| )(?:mother|mom|mum|father|dad|parents?|sister|brother|son|daughter|kids?|child|children|baby|husband|wife|spouse|partner|fianc[eé]e?|girlfriend|boyfriend|dog|cat)$/;
/** Of figures and dates only these say who somebody is. */
const measured: ReadonlySet<string> = new Set(["age", "be born on", "be born in"]);
const passing: ReadonlySet<string> = new Set([
  "cost",
  "weigh",
  "earn",
  "be due",
  "be due on",
  "be scheduled for",
]);
/** They begin what holds since: to move somewhere is to live there. */
const moves: readonly string[] = ["move to", "relocate to"];

export interface Whose {
  readonly scope: Scope;
  readonly now: Millis;
  readonly minTrust: number;
}

/**
 * SPEC CX5: what is currently true of who somebody is: name, home, work, family; of each the latest, in the order it
 * was said. To be called inside the turn.
 */
export function coreClaims(body: Body, who: string, { scope, now, minTrust }: Whose): readonly KeptClaim[] {
  if (keeperIn(body) === null) return [];
  const world = worldOf(body, { scope, asOf: now, knownAt: null, minTrust });
  const about = { subjects: [who.toLowerCase()], owned: true };
  const claims = [
    ...world.claims({ ...about, standing: true }).filter(saysWho),
    ...world.claims({ ...about, relations: ["be"] }).filter(isKin),
    ...world.claims({ ...about, relations: moves }),
  ].filter(({ modality }) => modality === "fact");
  // What is denied is not shown, and ends what was said before.
  const statuses = statusesOf(body, claims, now);
  const last = new Map<string, KeptClaim>();
  for (const claim of claims.sort(inOrder)) {
    if (claim.polarity === "denied" || statuses.get(claim.id) === "earlier") continue;
    const what = moves.includes(claim.relation.name) ? "live in" : claim.relation.name;
    last.set(`${subjectKey(claim.subject)}\n${what}`, claim);
  }
  return [...last.values()].sort(inOrder);
}

/**
 * SPEC CX6: where rows tell what lasts, and a later statement took its place or says that it is over. To be called
 * inside the turn.
 */
export function supersededIn(
  body: Body,
  rows: readonly Ordinal[],
  { scope, now, minTrust }: Whose,
): ReadonlyMap<Ordinal, readonly TextSpan[]> {
  const keeper = keeperIn(body);
  const told = rows.flatMap((row) => keeper?.claimsOf(row) ?? []).filter(lasts);
  if (told.length === 0) return new Map();
  const world = worldOf(body, { scope, asOf: now, knownAt: null, minTrust });
  const subjects = [...new Set(told.map(({ subject }) => subjectKey(subject)))];
  const relations = new Set(told.filter((claim) => !isSingle(claim)).map(({ relation }) => relation.name));
  const among = [
    ...world.claims({ subjects, standing: true }).filter(isSingle),
    ...world.claims({ subjects, relations: [...moves, ...relations] }),
  ];
  const links = linksAmong(among, trustOf(body));
  const statuses = statusesAt(among, links, now);
  const replaced = new Set(
    links.flatMap(({ kind, to, score }) => (kind === "supersedes" && score >= strongLink ? [to] : [])),
  );
  const spans = new Map<Ordinal, TextSpan[]>();
  for (const claim of told) {
    const { id, ordinal, span } = claim;
    // What there may be several of is over where something took its place; that its time is past is no news.
    if (isSingle(claim) ? statuses.get(id) === "earlier" : replaced.has(id))
      spans.set(ordinal, [...(spans.get(ordinal) ?? []), span]);
  }
  return spans;
}

const lasts = ({ relation }: Pick<KeptClaim, "relation">): boolean => relation.cardinality !== "event";
const isSingle = ({ relation }: Pick<KeptClaim, "relation">): boolean => relation.cardinality === "single";

function statusesOf(body: Body, claims: readonly KeptClaim[], now: Millis): ReturnType<typeof statusesAt> {
  const links = linksAmong(claims, trustOf(body));
  return statusesAt(claims, links, now);
}

function saysWho({ subject, relation, object }: KeptClaim): boolean {
  if (!isSingle({ relation }) || passing.has(relation.name)) return false;
  if ((object.type === "quantity" || object.type === "date") && !measured.has(relation.name))
    return isNamed(subject);
  return subject.type === "speaker" || isNamed(subject);
}

/** "my birthday", "my job": not "my budget". */
function isNamed(subject: ClaimSubject): boolean {
  return subject.type === "concept" && subject.owner !== undefined && identity.test(subject.key);
}

/** "my partner David". */
function isKin({ subject, object }: KeptClaim): boolean {
  return (
    subject.type === "concept" &&
    subject.owner !== undefined &&
    kin.test(subject.key) &&
    object.type === "concept" &&
    /^\p{Lu}/u.test(object.text)
  );
}

export function inOrder(one: KeptClaim, other: KeptClaim): number {
  return one.said - other.said || one.ordinal - other.ordinal || one.span.start - other.span.start;
}
