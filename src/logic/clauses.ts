import type { Formula } from "./first-order.ts";
import type { Term } from "./syntax.ts";

export interface ClauseLiteral {
  readonly predicate: string;
  readonly terms: readonly Term[];
  readonly isDenied: boolean;
}

/** Literals one of which holds, whatever its variables stand for. */
export type Disjunction = readonly ClauseLiteral[];

export interface Normal {
  readonly clauses: readonly Disjunction[];
  /** Parts left out: they need a thing for each thing (∃ inside ∀), or grow too large. Fewer clauses prove less, never wrongly. */
  readonly leftOut: number;
}

/** More clauses than this, of one formula, are left out. */
const mostClauses = 256;

/** Makes names that no formula has. */
export class Names {
  #made = 0;

  next(of: string): string {
    return `${of}${++this.#made}`;
  }
}

/**
 * Conjunctive normal form. What is said to exist gets a name (Skolem), unless there is one for each of
 * something else.
 */
export function normalForm(formula: Formula, names: Names): Normal {
  let leftOut = 0;
  /** Undefined is left out: true, as far as is known. */
  const clausesOf = (part: Formula, isDenied: boolean, scope: Scope): readonly Disjunction[] => {
    const both = (
      left: Formula,
      right: Formula,
      denied: readonly [boolean, boolean],
    ): readonly Disjunction[] => [
      ...clausesOf(left, denied[0], scope),
      ...clausesOf(right, denied[1], scope),
    ];
    const either = (
      left: Formula,
      right: Formula,
      denied: readonly [boolean, boolean],
    ): readonly Disjunction[] => {
      const [one, other] = [clausesOf(left, denied[0], scope), clausesOf(right, denied[1], scope)];
      if (one.length * other.length > mostClauses) {
        leftOut++;
        return [];
      }
      return one.flatMap((a) => other.map((b) => [...a, ...b]));
    };
    switch (part.kind) {
      case "atom":
        return [
          [{ predicate: part.predicate, terms: part.terms.map((term) => named(term, scope)), isDenied }],
        ];
      case "not":
        return clausesOf(part.body, !isDenied, scope);
      case "and":
      case "or":
        return ((part.kind === "and") === isDenied ? either : both)(part.left, part.right, [
          isDenied,
          isDenied,
        ]);
      case "implies":
        return (isDenied ? both : either)(part.left, part.right, [!isDenied, isDenied]);
      case "xor":
      case "iff": {
        // Different: one of them, and not both. The same: the reverse of one is different.
        const isDifferent = (part.kind === "xor") !== isDenied;
        return [
          ...either(part.left, part.right, [false, !isDifferent]),
          ...either(part.left, part.right, [true, isDifferent]),
        ];
      }
      case "all":
      case "exists": {
        const isUniversal = (part.kind === "all") !== isDenied;
        if (!isUniversal && scope.isUniversal) {
          leftOut++;
          return [];
        }
        const term: Term = isUniversal
          ? { kind: "variable", name: names.next("X") }
          : { kind: "constant", value: names.next("some ") };
        const terms = new Map([...scope.terms, [part.variable, term]]);
        return clausesOf(part.body, isDenied, { terms, isUniversal: scope.isUniversal || isUniversal });
      }
    }
  };
  const clauses = clausesOf(formula, false, { terms: new Map(), isUniversal: false });
  return { clauses: clauses.map(distinct).filter((clause) => !isAlwaysTrue(clause)), leftOut };
}

interface Scope {
  readonly terms: ReadonlyMap<string, Term>;
  readonly isUniversal: boolean;
}

const named = (term: Term, { terms }: Scope): Term =>
  term.kind === "variable" ? (terms.get(term.name) ?? term) : term;

const key = ({ predicate, terms }: ClauseLiteral): string => JSON.stringify([predicate, terms]);

const distinct = (clause: Disjunction): Disjunction => [
  ...new Map(clause.map((literal) => [`${literal.isDenied} ${key(literal)}`, literal])).values(),
];

function isAlwaysTrue(clause: Disjunction): boolean {
  const positive = new Set(clause.filter(({ isDenied }) => !isDenied).map(key));
  return clause.some((literal) => literal.isDenied && positive.has(key(literal)));
}
