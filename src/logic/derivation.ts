import { always, type CompiledRule } from "./compile.ts";
import type { Constants } from "./constants.ts";
import { nextIs } from "./join.ts";
import type { Pieces } from "./pieces.ts";
import { type Relation, rowIs } from "./relation.ts";
import {
  anonymous,
  type Expression,
  type Fact,
  formatFact,
  formatLiteral,
  type Literal,
  type Rule,
  type Term,
  type Value,
} from "./syntax.ts";

/** One use of a rule. */
export interface Derivation {
  readonly rule: Rule;
  /** The facts that its atoms matched, in the order of the body. */
  readonly premises: readonly Fact[];
  /** Its other conditions, with the values that they were tried with: `not p(a, _)`, `3 < 5`. */
  readonly conditions: readonly Literal[];
}

export function factAt(relation: Relation, row: number, constants: Constants): Fact {
  return {
    predicate: relation.predicate,
    values: Array.from(relation.tuple(row), (id) => constants.valueOf(id)),
  };
}

/** Of one fact by one rule: of more than these, the first in the order of what they say. */
export const mostDerivations = 1_000;

/** The ways in which a rule derives a row, each once, in an order that does not depend on what came first. */
export function* derivationsBy(
  { rule, premises, support }: CompiledRule,
  row: number,
  constants: Constants,
): Pieces<readonly Derivation[]> {
  const atoms = premises.filter(({ kind, relation }) => kind === "atom" && relation.predicate !== always);
  const others = rule.body.filter(({ kind }) => kind !== "atom");
  const found = new Map<string, Derivation>();
  const { join, slots } = support;
  const valueIn = (name: string): Value | undefined => {
    const slot = slots.get(name);
    return slot === undefined ? undefined : constants.valueOf(join.environment[slot]!);
  };
  join.begin(rowIs.now, row);
  for (let next = join.next(); next !== nextIs.end; next = join.next()) {
    if (next === nextIs.pause) {
      yield rule;
      continue;
    }
    const derivation = {
      rule,
      premises: atoms.map(({ relation, literal }) => factAt(relation, join.matched[literal]!, constants)),
      conditions: others.map((literal) => withValues(literal, valueIn)),
    };
    const key = [...derivation.premises.map(formatFact), ...derivation.conditions.map(formatLiteral)].join();
    found.set(key, derivation);
    if (found.size === 2 * mostDerivations)
      for (const [last] of inOrder(found).slice(mostDerivations)) found.delete(last);
  }
  return inOrder(found)
    .slice(0, mostDerivations)
    .map(([, derivation]) => derivation);
}

const inOrder = (found: ReadonlyMap<string, Derivation>): readonly (readonly [string, Derivation])[] =>
  [...found].sort(([a], [b]) => (a < b ? -1 : 1));

type ValueIn = (name: string) => Value | undefined;

function withValues(literal: Literal, valueIn: ValueIn): Literal {
  if (literal.kind === "comparison")
    return {
      ...literal,
      left: expressionWith(literal.left, valueIn),
      right: expressionWith(literal.right, valueIn),
    };
  const { atom } = literal;
  return { ...literal, atom: { ...atom, terms: atom.terms.map((term) => termWith(term, valueIn)) } };
}

function termWith(term: Term, valueIn: ValueIn): Term {
  if (term.kind === "constant" || term.name === anonymous) return term;
  const value = valueIn(term.name);
  return value === undefined ? term : { kind: "constant", value };
}

function expressionWith(expression: Expression, valueIn: ValueIn): Expression {
  if (expression.kind !== "operation") return termWith(expression, valueIn);
  const { left, right } = expression;
  return { ...expression, left: expressionWith(left, valueIn), right: expressionWith(right, valueIn) };
}
