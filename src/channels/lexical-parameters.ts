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
  /** Factor for episodes of a speaker whom the cue names or whom "I" stands for. */
  readonly speakerBoost: number;
}

export const lexicalParameters: LexicalParameters = {
  k1: 1.2,
  weight: { text: 1, caption: 1, title: 3, speaker: 0.5, date: 0.5 },
  b: { text: 0.75, caption: 0.75, title: 0.5, speaker: 0, date: 0 },
  contextWeight: 0.6,
  contextWords: 90,
  contextTurns: 8,
  speakerBoost: 1.5,
};
