import type { Scope } from "./scope.ts";

/**
 * Which episodes: all that fit every field given, at least one. Where nothing fits a name, that is `unknown-episode`,
 * which says what is near it.
 */
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
  /** Also what was caused by these (`causedBy`), and by that in turn, whatever the other fields say. */
  readonly consequences?: boolean;
}
