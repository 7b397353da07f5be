import type { Episode } from "../../model/episode.ts";
import { renderText } from "../../model/episode.ts";
import type { Choice } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Confidence, Feeling } from "../../model/recall.ts";
import type { OddsKeeper } from "../../ports/odds-keeper.ts";
import type { Visibility } from "../../ports/proposer.ts";
import { LEAST_TO_KNOW, memoryConfidence } from "../../regions/prefrontal-cortex/confidence.ts";
import { cueTerms } from "../../regions/prefrontal-cortex/cue-words.ts";
import { LEARNED_WITH } from "../../regions/prefrontal-cortex/monitor-weights.ts";
import { type Looked, type Recalled, signsOf } from "../../regions/prefrontal-cortex/signs.ts";
import type { Body } from "../fold/body.ts";
import type { EpisodeReader } from "./episode-reader.ts";
import { feelingOf } from "./feeling.ts";
import type { Ranking } from "./rank.ts";

/** What monitoring says of a ranking, whatever of it is shown. */
export interface Monitored {
  /** That the memories hold the answer. */
  readonly confidence: Confidence;
  /** That this one is part of it. */
  confidenceOf(ordinal: Ordinal): Confidence;
  readonly abstained: boolean;
  readonly feeling: Feeling | null;
  /** For whoever judges its memories later. */
  readonly recall: NonNullable<Choice["recall"]>;
}

/** Memories that are read, however many are shown: the judgement must not depend on that. */
const READ = 10;
/** Candidates whose nearness is looked at. */
const COMPARED = 20;

/** Reads the first memories and says how likely they are to hold what the cue asks, and each to be part of it. */
export async function monitor(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  texts: EpisodeReader,
): Promise<Monitored> {
  const { candidates } = ranking;
  const calibrated = body.encoder?.id === LEARNED_WITH;
  if (candidates.length === 0)
    return {
      confidence: { value: 0, calibrated },
      confidenceOf: () => ({ value: 0, calibrated }),
      abstained: true,
      feeling: feelingOf(body, ranking, visibility),
      recall: { id: crypto.randomUUID(), stated: 0 },
    };
  const signs = signsOf(await lookAt(body, ranking, visibility, texts));
  const stated = body.mechanisms.confidence(signs);
  const whole = restated(body, stated, visibility);
  const best = candidates[0]!.score;
  const places = new Map(candidates.map((candidate, i) => [candidate.ordinal, { candidate, rank: i + 1 }]));
  const abstained = whole < LEAST_TO_KNOW;
  return {
    confidence: { value: whole, calibrated },
    confidenceOf: (ordinal) => {
      const place = places.get(ordinal);
      if (place === undefined) return { value: 0, calibrated };
      const { candidate, rank } = place;
      const share = best > 0 ? Math.min(1, Math.max(0, candidate.score / best)) : 0;
      return { value: memoryConfidence({ whole, rank, share }), calibrated };
    },
    abstained,
    feeling: abstained ? feelingOf(body, ranking, visibility) : null,
    recall: { id: crypto.randomUUID(), stated },
  };
}

/** At the odds that the brain has learned. A module that fails costs what it learned, not the recall. */
function restated(body: Body, stated: number, { scopeKeys }: Visibility): number {
  for (const module of body.modules) {
    if (!keepsOdds(module)) continue;
    try {
      const confidence = module.restated(stated, scopeKeys);
      if (confidence >= 0 && confidence <= 1) return confidence;
      throw new RangeError("A confidence is not in [0, 1].");
    } catch (error) {
      body.emit("warning", { error });
    }
  }
  return stated;
}

function keepsOdds<Module>(module: Module & Partial<OddsKeeper>): module is Module & OddsKeeper {
  return module.restated !== undefined;
}

async function lookAt(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  texts: EpisodeReader,
): Promise<Looked> {
  const { cue, proposals } = ranking;
  const compared = ranking.candidates.slice(0, COMPARED);
  const first = compared.slice(0, READ).map(({ ordinal }) => ordinal);
  const meaningOf = nearnessOf(ranking);
  const proposed = proposals.get("dense")?.candidates.map(({ score }) => score) ?? [];
  const terms = cueTerms(cue.features);
  const weights = proposals.get("lexical")?.found.termWeights ?? terms.map(() => 1);
  const { self, addressee } = cue.features;
  const asker = (cue.asker ?? "user").toLowerCase();
  return {
    terms,
    weights,
    words: cue.features.words,
    asker: self && !addressee ? asker : null,
    notAsked: addressee ? asker : null,
    recalled: withoutCopies(await read(body, ranking, first, visibility, meaningOf, texts)),
    meanings: proposals.has("dense") ? compared.map(({ ordinal }) => meaningOf(ordinal)) : [],
    usualMeaning:
      proposed.length === 0 ? 0 : proposed.reduce((sum, score) => sum + score, 0) / proposed.length,
    nearest: proposed[0] ?? 0,
  };
}

/** A channel that cannot tell was named when the memories were ranked (SPEC R3): here it says nothing. */
function nearnessOf({ proposals }: Ranking): (ordinal: Ordinal) => number {
  const found = proposals.get("dense")?.found;
  return (ordinal) => {
    try {
      const score = found?.scoreOf?.(ordinal) ?? 0;
      return Number.isFinite(score) ? score : 0;
    } catch {
      return 0;
    }
  };
}

async function read(
  { register }: Body,
  ranking: Ranking,
  rows: readonly Ordinal[],
  visibility: Visibility,
  meaningOf: (ordinal: Ordinal) => number,
  texts: EpisodeReader,
): Promise<readonly Recalled[]> {
  const seqs = rows.map((row) => register.seqOf(row));
  const before = rows.map((row) => {
    const { previous } = register.neighbours(row);
    const other = previous === null ? null : register.ordinalOf(previous);
    return other !== null && visibility.admits(other) ? previous : null;
  });
  const wanted = [...new Set([...seqs, ...before.filter((seq) => seq !== null)])];
  const episodes = new Map((await texts.episodes(wanted)).map((episode, i) => [wanted[i]!, episode]));
  return rows.flatMap((row, i): Recalled[] => {
    const episode = episodes.get(seqs[i]!) ?? null;
    if (episode === null) return [];
    const earlier = before[i] === null ? null : (episodes.get(before[i]!) ?? null);
    return [
      {
        voice: voiceOf(episode),
        title: episode.title ?? "",
        text: renderText(episode),
        caption: episode.caption ?? "",
        before: earlier === null ? null : { voice: voiceOf(earlier), text: renderText(earlier) },
        meaning: meaningOf(row),
        throughOthers: wayTo(ranking, row) > 1,
      },
    ];
  });
}

/** Whoever says the same again says nothing more. */
function withoutCopies(recalled: readonly Recalled[]): readonly Recalled[] {
  const seen = new Set<string>();
  return recalled.filter(({ voice, title, text, caption }) => {
    const said = [title, text, caption]
      .join(" ")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ");
    const key = `${voice}\n${said}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function voiceOf({ speaker, role }: Episode): string {
  return speaker ?? role ?? "";
}

/** A path that cannot be told counts as none. */
function wayTo(ranking: Ranking, row: Ordinal): number {
  try {
    return ranking.pathOf(row).length;
  } catch {
    return 0;
  }
}
