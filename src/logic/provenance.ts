import { inOneGo } from "../math/in-one-go.ts";
import type { Datalog } from "./datalog.ts";
import type { Derivation } from "./derivation.ts";
import type { Pieces } from "./pieces.ts";
import { type Fact, formatFact, type Rule } from "./syntax.ts";

/**
 * What a fact is worth, from what it rests on (Green, Karvounarakis and Tannen 2007,
 * doi:10.1145/1265530.1265535). One program and one set of derivations serve every algebra, as in DeepLog (S70), which
 * compiles them into circuits and learns through them; here they are read when asked, and nothing is learned. It must
 * absorb, `plus(one, x) = one`: so that no fact gains by resting on itself, and going round a circle of rules comes to
 * an end.
 */
export interface Semiring<Worth> {
  readonly one: Worth;
  /** One way or the other. */
  plus(left: Worth, right: Worth): Worth;
  /** Both together. */
  times(left: Worth, right: Worth): Worth;
  isEqual(left: Worth, right: Worth): boolean;
  ofAssertion(fact: Fact, confidence: number): Worth;
  ofRule(rule: Rule): Worth;
}

/** A fact, how sure it was said to be where it was said, and each use of a rule that gives it. */
export interface Support {
  readonly fact: Fact;
  readonly asserted?: number;
  readonly derivations: readonly Derivation[];
}

/** Everything that some facts rest on in any way, themselves included, by `formatFact`; nothing for what does not hold. */
export function supportOf(engine: Datalog, goals: readonly Fact[]): ReadonlyMap<string, Support> {
  return inOneGo(supporting(engine, goals));
}

/** The same in pieces. */
export function* supporting(engine: Datalog, goals: readonly Fact[]): Pieces<ReadonlyMap<string, Support>> {
  const supports = new Map<string, Support>();
  const waiting = goals.filter((goal) => engine.holds(goal));
  for (let fact = waiting.pop(); fact !== undefined; fact = waiting.pop()) {
    const key = formatFact(fact);
    if (supports.has(key)) continue;
    const asserted = engine.assertedConfidence(fact);
    const derivations = yield* engine.deriving(fact, supports.size > 0);
    supports.set(key, { fact, derivations, ...(asserted !== undefined && { asserted }) });
    yield derivations[0]?.rule;
    waiting.push(...derivations.flatMap(({ premises }) => premises));
  }
  return supports;
}

/**
 * What each of these facts is worth: the least fixpoint, in rounds that use the worth of the round before,
 * so that the order of the facts does not matter.
 */
export function worthOf<Worth>(
  supports: ReadonlyMap<string, Support>,
  semiring: Semiring<Worth>,
): ReadonlyMap<string, Worth> {
  return inOneGo(weighing(supports, semiring));
}

/** The same in pieces. */
export function* weighing<Worth>(
  supports: ReadonlyMap<string, Support>,
  semiring: Semiring<Worth>,
): Pieces<ReadonlyMap<string, Worth>> {
  const dependents = new Map<string, Set<string>>();
  for (const [key, { derivations }] of supports) {
    yield undefined;
    for (const premise of derivations.flatMap(({ premises }) => premises.map(formatFact)))
      dependents.set(premise, (dependents.get(premise) ?? new Set()).add(key));
  }
  const worth = new Map<string, Worth>();
  for (let dirty = new Set(supports.keys()); dirty.size > 0; ) {
    const better = new Map<string, Worth>();
    for (const key of dirty) {
      yield undefined;
      const [old, now] = [worth.get(key), worthNow(supports.get(key)!, semiring, worth)];
      if (now === undefined) continue;
      const sum = old === undefined ? now : semiring.plus(old, now);
      if (old === undefined || !semiring.isEqual(old, sum)) better.set(key, sum);
    }
    dirty = new Set();
    for (const [key, value] of better) {
      yield undefined;
      worth.set(key, value);
      for (const dependent of dependents.get(key) ?? []) dirty.add(dependent);
    }
  }
  return worth;
}

/** Undefined while no way is complete. */
function worthNow<Worth>(
  { fact, asserted, derivations }: Support,
  semiring: Semiring<Worth>,
  worth: ReadonlyMap<string, Worth>,
): Worth | undefined {
  const ways = derivations.map((derivation) => worthOfDerivation(derivation, semiring, worth));
  if (asserted !== undefined) ways.unshift(semiring.ofAssertion(fact, asserted));
  return ways.reduce(
    (sum, way) => (sum === undefined || way === undefined ? (sum ?? way) : semiring.plus(sum, way)),
    undefined,
  );
}

/** Undefined while one of the premises has no worth. */
export function worthOfDerivation<Worth>(
  { rule, premises }: Derivation,
  semiring: Semiring<Worth>,
  worth: ReadonlyMap<string, Worth>,
): Worth | undefined {
  return premises
    .map((premise) => worth.get(formatFact(premise)))
    .reduce<Worth | undefined>(
      (product, value) =>
        product === undefined || value === undefined ? undefined : semiring.times(product, value),
      semiring.ofRule(rule),
    );
}
