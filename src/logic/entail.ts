import type { Datalog } from "./datalog.ts";
import { complementOf, type Fact } from "./syntax.ts";

/** `conflict`: a fact and its complement both hold. */
export type Truth = "true" | "false" | "unknown" | "conflict";

/** The open world: false is what has a complement that holds, and everything else is unknown. */
export function truthOf(engine: Datalog, fact: Fact): Truth {
  const holds = engine.holds(fact);
  const isDenied = engine.holds({ ...fact, predicate: complementOf(fact.predicate) });
  if (holds) return isDenied ? "conflict" : "true";
  return isDenied ? "false" : "unknown";
}

/**
 * The closed world, where the facts are all there is: what does not hold is false. Of a complement the same
 * is asked the other way round, unless something concludes it.
 */
export function truthWhereAllIsKnown(engine: Datalog, fact: Fact): Truth {
  const truth = truthOf(engine, fact);
  if (truth !== "unknown") return truth;
  return fact.predicate.startsWith("-") ? "true" : "false";
}
