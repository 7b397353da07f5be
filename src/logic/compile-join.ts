import type { Meter } from "./budget.ts";
import { calculate, compare } from "./builtins.ts";
import type { Constants } from "./constants.ts";
import { type Cell, type IndexOn, Join, type Pattern, type Step } from "./join.ts";
import type { Relation } from "./relation.ts";
import {
  type Atom,
  anonymous,
  type Expression,
  type Literal,
  type Rule,
  type Term,
  type Value,
  variablesOf,
} from "./syntax.ts";

/** What compiling needs to know of the engine. */
export interface Tables {
  readonly constants: Constants;
  readonly meter: Meter;
  readonly indexOn: IndexOn;
  relationOf(atom: Atom): Relation;
}

/** Gives slots to the variables and constants of one join and orders its conditions. */
export class JoinCompiler {
  readonly variables: Map<string, number> = new Map();
  readonly #constants = new Map<Value, number>();
  readonly #tables: Tables;
  readonly #rule: Rule | undefined;
  readonly #bound = new Set<number>();
  #slots = 0;

  constructor(tables: Tables, rule?: Rule) {
    this.#tables = tables;
    this.#rule = rule;
  }

  /**
   * Conditions that are undefined are left out, so that the others keep their numbers. `read` are terms
   * that get a slot as well.
   */
  join(
    seed: Atom | undefined,
    conditions: readonly (Literal | undefined)[],
    read: readonly Term[] = [],
  ): Join {
    const start = seed === undefined ? undefined : this.#pattern(seed);
    const steps: Step[] = [];
    const waiting = new Map([...conditions.entries()].filter((entry) => entry[1] !== undefined));
    while (waiting.size > 0) {
      const [number, literal] = this.#next(waiting as ReadonlyMap<number, Literal>);
      waiting.delete(number);
      steps.push(this.#step(literal, number));
    }
    for (const term of read) this.slotOf(term);
    const environment = new Int32Array(this.#slots);
    for (const [value, slot] of this.#constants) environment[slot] = this.#tables.constants.idOf(value);
    const { meter, indexOn } = this.#tables;
    const rule = this.#rule;
    return new Join(start, steps, { environment, conditions: conditions.length, meter, rule, indexOn });
  }

  slotOf(term: Term): number {
    const known = term.kind === "constant" ? this.#constants.get(term.value) : this.variables.get(term.name);
    if (known !== undefined) return known;
    const slot = this.#slots++;
    if (term.kind === "variable") this.variables.set(term.name, slot);
    else {
      this.#constants.set(term.value, slot);
      this.#bound.add(slot);
    }
    return slot;
  }

  /**
   * What can only narrow comes first, then the atom with the most columns bound, a constant counted half: it
   * narrows, but does not lead on from what is there. Among equals those that rules do not fill from themselves, which
   * are shorter as a rule; then as written.
   */
  #next(waiting: ReadonlyMap<number, Literal>): readonly [number, Literal] {
    const entries = [...waiting];
    const narrowing = entries.find(([, literal]) => literal.kind !== "atom" && this.#isReady(literal));
    if (narrowing !== undefined) return narrowing;
    const worth = ([, literal]: readonly [number, Literal]): number => {
      if (literal.kind !== "atom") return -1;
      const { terms, predicate } = literal.atom;
      const bound = terms.filter((term) => this.#isBound(term));
      const constants = bound.filter(({ kind }) => kind === "constant").length;
      return bound.length - constants / 2 + (predicate === this.#rule?.head.predicate ? 0 : 0.25);
    };
    return entries.reduce((best, entry) => (worth(entry) > worth(best) ? entry : best));
  }

  #isReady(literal: Literal): boolean {
    if (literal.kind !== "comparison")
      return literal.atom.terms.every((term) => this.#isBound(term) || variablesOf(term)[0] === anonymous);
    const [left, right] = [this.#isBound(literal.left), this.#isBound(literal.right)];
    if (literal.operator !== "=") return left && right;
    return (
      (left && (right || literal.right.kind === "variable")) || (right && literal.left.kind === "variable")
    );
  }

  #isBound(expression: Expression): boolean {
    return variablesOf(expression).every((name) => {
      const slot = this.variables.get(name);
      return slot !== undefined && this.#bound.has(slot);
    });
  }

  #step(literal: Literal, number: number): Step {
    if (literal.kind === "atom")
      return { kind: "each", pattern: this.#pattern(literal.atom), literal: number };
    if (literal.kind === "absent") return { kind: "absent", pattern: this.#pattern(literal.atom) };
    const { operator, left, right } = literal;
    const unbound = [left, right].find((side) => !this.#isBound(side));
    if (unbound?.kind === "variable") {
      const value = this.#idOf(unbound === left ? right : left);
      const slot = this.slotOf(unbound);
      this.#bound.add(slot);
      return { kind: "let", slot, value };
    }
    const [leftValue, rightValue] = [this.#valueOf(left), this.#valueOf(right)];
    return {
      kind: "test",
      holds: (environment) => compare(operator, leftValue(environment), rightValue(environment)),
    };
  }

  #valueOf(expression: Expression): (environment: Int32Array) => Value | undefined {
    if (expression.kind === "constant") return () => expression.value;
    if (expression.kind === "variable") {
      const slot = this.slotOf(expression);
      return (environment) => this.#tables.constants.valueOf(environment[slot]!);
    }
    const { operator } = expression;
    const [left, right] = [this.#valueOf(expression.left), this.#valueOf(expression.right)];
    return (environment) => calculate(operator, left(environment), right(environment));
  }

  #idOf(expression: Expression): (environment: Int32Array) => number {
    const evaluate = this.#valueOf(expression);
    return (environment) => {
      const value = evaluate(environment);
      return value === undefined ? -1 : this.#tables.constants.idOf(value);
    };
  }

  #pattern(atom: Atom): Pattern {
    const relation = this.#tables.relationOf(atom);
    const [key, bind, same]: [Cell[], Cell[], Cell[]] = [[], [], []];
    const before = new Set(this.#bound);
    for (const [column, term] of atom.terms.entries()) {
      if (term.kind === "variable" && term.name === anonymous) continue;
      const slot = this.slotOf(term);
      if (term.kind === "constant" || before.has(slot)) key.push({ column, slot });
      else (this.#bound.has(slot) ? same : bind).push({ column, slot });
      this.#bound.add(slot);
    }
    return { relation, key, bind, same };
  }
}
