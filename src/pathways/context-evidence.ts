import { type Episode, renderText, sourceOf } from "../model/episode.ts";
import type { EpisodeId, Millis, Ordinal, Seq } from "../model/ids.ts";
import type { RecallResult } from "../model/recall.ts";
import type { Statement } from "../model/truth.ts";
import type { Body } from "./body.ts";
import { supersededIn, type Whose } from "./context-core.ts";
import type { Entry } from "./context-sheet.ts";
import { cut, trim } from "./context-trim.ts";
import { provenanceOf } from "./provenance.ts";

/** The first of the memories are given whole as far as each takes no more than this share; of the others a sentence. */
const WHOLE = 10;
const WHOLE_SHARE = 0.1;
const SENTENCE_SHARE = 0.02;
/** A memory takes no fewer: more of them than there is room for need not be asked for. */
const LEAST_TOKENS = 20;
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
  statements: readonly Statement[],
  { memories }: RecallResult,
  places: Places,
): readonly Entry[] {
  const instructing = new Set(
    memories.filter(({ provenance }) => provenance.instructs).map(({ episode }) => episode.id),
  );
  return statements.flatMap(({ episode, span, text, said, source }): readonly Entry[] => {
    const order = places.get(episode);
    if (order === undefined) return [];
    const instructs = instructing.has(episode);
    return [{ episode, text, said, source, by: source, order, start: span.start, instructs }];
  });
}

/** The memories, best first, each cut to what it may take; what holds no more is left out of them. */
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
    const limit = Math.max(LEAST_TOKENS, (i < WHOLE ? WHOLE_SHARE : SENTENCE_SHARE) * budget);
    const text = shortened(episode, (whole) => trim(body.perception, whole, terms, limit, without), limit);
    return text === "" ? [] : [{ ...saidBy(body, episode), text, order }];
  });
}

/** Title and caption are short and tell what a text is about. */
function shortened(episode: Episode, short: (text: string) => string, limit: number): string {
  const { title, caption } = episode;
  const text = short(renderText(episode));
  if (text === "" && caption === undefined) return "";
  return [title && `${cut(title, limit)}:`, text, caption && `(shows: ${cut(caption, limit)})`]
    .filter(Boolean)
    .join(" ");
}

export function wordsOf(episode: Episode): string {
  return [episode.title, renderText(episode), episode.caption].filter(Boolean).join(" ");
}

export function saidBy(body: Body, episode: Episode): Omit<Entry, "text" | "order"> {
  const { id, time, speaker, role } = episode;
  const source = sourceOf(episode);
  const name = speaker ?? role ?? source;
  return {
    episode: id,
    said: time,
    source,
    by: name === source ? name : `${name} in ${source}`,
    start: 0,
    instructs: provenanceOf(body, episode).instructs,
  };
}
