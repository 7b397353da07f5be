import type { EpisodeId, Millis } from "./ids.ts";
import type { Scope } from "./scope.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What an episode records: words said, an act, what came of it, the world's verdict, anything seen. */
export type EpisodeKind = "utterance" | "action" | "result" | "outcome" | "observation";

export const episodeKinds: readonly EpisodeKind[] = [
  "utterance",
  "action",
  "result",
  "outcome",
  "observation",
];

/** One piece of content. Every part has a rendering as text (`renderPart`), which is what is indexed. */
export type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "structured"; readonly data: Json; readonly text?: string }
  | { readonly type: "blob"; readonly uri: string; readonly mediaType?: string; readonly text?: string };

/** One thing that came in, before it is stored. Only `text` or `content` is required. */
export interface Percept {
  /** The caller's own name for it. Observing the same id and content again changes nothing. */
  readonly id?: string;
  /** Default: `utterance` when there is a speaker or role, else `observation`. */
  readonly kind?: EpisodeKind;
  readonly text?: string;
  readonly content?: readonly ContentPart[];
  readonly speaker?: string;
  /** The speaker's part in the conversation: `user`, `assistant`, `tool`, … */
  readonly role?: string;
  /** When it happened: ISO 8601 (UTC where it names no zone), a Date, or ms since 1970. Default: now. */
  readonly time?: string | number | Date;
  /** The conversation it belongs to: neighbours in a session are each other's context. */
  readonly session?: string;
  readonly title?: string;
  /** What an image or attachment shows, in words. */
  readonly caption?: string;
  /** Where it comes from: a document, a page, a tool, an account. Default: who said it (`sourceOf`). */
  readonly source?: string;
  /** The id of the action that this is a result or an outcome of. */
  readonly causedBy?: string;
  readonly scope?: Scope;
  readonly metadata?: { readonly [key: string]: Json };
}

/** A percept as committed: immutable. */
export interface Episode {
  readonly id: EpisodeId;
  readonly kind: EpisodeKind;
  readonly content: readonly ContentPart[];
  readonly speaker?: string;
  readonly role?: string;
  /** When it happened. */
  readonly time: Millis;
  readonly session?: string;
  readonly title?: string;
  readonly caption?: string;
  readonly source?: string;
  readonly causedBy?: EpisodeId;
  readonly scope: Scope;
  readonly metadata?: { readonly [key: string]: Json };
}

/** Whose word it is: what is trusted, or not, and can be undone. */
export function sourceOf({ source, speaker, role }: Pick<Episode, "source" | "speaker" | "role">): string {
  return source ?? speaker ?? role ?? "unknown";
}

/** The text that stands for a part in indexes and listings. */
export function renderPart(part: ContentPart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "structured":
      return part.text ?? renderJson(part.data);
    case "blob":
      return part.text ?? "";
  }
}

/** The text of an episode: its parts' renderings, a line each. */
export function renderText(episode: Pick<Episode, "content">): string {
  return episode.content.map(renderPart).filter(Boolean).join("\n");
}

/** `{a: {b: 1, c: [2, 3]}}` renders as `a: b: 1, c: 2, 3`: keys and leaves, in order, no brackets. */
function renderJson(value: Json): string {
  if (Array.isArray(value)) return value.map(renderJson).join(", ");
  if (value !== null && typeof value === "object")
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${renderJson(inner)}`)
      .join(", ");
  return String(value);
}
