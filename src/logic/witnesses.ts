import type { Datalog } from "./datalog.ts";
import { mostDerivations } from "./derivation.ts";
import { type Semiring, supportOf, worthOf } from "./provenance.ts";
import { type Fact, formatFact } from "./syntax.ts";

/** Asserted facts that suffice for a fact, none of which can be left out: as their `formatFact`, sorted. */
type Witness = readonly string[];

interface Sets {
  readonly sets: readonly Witness[];
  readonly complete: boolean;
}

export interface Witnesses {
  /** Smaller sets first. */
  readonly sets: readonly (readonly Fact[])[];
  /** False where there were more sets, or ways, than are looked at: the largest are missing, perhaps others for them. */
  readonly complete: boolean;
}

/**
 * Why-provenance (Buneman, Khanna and Tan 2001, doi:10.1007/3-540-44503-X_20), minimal: the sets of
 * asserted facts each of which is enough for a fact, at most `limit` of them on every step of the way. What
 * must be absent is not among them.
 */
export function witnessesOf(engine: Datalog, fact: Fact, limit = 16): Witnesses {
  const supports = supportOf(engine, [fact]);
  const { sets, complete } = worthOf(supports, why(limit)).get(formatFact(fact)) ?? none;
  const isWhole = [...supports.values()].every(({ derivations }) => derivations.length < mostDerivations);
  return {
    sets: sets.map((set) => set.map((key) => supports.get(key)!.fact)),
    complete: complete && isWhole,
  };
}

const none: Sets = { sets: [], complete: true };

function why(limit: number): Semiring<Sets> {
  const one: Sets = { sets: [[]], complete: true };
  return {
    one,
    plus: (left, right) => smallest([...left.sets, ...right.sets], limit, left.complete && right.complete),
    times: (left, right) =>
      smallest(
        left.sets.flatMap((a) => right.sets.map((b) => [...new Set([...a, ...b])].sort())),
        limit,
        left.complete && right.complete,
      ),
    isEqual: (left, right) =>
      left.complete === right.complete && String(left.sets.map(key)) === String(right.sets.map(key)),
    ofAssertion: (fact) => ({ sets: [[formatFact(fact)]], complete: true }),
    ofRule: () => one,
  };
}

const key = (set: Witness): string => set.join("\n");

/** The first `limit` of the sets that contain no other, by size, then by what they say. */
function smallest(sets: readonly Witness[], limit: number, complete: boolean): Sets {
  const ordered = [...new Map(sets.map((set) => [key(set), set]))].sort(
    ([a, left], [b, right]) => left.length - right.length || (a < b ? -1 : 1),
  );
  const minimal: Witness[] = [];
  for (const [, set] of ordered) {
    const members = new Set(set);
    if (!minimal.some((smaller) => smaller.every((member) => members.has(member)))) minimal.push(set);
  }
  return { sets: minimal.slice(0, limit), complete: complete && minimal.length <= limit };
}
