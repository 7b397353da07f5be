import type { Field } from "./postings.ts";

/** The numbers of the lexical channel: one set of defaults for every kind of text. */
export interface LexicalParameters {
  readonly k1: number;
  readonly weight: Readonly<Record<Field, number>>;
  readonly b: Readonly<Record<Field, number>>;
  /** Weight of a neighbour's words at distance 0. */
  readonly contextWeight: number;
  /** Words over which a neighbour's weight falls by e. */
  readonly contextWords: number;
  /** Neighbours looked at on each side, at most. */
  readonly contextTurns: number;
  /** A neighbour whose weight is less is too far to matter: the walk along the session stops. */
  readonly leastContext: number;
  /** Factor on the words of later turns: what was said before explains a turn better than what follows. */
  readonly contextBackward: number;
  /** Exponent of the inverse document frequency: above 1, rare words of the cue decide. */
  readonly idfPower: number;
  /** Episodes with fewer words than this lose more than half of their score. */
  readonly shortWords: number;
  /** Factor for episodes of a speaker whom the cue names or whom "I" stands for. */
  readonly speakerBoost: number;
}

export const lexicalParameters: LexicalParameters = {
  k1: 1.2,
  weight: { text: 1, caption: 1, title: 4, speaker: 0.25, date: 1 },
  b: { text: 0.9, caption: 0.9, title: 0.5, speaker: 0, date: 0 },
  contextWeight: 0.6,
  contextWords: 75,
  contextTurns: 8,
  leastContext: 0.1,
  contextBackward: 0.65,
  idfPower: 1.3,
  shortWords: 3,
  speakerBoost: 2,
};
