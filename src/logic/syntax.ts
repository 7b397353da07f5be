import type { Position } from "./logic-error.ts";

/** A constant: text, or a finite number. `1` and `"1"` are two. */
export type Value = string | number;

export type Term =
  | { readonly kind: "constant"; readonly value: Value }
  /** `_` is no variable: it stands for anything, each time anew. */
  | { readonly kind: "variable"; readonly name: string };

/** `predicate(terms)`. The complement of a predicate `p`, what is known to be false, is the predicate `-p`. */
export interface Atom {
  readonly predicate: string;
  readonly terms: readonly Term[];
  readonly at: Position;
}

export type ArithmeticOperator = "+" | "-" | "*" | "/";
export type Expression =
  | Term
  | {
      readonly kind: "operation";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";
export interface Comparison {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly at: Position;
}

export type Literal =
  | { readonly kind: "atom"; readonly atom: Atom }
  /** Negation as failure: there is no such fact. */
  | { readonly kind: "absent"; readonly atom: Atom }
  | Comparison;

/** `head :- body.`, or a fact where the body is empty. */
export interface Rule {
  readonly head: Atom;
  readonly body: readonly Literal[];
  /** In (0, 1]: what a conclusion keeps of the confidence of its premises. */
  readonly confidence: number;
  readonly at: Position;
}

/** A fact: a predicate and its constants. */
export interface Fact {
  readonly predicate: string;
  readonly values: readonly Value[];
}

export const anonymous = "_";

/** `p` of `-p`, `-p` of `p`. */
export function complementOf(predicate: string): string {
  return predicate.startsWith("-") ? predicate.slice(1) : `-${predicate}`;
}

/** `p/2`: what tells predicates apart. */
export function signatureOf(predicate: string, arity: number): string {
  return `${predicate}/${arity}`;
}

export function variablesOf(expression: Expression): readonly string[] {
  if (expression.kind === "constant") return [];
  if (expression.kind === "variable") return [expression.name];
  return [...variablesOf(expression.left), ...variablesOf(expression.right)];
}

export function atomsOf(literal: Literal): readonly Atom[] {
  return literal.kind === "comparison" ? [] : [literal.atom];
}

const plainName = /^\p{Ll}[\p{L}\p{M}\p{N}_]*$/u;

/** A value as the parser reads it. */
export function formatValue(value: Value): string {
  return typeof value === "number" || (plainName.test(value) && value !== "not")
    ? String(value)
    : JSON.stringify(value);
}

function formatPredicate(predicate: string): string {
  return predicate.startsWith("-") ? `-${formatValue(predicate.slice(1))}` : formatValue(predicate);
}

export function formatFact({ predicate, values }: Fact): string {
  return `${formatPredicate(predicate)}(${values.map(formatValue).join(", ")})`;
}

export function formatExpression(expression: Expression): string {
  if (expression.kind === "constant") return formatValue(expression.value);
  if (expression.kind === "variable") return expression.name;
  return `(${formatExpression(expression.left)} ${expression.operator} ${formatExpression(expression.right)})`;
}

function formatAtom({ predicate, terms }: Atom): string {
  return `${formatPredicate(predicate)}(${terms.map(formatExpression).join(", ")})`;
}

export function formatLiteral(literal: Literal): string {
  if (literal.kind === "atom") return formatAtom(literal.atom);
  if (literal.kind === "absent") return `not ${formatAtom(literal.atom)}`;
  return `${formatExpression(literal.left)} ${literal.operator} ${formatExpression(literal.right)}`;
}

/** A rule as the parser reads it. */
export function formatRule({ head, body, confidence }: Rule): string {
  const weight = confidence === 1 ? "" : `${confidence} :: `;
  const because = body.length === 0 ? "" : ` :- ${body.map(formatLiteral).join(", ")}`;
  return `${weight}${formatAtom(head)}${because}.`;
}

/** Numbers before texts, numbers by size, texts by code unit; the shorter first where one begins the other. */
export function compareValues(left: readonly Value[], right: readonly Value[]): number {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [a, b] = [left[i]!, right[i]!];
    if (a === b) continue;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

export function compareFacts(left: Fact, right: Fact): number {
  return compareValues([left.predicate, ...left.values], [right.predicate, ...right.values]);
}
