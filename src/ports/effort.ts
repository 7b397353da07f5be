/** What is known of a cue after the first, quick look. */
export interface Prospect {
  /** Share of the cue's words, weighed by their rarity, that the best hit itself holds: in [0, 1]. */
  readonly coverage: number;
  /** How far the best score is above the second, as a share of the best: in [0, 1]. */
  readonly margin: number;
  /** The best score as a share of a full one: in [0, 1]. */
  readonly share: number;
  /** How telling the concepts are that the cue names: a sum over them, each in [0, 1]. */
  readonly known: number;
  /** The same of the concepts of the best hits that lead on to others: where a longer search could go. */
  readonly open: number;
}

/** A module that says what a longer search is worth. Pure: it changes nothing. */
export interface EffortPolicy {
  /** The share of what is useful that only the search is expected to find. */
  expectedGain(prospect: Prospect, scopeKeys: readonly string[]): number;
}
