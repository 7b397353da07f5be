import { type Episode, renderText } from "../../model/episode.ts";
import type { EpisodeId, Millis, Ordinal, Seq } from "../../model/ids.ts";
import type { RecallResult } from "../../model/recall.ts";
import type { Statement } from "../../model/truth.ts";
import type { Body } from "../fold/body.ts";
import { provenanceOf } from "../recall/provenance.ts";
import { mayInstruct, trustAt } from "../trust.ts";
import { supersededIn, type Whose } from "./context-core.ts";
import type { Entry } from "./context-sheet.ts";
import { cut, trim } from "./context-trim.ts";

/** The first of the memories are given whole as far as each takes no more than this share; of the others a sentence. */
const WHOLE = 10;
const WHOLE_SHARE = 0.1;
const SENTENCE_SHARE = 0.015;
/** A memory takes no fewer: more of them than there is room for need not be asked for. */
const LEAST_TOKENS = 15;
const MOST_MEMORIES = 1_000;

export function memoriesFor(budget: number): number {
  return Math.min(MOST_MEMORIES, Math.max(WHOLE, Math.ceil(budget / LEAST_TOKENS)));
}

export type Over = Pick<Statement, "episode" | "span">;

export type Places = ReadonlyMap<EpisodeId, Seq>;

/** Where they stand in the log, the order of what was said at one time; nothing of what was erased. */
export async function placesOf(body: Body, ids: readonly EpisodeId[]): Promise<Places> {
  const distinct = [...new Set(ids)];
  const seqs = await Promise.all(distinct.map((id) => body.log.seqOf(id)));
  return new Map(
    distinct.flatMap((id, i) => {
      const seq = seqs[i] ?? null;
      const row = seq === null ? null : body.register.ordinalOf(seq);
      return seq === null || row === null || !body.register.isLive(row) ? [] : [[id, seq] as const];
    }),
  );
}

/** What the memories say that holds no more. To be called inside the turn. */
export function overIn(
  body: Body,
  { memories, truth }: RecallResult,
  places: Places,
  whose: Whose,
): readonly Over[] {
  const ids = new Map<Ordinal, EpisodeId>();
  for (const { episode } of memories) {
    const row = body.register.ordinalOf(places.get(episode.id) ?? -1);
    if (row !== null) ids.set(row, episode.id);
  }
  const told = Array.from(supersededIn(body, [...ids.keys()], whose), ([row, spans]) =>
    spans.map((span): Over => ({ episode: ids.get(row)!, span })),
  );
  return [...truth.earlier, ...told.flat()];
}

export function stated(
  body: Body,
  statements: readonly Statement[],
  { memories }: RecallResult,
  places: Places,
): readonly Entry[] {
  const known = new Map(memories.map(({ episode, provenance }) => [episode.id, provenance]));
  return statements.flatMap(({ episode, span, text, said, source }): readonly Entry[] => {
    const order = places.get(episode);
    if (order === undefined) return [];
    const row = body.register.ordinalOf(order)!;
    const hand = body.perception.passesOn(text) ? "second" : "first";
    const instructs = body.perception.instructs(text) !== null && !mayInstruct(body, row);
    const provenance = known.get(episode) ?? { source, hand, trust: trustAt(body, row), instructs };
    return [{ ...provenance, episode, text, said, by: source, order, start: span.start }];
  });
}

/**
 * The memories, best first, each cut to what it may take; what holds no more is left out of them. A caption stays with
 * the first, and where it has words of the cue.
 */
export function evidence(
  body: Body,
  cue: string,
  { memories }: RecallResult,
  over: readonly Over[],
  places: Places,
  budget: number,
): readonly Entry[] {
  const terms = new Set(body.perception.perceiveCue(cue, 0 as Millis).terms);
  return memories.flatMap(({ episode }, i): readonly Entry[] => {
    const order = places.get(episode.id);
    if (order === undefined) return [];
    const without = over.filter((one) => one.episode === episode.id).map(({ span }) => span);
    const isWhole = i < WHOLE;
    const limit = Math.max(LEAST_TOKENS, (isWhole ? WHOLE_SHARE : SENTENCE_SHARE) * budget);
    const short = trim(body.perception, renderText(episode), terms, limit, without);
    const { caption = "" } = episode;
    const isAbout =
      isWhole ||
      short === "" ||
      body.perception.perceiveCue(caption, 0 as Millis).terms.some((term) => terms.has(term));
    const text = shortened(episode, short, isAbout ? caption : "", limit);
    return text === "" ? [] : [{ ...saidBy(body, episode), text, order }];
  });
}

/** Title and caption are short and tell what a text is about. */
function shortened({ title }: Episode, text: string, caption: string, limit: number): string {
  if (text === "" && caption === "") return "";
  return [title && `${cut(title, limit)}:`, text, caption && `(shows: ${cut(caption, limit)})`]
    .filter(Boolean)
    .join(" ");
}

export function wordsOf(episode: Episode): string {
  return [episode.title, renderText(episode), episode.caption].filter(Boolean).join(" ");
}

export function saidBy(body: Body, episode: Episode): Omit<Entry, "text" | "order"> {
  const { id, time, speaker, role } = episode;
  const provenance = provenanceOf(body, episode);
  const { source } = provenance;
  const name = speaker ?? role ?? source;
  const by = name === source ? name : `${name} in ${source}`;
  return { ...provenance, episode: id, said: time, by, start: 0 };
}
