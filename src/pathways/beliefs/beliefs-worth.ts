import type { Datalog } from "../../logic/datalog.ts";
import type { Derivation } from "../../logic/derivation.ts";
import type { Pieces } from "../../logic/pieces.ts";
import { type Semiring, supporting, weighing, worthOfDerivation } from "../../logic/provenance.ts";
import { type Fact, formatFact, formatRule } from "../../logic/syntax.ts";
import type { ClaimId, Conclusion } from "../../model/truth.ts";

/** What a claim gives to what rests on it. */
export interface Standing {
  /** In (0, 1]: that it was read right. */
  readonly confidence: number;
  readonly trust: number;
  readonly doubtful: boolean;
}

interface Worth extends Standing {
  /** Ascending. */
  readonly claims: readonly ClaimId[];
}

/**
 * Of several supports one that is not doubtful, then the surest, then the most trusted, then the smallest; a
 * support is as sure and as trusted as its weakest claim, and a rule lessens that by its own confidence.
 */
function weakestLink(standingOf: (claim: ClaimId) => Standing | undefined): Semiring<Worth> {
  const one: Worth = { confidence: 1, trust: 1, doubtful: false, claims: [] };
  return {
    one,
    plus: (left, right) => (compare(left, right) <= 0 ? left : right),
    times: (left, right) => ({
      confidence: Math.min(left.confidence, right.confidence),
      trust: Math.min(left.trust, right.trust),
      doubtful: left.doubtful || right.doubtful,
      claims:
        left.claims.length === 0
          ? right.claims
          : [...new Set([...left.claims, ...right.claims])].sort((a, b) => (a < b ? -1 : 1)),
    }),
    isEqual: (left, right) => compare(left, right) === 0,
    ofAssertion: ({ values }, confidence) => {
      const id = String(values[0]);
      const standing = standingOf(id);
      return standing === undefined ? { ...one, confidence } : { ...standing, claims: [id] };
    },
    ofRule: ({ confidence }) => ({ ...one, confidence }),
  };
}

/** Negative where the left is the better. */
function compare(left: Worth, right: Worth): number {
  return (
    Number(left.doubtful) - Number(right.doubtful) ||
    right.confidence - left.confidence ||
    right.trust - left.trust ||
    left.claims.length - right.claims.length ||
    (left.claims.join() < right.claims.join() ? -1 : Number(left.claims.join() > right.claims.join()))
  );
}

/** Facts that hold, as conclusions, in their order. `standingOf`: undefined for what is no claim's id. */
export function* conclusionsOf(
  engine: Datalog,
  facts: readonly Fact[],
  standingOf: (claim: ClaimId) => Standing | undefined,
): Pieces<readonly Conclusion[]> {
  const supports = yield* supporting(engine, facts);
  const semiring = weakestLink(standingOf);
  const worth = yield* weighing(supports, semiring);
  const conclusions: Conclusion[] = [];
  for (const fact of facts) {
    const key = formatFact(fact);
    const { confidence, trust, doubtful, claims } = worth.get(key)!;
    const { derivations } = supports.get(key)!;
    const isBest = (derivation: Derivation): boolean => {
      const way = worthOfDerivation(derivation, semiring, worth);
      return way !== undefined && semiring.isEqual(way, worth.get(key)!);
    };
    // Better premises found later can leave the support that was chosen without its like.
    const last = derivations.find(isBest) ?? derivations[0];
    const rule = last === undefined ? `${key}.` : formatRule(last.rule);
    conclusions.push({ fact: key, rule, premises: claims, confidence, trust, doubtful });
    yield last?.rule;
  }
  return conclusions;
}
