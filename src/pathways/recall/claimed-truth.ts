import { renderText } from "../../model/episode.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import type { Conflict, Resolution, Statement } from "../../model/truth.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import type { AskedState } from "../../ports/perception.ts";
import type { Visibility } from "../../ports/proposer.ts";
import { isSingle, linksAmong, relationsLike } from "../claims/claim-links.ts";
import { whoIsWho } from "../claims/claim-names.ts";
import { countsAt, statusesAt } from "../claims/claim-status.ts";
import { keeperIn } from "../claims.ts";
import type { Body } from "../fold/body.ts";
import { trustAt, trustOf } from "../trust.ts";
import type { EpisodeReader } from "./episode-reader.ts";
import { placed, type Ranking } from "./rank.ts";

/** Claims of one subject and kind that are looked at, the latest: what was said before them was replaced long since. */
const MOST_CLAIMS = 64;
/** Of what held before, so much is told. */
const MOST_EARLIER = 8;

/** What a thing is somewhere by, and what else a verb may take. */
const places: readonly string[] = "in,at,on,near,inside,under,behind,outside,beside".split(",");
const others: readonly string[] = "to,with,for,as,by,from,of,about".split(",");

/** What claims say of a cue that asks for a state. */
interface Claimed {
  readonly current: KeptClaim | null;
  /** The latest first. */
  readonly earlier: readonly KeptClaim[];
  readonly conflicts: readonly (readonly [one: KeptClaim, other: KeptClaim, score: number])[];
}

/**
 * SPEC CV10: a cue that asks for the state of somebody or something ("Where does Ana live?") is answered by what is
 * claimed of it, before what its words find. What holds comes before what it replaced; nothing is dropped. What the
 * claims do not decide is left as it was resolved.
 */
export async function claimedTruth(
  body: Body,
  resolved: { readonly ranking: Ranking; readonly truth: Resolution },
  visibility: Visibility,
  asOf: Millis,
  texts: EpisodeReader,
): Promise<{ readonly ranking: Ranking; readonly truth: Resolution }> {
  const claimed = claimedOf(body, resolved.ranking, visibility, asOf);
  // How much and when is read from the words themselves: of a figure they tell more than its claim.
  if (claimed === null || (resolved.truth.current !== null && isFigure(claimed.current))) return resolved;
  const { current, earlier, conflicts } = claimed;
  const told = [
    ...(current === null ? [] : [current]),
    ...earlier,
    ...conflicts.flatMap(([, other]) => other),
  ];
  const statements = await statementsOf(body, told, texts);
  const of = (claim: KeptClaim): Statement => statements.get(claim)!;
  return {
    ranking:
      current === null
        ? resolved.ranking
        : beforeEach(
            resolved.ranking,
            current.ordinal,
            earlier.map(({ ordinal }) => ordinal),
          ),
    truth: {
      current: current === null ? null : of(current),
      earlier: earlier.map(of),
      conflicts: conflicts.map(
        ([one, other, score]): Conflict => ({ statements: [of(one), of(other)], score }),
      ),
    },
  };
}

function claimedOf(body: Body, { cue }: Ranking, visibility: Visibility, asOf: Millis): Claimed | null {
  const keeper = keeperIn(body);
  const asked = keeper === null ? null : body.perception.askedState(cue.text);
  if (keeper === null || asked === null) return null;
  const subject = subjectOf(asked, (cue.asker ?? "user").toLowerCase());
  // "My sister" is also Rita, where it says so.
  const subjects = whoIsWho(keeper.claims({ subjects: [subject], relations: ["be"] }, visibility))(subject);
  const trust = trustOf(body);
  const relations = relationsOf(asked);
  // Of one text, what is nearest to the words of the cue first.
  const placeOf = ({ relation }: KeptClaim): number => relations.indexOf(relation.name);
  const claims = keeper
    .claims({ subjects, relations }, visibility)
    .filter((claim) => countsAt(claim, asOf) && /^(?:fact|reported)$/.test(claim.modality))
    .sort(
      (one, other) => other.said - one.said || other.ordinal - one.ordinal || placeOf(one) - placeOf(other),
    )
    .slice(0, MOST_CLAIMS);
  const links = linksAmong(claims, trust);
  const statuses = statusesAt(claims, links, asOf);
  const affirmed = claims.filter(({ polarity }) => polarity === "affirmed");
  const earlier = affirmed.filter(({ id }) => statuses.get(id) === "earlier");
  const open = affirmed
    .filter((claim) => !earlier.includes(claim))
    .sort((one, other) => trust(other) - trust(one));
  const [current = null, ...rest] = onceEach(open);
  // Things stand side by side: none of them is the one, and of which kind each is no claim says.
  const alone = current === null || isSingle(current.relation) || (rest.length === 0 && !asked.ofKind);
  if (claims.length === 0 || !alone) return null;
  const before = onceEach(earlier).filter((claim) => current === null || !isSame(claim, current));
  return {
    current,
    earlier: before.slice(0, MOST_EARLIER),
    // There is one at a time: they cannot both hold if both were read right.
    conflicts: rest.map((other) => [current!, other, current!.confidence * other.confidence] as const),
  };
}

function subjectOf({ whose, thing }: AskedState, asker: string): string {
  if (whose === null) return thing!;
  const name = whose === "asker" ? asker : whose.name;
  return thing === null ? name : `${name}/${thing}`;
}

/** The relations that would answer, and those that say the same. */
function relationsOf({ verb, preposition, isPlace }: AskedState): readonly string[] {
  const taken = preposition !== null ? [preposition] : isPlace ? places : [...places, ...others];
  const own = taken.map((one) => `${verb} ${one}`);
  if (preposition === null && !isPlace) own.push(verb);
  return [...new Set(own.flatMap(relationsLike))];
}

const isFigure = (claim: KeptClaim | null): boolean =>
  claim?.object.type === "quantity" || claim?.object.type === "date";

const textIn = ({ object }: KeptClaim): string => (object.type === "concept" ? object.key : object.text);

function isSame(one: KeptClaim, other: KeptClaim): boolean {
  return textIn(one).toLowerCase() === textIn(other).toLowerCase();
}

/** Who says it again says nothing new. */
function onceEach(claims: readonly KeptClaim[]): readonly KeptClaim[] {
  return claims.filter((claim, i) => claims.findIndex((other) => isSame(other, claim)) === i);
}

async function statementsOf(
  body: Body,
  claims: readonly KeptClaim[],
  texts: EpisodeReader,
): Promise<ReadonlyMap<KeptClaim, Statement>> {
  const episodes = await texts.episodes(claims.map(({ ordinal }) => body.register.seqOf(ordinal)));
  return new Map(
    claims.map((claim, i) => {
      const { ordinal, span, object, said, valid, source } = claim;
      const episode = episodes[i]!;
      const text = renderText(episode).slice(span.start, span.end);
      const trust = trustAt(body, ordinal);
      return [claim, { episode: episode.id, span, text, value: object.text, said, valid, source, trust }];
    }),
  );
}

/** The row before the first of the others, found or not. */
function beforeEach(ranking: Ranking, row: Ordinal, others: readonly Ordinal[]): Ranking {
  const { candidates } = ranking;
  const place = candidates.findIndex(({ ordinal }) => others.includes(ordinal));
  return place < 0 || others.includes(row) ? ranking : placed(ranking, row, place);
}
