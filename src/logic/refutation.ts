import { type ClauseLiteral, type Disjunction, Names, normalForm } from "./clauses.ts";
import { Datalog, type DatalogOptions } from "./datalog.ts";
import type { Truth } from "./entail.ts";
import type { Formula } from "./first-order.ts";
import {
  type Atom,
  complementOf,
  type Fact,
  type Literal,
  type Rule,
  signatureOf,
  type Term,
  type Value,
} from "./syntax.ts";

export interface Entailment {
  readonly truth: Truth;
  /** Parts of the premises that rules cannot say: what rests on them is unknown. */
  readonly leftOut: number;
}

export interface EntailmentOptions extends DatalogOptions {
  /** How many suppositions may be open at once while cases are tried: 0 is the Horn part alone. Default 1. */
  readonly cases?: number;
}

/** Suppositions tried at most, so that many names and predicates end in "unknown" and not in a long wait. */
const mostCases = 5_000;

/**
 * Whether a conclusion follows from premises (true), its negation does (false), or neither is found
 * (unknown); `conflict` where both do, as from premises that contradict one another. By refutation: the
 * premises and the opposite of what is asked lead to a contradiction. Each clause becomes a rule for each of
 * its literals, which concludes it from the denial of the others, so that contraposition is sound here; then
 * cases: what leads to a contradiction when it is supposed is denied, until nothing new is (saturation, as in
 * Stålmarck's method: Sheeran and Stålmarck 2000, doi:10.1023/A:1008725524946). Sound, and not complete.
 */
export function entails(
  premises: readonly Formula[],
  conclusion: Formula,
  options: EntailmentOptions = {},
): Entailment {
  const names = new Names();
  const normal = premises.map((premise) => normalForm(premise, names));
  const known = normal.flatMap(({ clauses }) => clauses);
  const isRefuted = (formula: Formula): boolean =>
    isContradictory([...known, ...normalForm(formula, names).clauses], options);
  const [holds, isDenied] = [isRefuted({ kind: "not", body: conclusion }), isRefuted(conclusion)];
  const truth = holds ? (isDenied ? "conflict" : "true") : isDenied ? "false" : "unknown";
  return { truth, leftOut: normal.reduce((sum, { leftOut }) => sum + leftOut, 0) };
}

/** Names that no formula has. */
const contradiction: Fact = { predicate: "a contradiction", values: [] };
const thing = "a thing";
const at = { line: 1, column: 1 };

function isContradictory(clauses: readonly Disjunction[], options: EntailmentOptions): boolean {
  const things = new Set(
    clauses
      .flat()
      .flatMap(({ terms }) => terms.flatMap((term) => (term.kind === "constant" ? [term.value] : []))),
  );
  // Something exists, even where nothing has a name.
  if (things.size === 0) things.add("something");
  const engine = new Datalog([...clauses.flatMap(rulesOf), ...contradictions(clauses)], options);
  engine.update({ assert: [...things].map((value) => ({ predicate: thing, values: [value] })) });
  return new Cases(engine, atomsOf(clauses, [...things])).isContradictory(options.cases ?? 1);
}

/** A rule for each literal of a clause. */
function rulesOf(clause: Disjunction): readonly Rule[] {
  return clause.map((literal, i) => {
    const others = clause.filter((_, j) => j !== i);
    const body = others.map((other): Literal => ({ kind: "atom", atom: atomOf(other, !other.isDenied) }));
    const bound = new Set(others.flatMap(variablesIn));
    const free = [...new Set(variablesIn(literal))].filter((name) => !bound.has(name));
    const things = free.map((name): Literal => {
      const atom = { predicate: thing, terms: [{ kind: "variable", name } as const], at };
      return { kind: "atom", atom };
    });
    return { head: atomOf(literal, literal.isDenied), body: [...body, ...things], confidence: 1, at };
  });
}

function atomOf(literal: ClauseLiteral, isDenied: boolean): Atom {
  const { predicate } = literal;
  return { predicate: isDenied ? complementOf(predicate) : predicate, terms: literal.terms, at };
}

const variablesIn = ({ terms }: Pick<Atom, "terms">): readonly string[] =>
  terms.flatMap((term) => (term.kind === "variable" ? [term.name] : []));

interface Signature {
  readonly predicate: string;
  readonly arity: number;
}

function signaturesOf(clauses: readonly Disjunction[]): readonly Signature[] {
  const used = clauses.flat().map(({ predicate, terms }) => ({ predicate, arity: terms.length }));
  return [...new Map(used.map((one) => [signatureOf(one.predicate, one.arity), one])).values()];
}

function contradictions(clauses: readonly Disjunction[]): readonly Rule[] {
  return signaturesOf(clauses).map(({ predicate, arity }) => {
    const terms = Array.from({ length: arity }, (_, i): Term => ({ kind: "variable", name: `X${i}` }));
    const body = [predicate, complementOf(predicate)].map(
      (name): Literal => ({ kind: "atom", atom: { predicate: name, terms, at } }),
    );
    return { head: { predicate: contradiction.predicate, terms: [], at }, body, confidence: 1, at };
  });
}

/** Every atom that clauses with a choice could be about. */
function atomsOf(clauses: readonly Disjunction[], things: readonly Value[]): readonly Fact[] {
  const choices = clauses.filter((clause) => clause.length > 1);
  return signaturesOf(choices).flatMap(({ predicate, arity }) =>
    things.length ** arity > mostCases
      ? []
      : tuplesOf(things, arity).map((values) => ({ predicate, values })),
  );
}

function tuplesOf(things: readonly Value[], length: number): readonly (readonly Value[])[] {
  if (length === 0) return [[]];
  return tuplesOf(things, length - 1).flatMap((tuple) => things.map((value) => [...tuple, value]));
}

const opposite = (fact: Fact): Fact => ({ ...fact, predicate: complementOf(fact.predicate) });

class Cases {
  readonly #engine: Datalog;
  readonly #atoms: readonly Fact[];
  #left = mostCases;

  constructor(engine: Datalog, atoms: readonly Fact[]) {
    this.#engine = engine;
    this.#atoms = atoms;
  }

  /** With at most `open` suppositions at once. Leaves behind what it has learned. */
  isContradictory(open: number, learned: Fact[] = []): boolean {
    if (this.#engine.holds(contradiction)) return true;
    for (let before = -1; open > 0 && before < learned.length; ) {
      before = learned.length;
      for (const atom of this.#atoms)
        for (const supposed of [atom, opposite(atom)]) {
          if (this.#engine.holds(atom) || this.#engine.holds(opposite(atom))) continue;
          if (this.#left-- <= 0) return false;
          if (!this.#fails(supposed, open - 1)) continue;
          learned.push(opposite(supposed));
          this.#engine.update({ assert: [opposite(supposed)] });
          if (this.#engine.holds(contradiction)) return true;
        }
    }
    return false;
  }

  #fails(supposed: Fact, open: number): boolean {
    const learned: Fact[] = [supposed];
    this.#engine.update({ assert: learned });
    const fails = this.isContradictory(open, learned);
    this.#engine.update({ retract: learned });
    return fails;
  }
}
