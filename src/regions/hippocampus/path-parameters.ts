/** The numbers of path search: one set of defaults for every kind of text. Rules H4-H13 of docs/SPEC.md. */
export interface PathParameters {
  /** What an episode gains that is about a concept of the cue, as a share of a full score, before fan and specificity. */
  readonly seed: number;
  /** Share of a path's score that a link to an episode about the concept carries on, before fan and specificity. */
  readonly link: number;
  /** A link to an episode that mentions the concept, against one to an episode about it. */
  readonly mention: number;
  /** Share of a path's score that its continuation keeps. */
  readonly keep: number;
  /** Weight of what the next episode adds: its score's share of the cue's words that the path lacks. */
  readonly rest: number;
  /** A link divides among the episodes that it leads to, to this power (the fan effect). */
  readonly fan: number;
  /** Concepts that more episodes share lead nowhere. */
  readonly mostShared: number;
  /** A link counts by how far it is from coincidence: this many times the expected number of shared concepts. */
  readonly coincidence: number;
  /** Of the concepts that an episode mentions the one at this place, from 0, leads on half as strongly as the first. */
  readonly halfAt: number;
  /** Strength of a link by a variant of a name, before how alike the two are. */
  readonly variant: number;
  /** Factor on the links of each further hop. */
  readonly furtherHop: number;
  /** Episodes on the longest path. */
  readonly longest: number;
  /** Paths that are continued after each hop. */
  readonly beam: number;
}

export const pathParameters: PathParameters = {
  seed: 0.2,
  link: 1.3,
  mention: 2 / 3,
  keep: 0.35,
  rest: 1,
  fan: 0.75,
  mostShared: 40,
  coincidence: 4,
  halfAt: 20,
  variant: 0.7,
  furtherHop: 0.5,
  longest: 3,
  beam: 12,
};
