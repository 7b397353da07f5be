import type { Episode, Percept } from "../model/episode.ts";
import type { Millis } from "../model/ids.ts";
import type { CueFeatures, Features } from "./features.ts";

/** What the form of a cue says of what is wanted: all instances, or two things side by side. */
export interface CueForm {
  /** It asks for all of them, how many, in what order, or for a summary: not for the best one. */
  readonly wantsAll: boolean;
  /** The cue without the words that only say so: "how many", "list", "different kinds of". */
  readonly about: string;
  /** Each of two things that it sets side by side, asked by itself in the words of the cue. Empty or two. */
  readonly sides: readonly string[];
}

/** Turns text into features: a pure function of bytes. */
export interface Perception {
  /** Changes whenever the same text may give other features, the platform's word tables included. */
  readonly version: string;
  perceive(episode: Episode): Features;
  perceiveCue(text: string, now: Millis): CueFeatures;
  /** The cue in the words of whom it is about, if that is one of the speakers. */
  inFirstPerson(cue: string, speakers: Iterable<string>): string;
  cueForm(cue: string): CueForm;
}

export interface Redaction {
  /** The rule that matched, e.g. `github-token`. Never the secret. */
  readonly rule: string;
  /** Where: `text`, `content[1]`, `title`, `caption`, `metadata.token`, … */
  readonly field: string;
}

/** Takes secrets out of a percept before anything is committed. */
export interface Redactor {
  redact(percept: Percept): Promise<{ readonly percept: Percept; readonly redactions: readonly Redaction[] }>;
}
