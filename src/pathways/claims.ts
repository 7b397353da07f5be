import * as z from "zod";
import { subjectKey } from "../model/claim.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Millis } from "../model/ids.ts";
import { type Scope, scopeKey } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import type { ClaimFilter, ClaimLink, KnownClaim } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import type { ClaimKeeper, KeptClaim, WantedClaims } from "../ports/claim-keeper.ts";
import type { Visibility } from "../ports/proposer.ts";
import { inOrderOfSaying, linking } from "./claims/claim-links.ts";
import { plainName, type WhoIsWho, whoIsWho } from "./claims/claim-names.ts";
import { countsAt, statusing } from "./claims/claim-status.ts";
import type { Body } from "./fold/body.ts";
import type { BrainModule } from "./fold/brain-module.ts";
import { inSlices, isSliceOver, nextTurn } from "./fold/time-slice.ts";
import { trustAt, trustedOnly, trustOf } from "./trust.ts";

const DEFAULT_LIMIT = 1_000;
/** Claims whose episodes are looked up in one go. */
const CLAIMS_A_PIECE = 100;
/** Links that are looked at in one go. */
const LINKS_A_PIECE = 1_000;
const time = z.union([z.string(), z.number(), z.date()]);
const name = z.string().min(1).max(512);

const filterSchema: z.ZodType<ClaimFilter> = z.strictObject({
  about: name.exactOptional(),
  relation: name.exactOptional(),
  object: name.exactOptional(),
  modality: z.enum(["fact", "plan", "wish", "hypothetical", "reported"]).exactOptional(),
  polarity: z.enum(["affirmed", "denied"]).exactOptional(),
  source: name.exactOptional(),
  scope: scopeSchema.exactOptional(),
  asOf: time.exactOptional(),
  knownAt: time.exactOptional(),
  minTrust: z.number().min(0).max(1).exactOptional(),
  current: z.boolean().exactOptional(),
  limit: z.int().min(1).max(1_000_000).exactOptional(),
}) as z.ZodType<ClaimFilter>;

/** What is claimed, as the filter asks, the latest first; each with its status at `asOf` and the links that bear on it. */
export async function knownClaims(body: Body, given: ClaimFilter = {}): Promise<readonly KnownClaim[]> {
  const { filter, view } = checked(body, given);
  return body.deriver.upToDate(async () => {
    const { about, object, relation } = filter;
    if (about === undefined && object === undefined) {
      const all = await countingAt(body, await everyClaim(body, view), view.asOf);
      const wanted =
        relation === undefined ? all.claims : all.claims.filter((claim) => claim.relation.name === relation);
      return told(body, view, filter, wanted, all, latestFirst);
    }
    const world = worldOf(body, view);
    const who = whoIsWho(world.claims({ relations: ["be"] }));
    const wanted = world.claims(named(who, filter));
    return told(body, view, filter, wanted, await relatedTo(body, world, who, wanted), latestFirst);
  });
}

/** What is claimed about one speaker or concept, and of others with it, by when it holds or happened. */
export async function timeline(
  body: Body,
  about: string,
  given: Omit<ClaimFilter, "about"> = {},
): Promise<readonly KnownClaim[]> {
  const { filter, view } = checked(body, { ...filterOf(given), about });
  return body.deriver.upToDate(async () => {
    const world = worldOf(body, view);
    const who = whoIsWho(world.claims({ relations: ["be"] }));
    const { subjects = [], ...others } = named(who, filter);
    const found = [
      ...world.claims({ ...others, subjects }),
      ...(filter.object === undefined
        ? subjects.flatMap((object) => world.claims({ ...others, object }))
        : []),
    ];
    const wanted = [...new Map(found.map((claim) => [claim.id, claim])).values()];
    return told(body, view, filter, wanted, await relatedTo(body, world, who, wanted), byTime);
  });
}

/** Whose claims, when. */
export interface View {
  readonly scope: Scope;
  /** World time. */
  readonly asOf: Millis;
  /** Brain time; null: everything. */
  readonly knownAt: Millis | null;
  readonly minTrust: number;
}

/** Claims, and how they bear on one another. */
export interface Linked {
  readonly claims: readonly KeptClaim[];
  readonly links: readonly ClaimLink[];
}

/** The claims that a view sees. */
export interface ClaimWorld extends View {
  claims(wanted: WantedClaims): readonly KeptClaim[];
}

/** To be called inside the turn. */
export function worldOf(body: Body, view: View): ClaimWorld {
  const { keeper, known, visibility } = seenIn(body, view);
  return {
    ...view,
    claims: (wanted) =>
      keeper.claims({ ...wanted, ...known }, visibility).filter((claim) => countsAt(claim, view.asOf)),
  };
}

/**
 * What was seen last, by whose eyes and at which events of the log. It hangs on the epoch of the claims: nothing
 * outlives what was erased.
 */
const kept = new WeakMap<object, Map<string, KeptView>>();
interface KeptView {
  readonly stamp: string;
  readonly linked: Linked;
}

/** `changes` looks from two moments. */
const MOST_KEPT = 2;

/** All that is seen, of whatever time, linked. To be called inside the turn; others have theirs in between. */
export async function everyClaim(body: Body, view: Omit<View, "asOf">): Promise<Linked> {
  const { keeper, known, visibility } = seenIn(body, view);
  const views = kept.get(keeper.epoch) ?? new Map<string, KeptView>();
  kept.set(keeper.epoch, views);
  const name = JSON.stringify([scopeKey(view.scope), view.knownAt, view.minTrust]);
  // Whatever is forgotten, trusted or learned is an event.
  const stamp = [...body.deriver.positions().values()].join();
  const last = views.get(name);
  views.delete(name);
  const linked =
    last?.stamp === stamp ? last.linked : await inSlices(seeing(body, keeper, known, visibility));
  views.set(name, { stamp, linked });
  for (const oldest of views.keys()) if (views.size > MOST_KEPT) views.delete(oldest);
  return linked;
}

function* seeing(
  body: Body,
  keeper: ClaimKeeper,
  known: Pick<WantedClaims, "knownAt">,
  visibility: Visibility,
): Generator<void, Linked> {
  const claims: KeptClaim[] = [];
  for (const claim of keeper.eachClaim(known, visibility)) {
    claims.push(claim);
    yield;
  }
  return { claims, links: yield* linking(claims, trustOf(body)) };
}

async function linkedAmong(body: Body, claims: readonly KeptClaim[]): Promise<Linked> {
  return { claims, links: await inSlices(linking(claims, trustOf(body))) };
}

/** Those of them that count at a moment, linked among themselves. */
export async function countingAt(body: Body, linked: Linked, asOf: Millis): Promise<Linked> {
  const claims = linked.claims.filter((claim) => countsAt(claim, asOf));
  if (claims.length === linked.claims.length) return linked;
  return linkedAmong(body, claims);
}

function seenIn(
  body: Body,
  { scope, knownAt, minTrust }: Omit<View, "asOf">,
): {
  readonly keeper: ClaimKeeper;
  readonly visibility: Visibility;
  readonly known: Pick<WantedClaims, "knownAt">;
} {
  const seen = body.register.visibility({ scope, from: null, to: null, kinds: null, knownAt });
  return {
    keeper: keeperOf(body),
    visibility: trustedOnly(body, seen, minTrust),
    known: knownAt === null ? {} : { knownAt },
  };
}

/** null: no region of this brain keeps claims. */
export function keeperIn({ modules }: Body): ClaimKeeper | null {
  return modules.find((module): module is BrainModule & ClaimKeeper => module.claims !== undefined) ?? null;
}

export function keeperOf(body: Body): ClaimKeeper {
  const keeper = keeperIn(body);
  if (keeper !== null) return keeper;
  throw new EncephalonError("invalid-options", "No region of this brain keeps claims.", {
    remedy: "Open it with the default regions, or with one that has the methods of ClaimKeeper.",
  });
}

function filterOf(given: ClaimFilter): ClaimFilter {
  return conform(
    filterSchema,
    given,
    "invalid-options",
    'Give what is wanted, such as { about: "Ana", current: true }: see ClaimFilter for its fields.',
  );
}

function checked(body: Body, given: ClaimFilter): { readonly filter: ClaimFilter; readonly view: View } {
  const filter = filterOf(given);
  return {
    filter,
    view: {
      scope: filter.scope ?? {},
      asOf: filter.asOf === undefined ? body.clock() : parseTime(filter.asOf),
      knownAt: filter.knownAt === undefined ? null : parseTime(filter.knownAt),
      minTrust: filter.minTrust ?? 0,
    },
  };
}

/** The subjects that a name stands for, as the claims that are seen say. */
function named(who: WhoIsWho, { about, relation, object }: ClaimFilter): WantedClaims {
  const rest = {
    ...(relation !== undefined && { relations: [relation] }),
    ...(object !== undefined && { object }),
  };
  if (about === undefined) return rest;
  const subjects = new Set([about.toLowerCase(), plainName(about)].flatMap(who));
  return { ...rest, subjects: [...subjects], owned: true };
}

async function told(
  body: Body,
  { asOf }: View,
  filter: ClaimFilter,
  wanted: readonly KeptClaim[],
  { claims, links }: Linked,
  inOrder: (one: KeptClaim, other: KeptClaim) => number,
): Promise<readonly KnownClaim[]> {
  const statuses = await inSlices(statusing(claims, links, asOf));
  const chosen = wanted
    .filter(
      ({ id, modality, polarity, source }) =>
        (filter.modality === undefined || modality === filter.modality) &&
        (filter.polarity === undefined || polarity === filter.polarity) &&
        (filter.source === undefined || source === filter.source) &&
        (filter.current !== true || statuses.get(id) !== "earlier"),
    )
    .sort(latestFirst)
    .slice(0, filter.limit ?? DEFAULT_LIMIT)
    .sort(inOrder);
  return knownOf(body, chosen, links, statuses);
}

/** All claims of the same subjects, wanted or not: links are among them. */
async function relatedTo(
  body: Body,
  world: ClaimWorld,
  who: WhoIsWho,
  wanted: readonly KeptClaim[],
): Promise<Linked> {
  const subjects = new Set(wanted.flatMap(({ subject }) => who(subjectKey(subject))));
  const claims = subjects.size === 0 ? [] : world.claims({ subjects: [...subjects] });
  return linkedAmong(body, claims);
}

/** The same with what only the log and the links tell of them. */
export async function knownOf(
  body: Body,
  claims: readonly KeptClaim[],
  links: readonly ClaimLink[],
  statuses: ReadonlyMap<string, KnownClaim["status"]>,
): Promise<readonly KnownClaim[]> {
  const naming = new Map(claims.map(({ id }): [string, ClaimLink[]] => [id, []]));
  for (const [i, link] of links.entries()) {
    naming.get(link.from)?.push(link);
    naming.get(link.to)?.push(link);
    if (i % LINKS_A_PIECE === 0 && isSliceOver()) await nextTurn();
  }
  const known: KnownClaim[] = [];
  for (let at = 0; at < claims.length; at += CLAIMS_A_PIECE) {
    const some = claims.slice(at, at + CLAIMS_A_PIECE);
    const rows = [...new Set(some.map(({ ordinal }) => ordinal))];
    const ids = await body.log.ids(rows.map((row) => body.register.seqOf(row)));
    const episodes = new Map(rows.map((row, i) => [row, ids[i]!]));
    for (const { ordinal, signs: _, ...claim } of some)
      known.push({
        ...claim,
        episode: episodes.get(ordinal)!,
        trust: trustAt(body, ordinal),
        status: statuses.get(claim.id) ?? "current",
        links: naming.get(claim.id) ?? [],
      });
    if (isSliceOver()) await nextTurn();
  }
  return known;
}

function latestFirst(one: KeptClaim, other: KeptClaim): number {
  return inOrderOfSaying(other, one);
}

/** When it holds from, or happened; where only its end is known, that. */
function byTime(one: KeptClaim, other: KeptClaim): number {
  const momentOf = ({ valid, said }: KeptClaim): number => valid.from ?? valid.to ?? said;
  return momentOf(one) - momentOf(other) || inOrderOfSaying(one, other);
}
