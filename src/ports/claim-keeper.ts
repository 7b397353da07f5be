import type { ClaimDraft } from "../model/claim.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import type { ClaimId } from "../model/truth.ts";
import type { Visibility } from "./proposer.ts";

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
}

/** A field left out asks for nothing. */
export interface WantedClaims {
  /** `subjectKey`s, any of them. */
  readonly subjects?: readonly string[];
  readonly relation?: string;
  /** The key of an object that is a concept, or the unit or what is counted of a quantity. */
  readonly object?: string;
}

/** A module that keeps claims. What may not be seen is not there (SPEC S5). Pure: asking changes nothing. */
export interface ClaimKeeper {
  /** In the order they were learned, those of a text in its order. */
  claims(wanted: WantedClaims, visibility: Visibility): readonly KeptClaim[];
  claimsOf(ordinal: Ordinal): readonly KeptClaim[];
}
