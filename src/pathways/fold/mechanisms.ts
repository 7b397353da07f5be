import type { Encoder } from "../../ports/encoder.ts";
import { confidence } from "../../regions/prefrontal-cortex/confidence.ts";
import type { Signs } from "../../regions/prefrontal-cortex/signs.ts";
import { type FusionWeights, fusionWeightsFor } from "../recall/fusion-weights.ts";
import { type StandingRules, standingRules } from "../recall/standing-rules.ts";

/** What the bench switches off, alone, to see what it is worth. Users get no such switches. */
export interface Mechanisms {
  weightsFor(encoder: Encoder | null): FusionWeights;
  /** A speaker's name in a cue is encoded as "I". */
  readonly firstPerson: boolean;
  /** A cue that wants all instances is asked for them; one that compares two things also for each. */
  readonly cueForm: boolean;
  /** Third and later copies of a statement follow everything else. */
  readonly copiesLast: boolean;
  /** What whoever is trusted more says of the same comes first, and is what holds. */
  readonly trustedFirst: boolean;
  /** What whoever asks wants for good comes back where it applies; null: it does not. */
  readonly standing: StandingRules | null;
  /** That the memories hold the answer, in [0, 1]. */
  confidence(signs: Signs): number;
}

export const allMechanisms: Mechanisms = {
  weightsFor: fusionWeightsFor,
  firstPerson: true,
  cueForm: true,
  copiesLast: true,
  trustedFirst: true,
  standing: standingRules,
  confidence: (signs) => confidence(signs),
};
