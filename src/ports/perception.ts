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

/** What a cue wants done. */
export interface Request {
  /** What was said or happened before; what to do; or anything else, such as a fact. */
  readonly asks: "told" | "advice" | "other";
  /** It may ask for what holds no more. */
  readonly past: boolean;
  /** The cue, and the category that its question word stands for: "when" asks for a date. */
  readonly text: string;
}

/** What a question asks of the state of one subject: its verb's object is wanted. */
export interface AskedState {
  /** Whose state, or whose thing's; null: a thing of nobody's. */
  readonly whose: "asker" | { readonly name: string } | null;
  /** As claims have it: "favourite sport"; null: the state of the person. */
  readonly thing: string | null;
  /** Base form, or `be` with a participle. */
  readonly verb: string;
  /** The one that it must have; null: any. */
  readonly preposition: string | null;
  /** Where something is wanted. */
  readonly isPlace: boolean;
  /** It says of what kind the answer is: "which city", "what pets". */
  readonly ofKind: boolean;
}

/** UTF-16 units of a text, half-open. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * How a text tells an agent that reads it what to do. `forges`: with what frames the turns of a conversation or the
 * calls of tools, or unseen; `overrides`: in the place of earlier instructions, or against the user; `directs`: else.
 */
export type Instructing = "directs" | "overrides" | "forges";

/** Turns text into features: a pure function of bytes. */
export interface Perception {
  /** Changes whenever the same text may give other features, the platform's word tables included. */
  readonly version: string;
  perceive(episode: Episode): Features;
  perceiveCue(text: string, now: Millis): CueFeatures;
  /** The cue in the words of whom it is about, if that is one of the speakers. */
  inFirstPerson(cue: string, speakers: Iterable<string>): string;
  cueForm(cue: string): CueForm;
  requestOf(cue: string): Request;
  /** null: it asks for no state, or in no form that is read. */
  askedState(cue: string): AskedState | null;
  /** What a standing instruction applies to, in its own words. */
  conditionOf(instruction: string): string;
  /** The strongest way in which it does; null: it tells its reader nothing to do. */
  instructs(text: string): Instructing | null;
  /** Most of it is what others said: "he told me that …". */
  passesOn(text: string): boolean;
  /** In order, none empty, white space around them left out. */
  sentencesIn(text: string): readonly TextSpan[];
  /** Lets go of what it remembers of texts, to be quicker the next time: something was erased. */
  letGo(): void;
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
