import type { Encoder } from "../ports/encoder.ts";
import { type FusionWeights, fusionWeightsFor } from "./fusion-weights.ts";

/** What the bench switches off, alone, to see what it is worth. Users get no such switches. */
export interface Mechanisms {
  weightsFor(encoder: Encoder | null): FusionWeights;
  /** A speaker's name in a cue is encoded as "I". */
  readonly firstPerson: boolean;
  /** A cue that wants all instances is asked for them; one that compares two things also for each. */
  readonly cueForm: boolean;
  /** Third and later copies of a statement follow everything else. */
  readonly copiesLast: boolean;
}

export const allMechanisms: Mechanisms = {
  weightsFor: fusionWeightsFor,
  firstPerson: true,
  cueForm: true,
  copiesLast: true,
};
