import * as z from "zod";
import { subjectKey } from "../model/claim.ts";
import type { Episode } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import type { ClaimFilter, ClaimLink, KnownClaim } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import type { ClaimKeeper, KeptClaim, WantedClaims } from "../ports/claim-keeper.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";
import { inOrderOfSaying, linking } from "./claim-links.ts";
import { plainName, whoIsWho } from "./claim-names.ts";
import { countsAt, statusesAt } from "./claim-status.ts";
import { inSlices, isSliceOver, nextTurn } from "./time-slice.ts";
import { trustAt, trustedOnly } from "./trust.ts";

const DEFAULT_LIMIT = 1_000;
/** Episodes that are read in one go. */
const EPISODES_A_PIECE = 100;
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
    const world = worldOf(body, view);
    const { about, object, relation } = filter;
    if (about === undefined && object === undefined) {
      const all = await world.everyClaim();
      const wanted = relation === undefined ? all : all.filter((claim) => claim.relation.name === relation);
      return told(body, world, filter, { wanted, among: all }, latestFirst);
    }
    const wanted = world.claims(named(world, filter));
    return told(body, world, filter, { wanted, among: relatedTo(world, wanted) }, latestFirst);
  });
}

/** What is claimed about one speaker or concept, and of others with it, by when it holds or happened. */
export async function timeline(
  body: Body,
  about: string,
  given: Omit<ClaimFilter, "about"> = {},
): Promise<readonly KnownClaim[]> {
  const { filter, view } = checked(body, { ...given, about });
  return body.deriver.upToDate(() => {
    const world = worldOf(body, view);
    const { subjects = [], ...others } = named(world, filter);
    const found = [
      ...world.claims({ ...others, subjects }),
      ...(filter.object === undefined
        ? subjects.flatMap((object) => world.claims({ ...others, object }))
        : []),
    ];
    const wanted = [...new Map(found.map((claim) => [claim.id, claim])).values()];
    return told(body, world, filter, { wanted, among: relatedTo(world, wanted) }, byTime);
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

/** The claims that a view sees. */
export interface ClaimWorld extends View {
  claims(wanted: WantedClaims): readonly KeptClaim[];
  /** All of them: others have their turn in between. */
  everyClaim(): Promise<readonly KeptClaim[]>;
}

/** To be called inside the turn. */
export function worldOf(body: Body, view: View): ClaimWorld {
  const keeper = keeperOf(body);
  const { scope, asOf, knownAt, minTrust } = view;
  const seen = body.register.visibility({ scope, from: null, to: null, kinds: null, knownAt });
  const visibility: Visibility = trustedOnly(body, seen, minTrust);
  const known = knownAt === null ? {} : { knownAt };
  function* every(): Generator<void, readonly KeptClaim[]> {
    const claims: KeptClaim[] = [];
    for (const claim of keeper.eachClaim(known, visibility)) {
      if (countsAt(claim, asOf)) claims.push(claim);
      yield;
    }
    return claims;
  }
  return {
    ...view,
    claims: (wanted) =>
      keeper.claims({ ...wanted, ...known }, visibility).filter((claim) => countsAt(claim, asOf)),
    everyClaim: () => inSlices(every()),
  };
}

export function keeperOf(body: Body): ClaimKeeper {
  const keeper = body.modules.find((module) => module.claims !== undefined);
  if (keeper !== undefined) return keeper as ClaimKeeper;
  throw new EncephalonError("invalid-options", "No region of this brain keeps claims.", {
    remedy: "Open it with the default regions, or with one that has the methods of ClaimKeeper.",
  });
}

function checked(body: Body, given: ClaimFilter): { readonly filter: ClaimFilter; readonly view: View } {
  const filter = conform(
    filterSchema,
    given,
    "invalid-options",
    'Give what is wanted, such as { about: "Ana", current: true }: see ClaimFilter for its fields.',
  );
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
function named(world: ClaimWorld, { about, relation, object }: ClaimFilter): WantedClaims {
  const rest = { ...(relation !== undefined && { relation }), ...(object !== undefined && { object }) };
  if (about === undefined) return rest;
  const who = whoIsWho(world.claims({ relation: "be" }));
  const subjects = new Set([about.toLowerCase(), plainName(about)].flatMap(who));
  return { ...rest, subjects: [...subjects], owned: true };
}

interface Chosen {
  readonly wanted: readonly KeptClaim[];
  /** All claims of the same subjects, wanted or not: links are among them. */
  readonly among: readonly KeptClaim[];
}

async function told(
  body: Body,
  { asOf }: View,
  filter: ClaimFilter,
  { wanted, among }: Chosen,
  inOrder: (one: KeptClaim, other: KeptClaim) => number,
): Promise<readonly KnownClaim[]> {
  const links = await inSlices(linking(among, ({ ordinal }) => trustAt(body, ordinal)));
  const statuses = statusesAt(among, links, asOf);
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

function relatedTo(world: ClaimWorld, wanted: readonly KeptClaim[]): readonly KeptClaim[] {
  if (wanted.length === 0) return [];
  const who = whoIsWho(world.claims({ relation: "be" }));
  const subjects = new Set(wanted.flatMap(({ subject }) => who(subjectKey(subject))));
  return world.claims({ subjects: [...subjects] });
}

/** The same with what only the log and the links tell of them. */
export async function knownOf(
  body: Body,
  claims: readonly KeptClaim[],
  links: readonly ClaimLink[],
  statuses: ReadonlyMap<string, KnownClaim["status"]>,
): Promise<readonly KnownClaim[]> {
  const naming = new Map<string, ClaimLink[]>();
  for (const link of links)
    for (const id of [link.from, link.to]) {
      const list = naming.get(id);
      if (list === undefined) naming.set(id, [link]);
      else list.push(link);
    }
  const episodes = await episodesOf(body, [...new Set(claims.map(({ ordinal }) => ordinal))]);
  return claims.flatMap(({ ordinal, signs: _, ...claim }) => {
    const episode = episodes.get(ordinal);
    if (episode === undefined) return [];
    return [
      {
        ...claim,
        episode: episode.id,
        trust: trustAt(body, ordinal),
        status: statuses.get(claim.id) ?? "current",
        links: naming.get(claim.id) ?? [],
      },
    ];
  });
}

async function episodesOf(body: Body, rows: readonly Ordinal[]): Promise<ReadonlyMap<Ordinal, Episode>> {
  const episodes = new Map<Ordinal, Episode>();
  for (let at = 0; at < rows.length; at += EPISODES_A_PIECE) {
    const some = rows.slice(at, at + EPISODES_A_PIECE);
    const read = await body.log.episodes(some.map((row) => body.register.seqOf(row)));
    for (const [i, episode] of read.entries()) if (episode !== null) episodes.set(some[i]!, episode);
    if (isSliceOver()) await nextTurn();
  }
  return episodes;
}

function latestFirst(one: KeptClaim, other: KeptClaim): number {
  return inOrderOfSaying(other, one);
}

/** When it holds from, or happened; where only its end is known, that. */
function byTime(one: KeptClaim, other: KeptClaim): number {
  const momentOf = ({ valid, said }: KeptClaim): number => valid.from ?? valid.to ?? said;
  return momentOf(one) - momentOf(other) || inOrderOfSaying(one, other);
}
