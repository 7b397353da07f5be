import type { Datalog } from "./datalog.ts";
import { type Semiring, supportOf, worthOf } from "./provenance.ts";
import { type Fact, formatFact } from "./syntax.ts";

/** The Viterbi semiring: of several ways the surest, and a way is as sure as the product of what it needs. */
export const viterbi: Semiring<number> = {
  one: 1,
  plus: (left, right) => Math.max(left, right),
  times: (left, right) => left * right,
  isEqual: (left, right) => left === right,
  ofAssertion: (_, confidence) => confidence,
  ofRule: ({ confidence }) => confidence,
};

/** How sure a fact is, in [0, 1]: 0 where it does not hold. Absence, where a rule asks for it, is taken as sure. */
export function confidenceOf(engine: Datalog, fact: Fact): number {
  return worthOf(supportOf(engine, [fact]), viterbi).get(formatFact(fact)) ?? 0;
}
