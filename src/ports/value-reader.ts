import type { ValidTime } from "../model/claim.ts";
import type { Millis, Ordinal } from "../model/ids.ts";

/** What a cue wants that time can change: a value that holds now or held before, or whether something is so. */
export interface Asked {
  readonly kind: "figure" | "date" | "thing" | "whether";
  /** What the value measures; empty where `kind` says it all. */
  readonly dimensions: readonly string[];
  /** The only unit that answers; null where any of the dimensions does. */
  readonly unit: string | null;
  /** What is counted, as terms: "how many test cases". */
  readonly counted: readonly string[];
  /** It asks for a goal: elsewhere what is aimed at is no value. */
  readonly goal: boolean;
  /** It asks for what held before. */
  readonly earlier: boolean;
}

/** A text that may answer, and what is known of it. */
export interface Told {
  readonly ordinal: Ordinal;
  readonly text: string;
  readonly said: Millis;
  /** Its score, of the best one's: in [0, 1]. */
  readonly rank: number;
  /** Said by whom the cue is about. */
  readonly about: boolean;
  readonly source: string;
  /** In [0, 1]: of its source. */
  readonly trust: number;
}

/** When what is asked for held. */
export interface AskedTime {
  /** World time: what is said to hold only later counts for nothing. */
  readonly asOf: Millis;
  /** What was said after `asOf` counts where it speaks of this stretch; null: nothing said later does. */
  readonly past: { readonly from: Millis; readonly to: Millis } | null;
}

export interface CueTerm {
  readonly term: string;
  readonly weight: number;
}

/** A statement in a text: UTF-16 units, half-open. */
export interface Saying {
  readonly told: Told;
  readonly start: number;
  readonly end: number;
  /** As it was said; null where the statement as a whole answers. */
  readonly value: string | null;
  readonly valid: ValidTime | null;
}

export interface Reading {
  readonly current: Saying | null;
  /** The latest first. */
  readonly earlier: readonly Saying[];
  readonly conflicts: readonly { readonly sayings: readonly [Saying, Saying]; readonly score: number }[];
  /** A later statement took the place of the one that the cue's own words find. */
  readonly updated: boolean;
}

/** A module that reads values out of texts when it is asked. What it reads is never kept. Pure. */
export interface ValueReader {
  /** null: nothing that time changes. */
  askedIn(cue: string): Asked | null;
  /** Whether the row's text may answer, from what was noted when it was observed. */
  mayAnswer(ordinal: Ordinal, asked: Asked): boolean;
  /** Whether the row's text denies something. */
  mayDeny(ordinal: Ordinal): boolean;
  resolve(asked: Asked, terms: readonly CueTerm[], told: readonly Told[], at: AskedTime): Reading;
}
