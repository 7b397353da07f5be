import { inOneGo } from "../../math/in-one-go.ts";
import type { Millis } from "../../model/ids.ts";
import type { ClaimLink, KnownClaim } from "../../model/truth.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import { heldIn, strongLink } from "./claim-links.ts";

/** SPEC CL3: what counts at a moment of world time: said by then, or said later to have held from a time by then. */
export function countsAt({ said, valid }: KeptClaim, asOf: Millis): boolean {
  return said <= asOf || (valid.precision !== "said" && (valid.from ?? Number.NEGATIVE_INFINITY) <= asOf);
}

/**
 * SPEC CL4: the status of each claim at a moment of world time, by its own time and by the links of those that count
 * then. A conflict with what holds no more is none.
 */
export function statusesAt(
  claims: readonly KeptClaim[],
  links: readonly ClaimLink[],
  asOf: Millis,
): ReadonlyMap<string, KnownClaim["status"]> {
  return inOneGo(statusing(claims, links, asOf));
}

/** The same in pieces, of a claim or a link each. */
export function* statusing(
  claims: readonly KeptClaim[],
  links: readonly ClaimLink[],
  asOf: Millis,
): Generator<void, ReadonlyMap<string, KnownClaim["status"]>> {
  const statuses = new Map<string, KnownClaim["status"]>();
  for (const claim of claims) {
    statuses.set(claim.id, isOver(claim, asOf) ? "earlier" : "current");
    yield;
  }
  for (const { kind, to, score } of links) {
    if (kind === "supersedes" && score >= strongLink) statuses.set(to, "earlier");
    yield;
  }
  const doubts: ClaimLink[] = [];
  for (const link of links) {
    const { kind, from, to, score } = link;
    if (statuses.get(from) !== "earlier" && statuses.get(to) !== "earlier") {
      if (score < strongLink) doubts.push(link);
      else if (kind === "conflicts") for (const id of [from, to]) statuses.set(id, "conflicting");
    }
    yield;
  }
  for (const { kind, from, to } of doubts) {
    for (const id of kind === "conflicts" ? [from, to] : [to])
      if (statuses.get(id) === "current") statuses.set(id, "doubtful");
    yield;
  }
  return statuses;
}

/** What lasted is over, or the time of a plan is past. What happened stays true. */
function isOver(claim: KeptClaim, asOf: Millis): boolean {
  const { relation, modality, valid } = claim;
  if (modality === "plan") return valid.to !== null && valid.to <= asOf;
  return relation.cardinality !== "event" && (heldIn(claim)?.to ?? asOf) <= asOf;
}
