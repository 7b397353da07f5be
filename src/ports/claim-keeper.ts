import type { ClaimDraft } from "../model/claim.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import type { ClaimId } from "../model/truth.ts";
import type { Visibility } from "./proposer.ts";

/**
 * What its words say of how it stands to others. `update`: it takes the place of something ("now", "no longer",
 * "moved"). `never`: it denies all that was before. `part`: a figure out of another, or one that was ("50 of 100",
 * "from 70%"). `goal`: what is to be. `regular`: it happens again and again.
 */
export type ClaimSign = "update" | "never" | "part" | "goal" | "regular";

/** A claim and the row that it rests on. */
export interface KeptClaim extends ClaimDraft {
  readonly id: ClaimId;
  readonly ordinal: Ordinal;
  /** When the brain learned it. */
  readonly learned: Millis;
  /** When it was said. */
  readonly said: Millis;
  /** `sourceOf` its episode. */
  readonly source: string;
  readonly signs: readonly ClaimSign[];
}

/** A field left out asks for nothing. */
export interface WantedClaims {
  /** `subjectKey`s, any of them. */
  readonly subjects?: readonly string[];
  /** Also those about what is theirs: "ana/sister" of "ana". */
  readonly owned?: boolean;
  /** Names of relations, any of them. */
  readonly relations?: readonly string[];
  /** The key of an object that is a concept, or the unit or what is counted of a quantity. */
  readonly object?: string;
  /** Only what holds until it is taken back or replaced: instructions, preferences, what one has one of at a time. */
  readonly standing?: boolean;
  /** Brain time: what had been read of the episodes by then. Default: by now. */
  readonly knownAt?: Millis;
  /** In the reverse order: for who looks for the last of them. */
  readonly latestFirst?: boolean;
}

/** A module that keeps claims. What may not be seen is not there (SPEC S5). Pure: asking changes nothing. */
export interface ClaimKeeper {
  /** Another object after each erasure: what is kept of claims hangs on it weakly, and goes with it. */
  readonly epoch: object;
  /** In the order they were learned, those of a text in its order. */
  claims(wanted: WantedClaims, visibility: Visibility): readonly KeptClaim[];
  /** The same one at a time: where there may be many, others have their turn in between. */
  eachClaim(wanted: WantedClaims, visibility: Visibility): Iterable<KeptClaim>;
  claimsOf(ordinal: Ordinal): readonly KeptClaim[];
}
