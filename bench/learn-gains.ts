import { solve } from "./learn-choices.ts";

/** What is known of an action beforehand, and what it gained. */
export interface Lesson {
  readonly terms: readonly number[];
  readonly gain: number;
  /** How much it counts: above 0. */
  readonly share: number;
}

/** Weights w under which w . terms is nearest to the gains: ridge regression (Hoerl and Kennard 1970), `ridge` above 0. */
export function fitGains(lessons: readonly Lesson[], ridge: number): readonly number[] {
  const size = lessons[0]?.terms.length ?? 0;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? ridge : 0)),
  );
  const vector = new Array<number>(size).fill(0);
  for (const { terms, gain, share } of lessons)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i]![j]! += share * terms[i]! * terms[j]!;
      vector[i]! += share * terms[i]! * gain;
    }
  return solve(matrix, vector);
}
