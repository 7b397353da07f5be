import { JoinCompiler, type Tables } from "./compile-join.ts";
import type { Join } from "./join.ts";
import type { Relation } from "./relation.ts";
import type { Literal, Rule } from "./syntax.ts";

export interface CompiledRule {
  readonly rule: Rule;
  readonly head: Relation;
  readonly premises: readonly Premise[];
  /** Seeded with a fact of the head: the ways to derive it. */
  readonly support: CompiledBody;
}

export interface CompiledBody {
  readonly join: Join;
  /** Where the variables have their values. */
  readonly slots: ReadonlyMap<string, number>;
}

/** One atom of a body. */
export interface Premise {
  readonly kind: "atom" | "absent";
  readonly rule: Rule;
  readonly relation: Relation;
  /** Its place in the body. */
  readonly literal: number;
  /** Seeded with a fact of `relation`: what follows from it, or from its absence. */
  readonly join: Join;
  readonly head: Relation;
  /** Slots of the head's terms. */
  readonly headSlots: readonly number[];
  /** Room for one tuple of the head. */
  readonly tuple: Int32Array;
}

/** The predicate of a fact that always holds: a rule without an atom rests on it, so that something begins it. */
export const always = "";

export function compileRule(rule: Rule, tables: Tables): CompiledRule {
  const head = tables.relationOf(rule.head);
  const begins = rule.body.some(({ kind }) => kind === "atom");
  const body: readonly Literal[] = begins
    ? rule.body
    : [...rule.body, { kind: "atom", atom: { predicate: always, terms: [], at: rule.at } }];
  const premises = body.flatMap((literal, i): readonly Premise[] => {
    if (literal.kind === "comparison") return [];
    const { atom, kind } = literal;
    // What is absent as a seed is still looked for: `not p(X, _)` holds only when the last p(X, _) is gone.
    const rest = kind === "atom" ? body.map((other, j) => (j === i ? undefined : other)) : body;
    const compiler = new JoinCompiler(tables, rule);
    const join = compiler.join(atom, rest, rule.head.terms);
    const headSlots = rule.head.terms.map((term) => compiler.slotOf(term));
    return [
      {
        kind,
        rule,
        relation: tables.relationOf(atom),
        literal: i,
        join,
        head,
        headSlots,
        tuple: new Int32Array(head.arity),
      },
    ];
  });
  const compiler = new JoinCompiler(tables, rule);
  const join = compiler.join(rule.head, body);
  return { rule, head, premises, support: { join, slots: compiler.variables } };
}

/** The ways to satisfy a body, and the slot of each of its variables. */
export function compileQuery(body: readonly Literal[], tables: Tables): CompiledBody {
  const compiler = new JoinCompiler(tables);
  const join = compiler.join(undefined, body);
  return { join, slots: compiler.variables };
}
