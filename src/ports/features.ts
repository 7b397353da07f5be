import type { Millis } from "../model/ids.ts";

/** Words of one field after normalisation: distinct terms, their counts, and how many words in all. */
export interface TermCounts {
  readonly terms: readonly string[];
  /** As many as `terms`, each at least 1. */
  readonly counts: readonly number[];
  /** Words before stop words were dropped: the length that distances are measured in. */
  readonly words: number;
}

/** A stretch of world time that a text speaks of, half-open: [from, to). */
export interface TimeMention {
  readonly text: string;
  readonly from: Millis;
  readonly to: Millis;
}

/** A mention and where it stands in its text: UTF-16 units, half-open. */
export interface PlacedTime extends TimeMention {
  readonly start: number;
  readonly end: number;
}

/** Something that a text names or speaks of: a person, a place, an organisation, a work, a date, a term. */
export interface ConceptMention {
  /** What it is known by, normalised: lower case, without article, possessive and qualifier. */
  readonly key: string;
  readonly kind: "name" | "work" | "time" | "term";
  /** Times it is mentioned, at least 1. */
  readonly count: number;
}

/** What perception makes of an episode: a pure function of its bytes. */
export interface Features {
  readonly text: TermCounts;
  readonly caption: TermCounts;
  readonly title: TermCounts;
  readonly speaker: TermCounts;
  /** The day it happened and the days it speaks of, as words: `8`, `may`, `2023`, `monday`. */
  readonly date: TermCounts;
  /** In the order of the text. */
  readonly times: readonly PlacedTime[];
  /** The names and works that its text and caption mention, each key once. */
  readonly concepts: readonly ConceptMention[];
  /** What it is about: the concepts that its title is a name of. Empty without a title. */
  readonly topics: readonly ConceptMention[];
}

/** What perception makes of a cue. */
export interface CueFeatures {
  /** Distinct content terms in the order of the cue. */
  readonly terms: readonly string[];
  /** Normalised words before stop words were dropped: names are looked for here. */
  readonly words: readonly string[];
  /** The cue says "I", "me" or "my": it is about whoever asks. */
  readonly self: boolean;
  /** The cue asks for what the one who is asked said or did: "you mentioned". */
  readonly addressee: boolean;
  readonly times: readonly TimeMention[];
  /** Terms of the days the cue speaks of, in the vocabulary of `Features.date`. */
  readonly dateTerms: readonly string[];
  /** In the order of the cue, each key once. */
  readonly concepts: readonly ConceptMention[];
}
