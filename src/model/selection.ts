import type { Scope } from "./scope.ts";

/** Which episodes: all that fit every field given. At least one field. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly speaker?: string;
  /** `sourceOf` the episode. */
  readonly source?: string;
  readonly session?: string;
  /** Exactly this scope, and what is below it. */
  readonly scope?: Scope;
  /** A name or work that they are about or mention. */
  readonly concept?: string;
}
