import { type Episode, renderText, sourceOf } from "../../model/episode.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { nothingResolved, type Resolution, type Statement } from "../../model/truth.ts";
import type { TimeMention } from "../../ports/features.ts";
import type { Visibility } from "../../ports/proposer.ts";
import type { Asked, CueTerm, Reading, Saying, Told, ValueReader } from "../../ports/value-reader.ts";
import type { Body } from "../fold/body.ts";
import type { BrainModule } from "../fold/brain-module.ts";
import { trustAt } from "../trust.ts";
import type { EpisodeReader } from "./episode-reader.ts";
import { firstToSay, type ReadRow } from "./first-to-say.ts";
import { placed, type Ranking } from "./rank.ts";

/** Texts that are read for a value, the best that may hold one: of 6 to 24 the fewest that found as much as more. */
const MOST_READ = 8;
/** Candidates among which a denial is looked for, how many denials are read, and how many texts beside them. */
const DENIAL_DEPTH = 40;
const MOST_DENIALS = 4;
const MOST_BESIDE = 20;

/**
 * What holds at `asOf` of what the cue asks, what held before, and what contradicts what: read from the texts that may
 * tell. Where a later statement took the place of what the cue's words find first, it comes first; nothing is dropped.
 */
export async function resolveTruth(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  asOf: Millis,
  texts: EpisodeReader,
): Promise<{ readonly ranking: Ranking; readonly truth: Resolution }> {
  const reader = body.modules.find(
    (module): module is BrainModule & ValueReader => module.askedIn !== undefined,
  );
  const asked = reader?.askedIn(ranking.cue.text) ?? null;
  const unresolved = { ranking: withTrustedFirst(body, ranking), truth: nothingResolved };
  if (reader === undefined || asked === null) return unresolved;
  const rows = seenIn(ranking, visibility).filter((row) => body.register.timeOf(row) <= asOf);
  const read = await readFor(body, reader, asked, rows, texts);
  if (read.length === 0) return unresolved;
  const told = read.map(({ row, episode }) => toldIn(body, ranking, row, episode));
  const past = pastOf(ranking, asked, asOf);
  const at = past === null ? { asOf, past } : { asOf: (past.to - 1) as Millis, past };
  const reading = reader.resolve(asked, termsOf(body, ranking, past), told, at);
  const byRow = new Map(read.map(({ row, episode }) => [row, episode]));
  const statement = (saying: Saying): Statement =>
    statementOf(saying, byRow.get(saying.told.ordinal)!, trustAt(body, saying.told.ordinal));
  return {
    ranking:
      reading.current === null || keepsOrder(asked, reading)
        ? unresolved.ranking
        : placed(ranking, reading.current.told.ordinal, 0),
    truth: {
      current: reading.current === null ? null : statement(reading.current),
      earlier: reading.earlier.map(statement),
      conflicts: reading.conflicts.map(({ sayings: [one, other], score }) => ({
        statements: [statement(one), statement(other)],
        score,
      })),
    },
  };
}

/** Who asks what something was "in April" asks as of then; a date, and whether something is so, are told afterwards. */
function pastOf({ cue }: Ranking, { kind }: Asked, asOf: Millis): TimeMention | null {
  return kind === "figure" ? (cue.features.times.find(({ to }) => to <= asOf) ?? null) : null;
}

function seenIn({ candidates }: Ranking, visibility: Visibility): readonly Ordinal[] {
  return candidates.map(({ ordinal }) => ordinal).filter((row) => visibility.admits(row));
}

async function readFor(
  body: Body,
  reader: ValueReader,
  asked: Asked,
  rows: readonly Ordinal[],
  texts: EpisodeReader,
): Promise<readonly ReadRow[]> {
  const first = (some: readonly Ordinal[], most: number): Promise<readonly ReadRow[]> =>
    firstToSay(body, some, most, texts);
  if (asked.kind !== "whether")
    return first(
      rows.filter((row) => reader.mayAnswer(row, asked)),
      MOST_READ,
    );
  const near = rows.slice(0, DENIAL_DEPTH);
  const denials = await first(
    near.filter((row) => reader.mayDeny(row)),
    MOST_DENIALS,
  );
  if (denials.length === 0) return [];
  const beside = await first(near, MOST_BESIDE);
  const denying = new Set(denials.map(({ row }) => row));
  return [...denials, ...beside.filter(({ row }) => !denying.has(row))];
}

/** In a small brain what all its texts speak of weighs nothing: still it is what they speak of. */
const LEAST_WEIGHT = 0.4;

/** When it held is no word of what is asked for. */
function termsOf(body: Body, { cue, proposals }: Ranking, past: TimeMention | null): readonly CueTerm[] {
  const weights = proposals.get("lexical")?.found.termWeights ?? [];
  const when = past === null ? [] : body.perception.perceiveCue(past.text, past.from).terms;
  return cue.features.terms
    .map((term, i) => ({ term, weight: Math.max(weights[i] ?? 1, LEAST_WEIGHT) }))
    .filter(({ term }) => !when.includes(term));
}

function toldIn(body: Body, { cue, candidates, proposals }: Ranking, row: Ordinal, episode: Episode): Told {
  const source = sourceOf(episode);
  const best = candidates[0]!.score;
  const score = candidates.find(({ ordinal }) => ordinal === row)!.score;
  const asker = cue.asker?.toLowerCase();
  // Of several who have names, who asks is spoken of as "I".
  const isAsker =
    asker !== undefined &&
    (episode.role === asker || (cue.features.self && episode.speaker?.toLowerCase() === asker));
  return {
    ordinal: row,
    text: renderText(episode),
    said: body.register.timeOf(row),
    rank: best > 0 ? Math.max(0, score / best) : 0,
    about: (proposals.get("lexical")?.found.isAbout?.(row) ?? false) || isAsker,
    source,
    trust: body.mechanisms.trustedFirst ? trustAt(body, row) : 1,
  };
}

function statementOf({ told, start, end, value, valid }: Saying, episode: Episode, trust: number): Statement {
  return {
    episode: episode.id,
    span: { start, end },
    text: told.text.slice(start, end),
    value,
    said: told.said,
    valid,
    source: told.source,
    trust,
  };
}

/** Who asks for what was, or for a date that nothing moved, is answered by what the cue finds. */
function keepsOrder({ earlier, kind }: Asked, { updated }: Reading): boolean {
  return earlier || (kind === "date" && !updated);
}

/**
 * SPEC TR9: of one who speaks they know best. Where what is trusted less comes first, what they said of it comes before
 * it, as long as its score times its trust is the greater; all else stays.
 */
function withTrustedFirst(body: Body, ranking: Ranking): Ranking {
  const [first] = ranking.candidates;
  if (first === undefined || !body.mechanisms.trustedFirst) return ranking;
  const doubted = trustAt(body, first.ordinal);
  const isAbout = ranking.proposals.get("lexical")?.found.isAbout;
  if (doubted === 1 || isAbout === undefined) return ranking;
  const trusted = ranking.candidates.find(({ ordinal, score }) => {
    const trust = trustAt(body, ordinal);
    return trust > doubted && score * trust > first.score * doubted && isAbout(ordinal);
  });
  return trusted === undefined ? ranking : placed(ranking, trusted.ordinal, 0);
}
