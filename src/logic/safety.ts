import { LogicError, type Position } from "./logic-error.ts";
import { type Atom, anonymous, type Literal, type Rule, variablesOf } from "./syntax.ts";

const namedIn = ({ terms }: Atom): readonly string[] =>
  terms.flatMap(variablesOf).filter((name) => name !== anonymous);

/**
 * The variables that a body gives values to: those of its atoms, and those that `=` makes equal to what
 * already has a value.
 */
export function boundBy(body: readonly Literal[]): ReadonlySet<string> {
  const bound = new Set(body.flatMap((literal) => (literal.kind === "atom" ? namedIn(literal.atom) : [])));
  const equations = body.filter((literal) => literal.kind === "comparison" && literal.operator === "=");
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const equation of equations) {
      if (equation.kind !== "comparison") continue;
      for (const [to, from] of [
        [equation.left, equation.right],
        [equation.right, equation.left],
      ] as const)
        if (to.kind === "variable" && variablesOf(from).every((name) => bound.has(name))) bound.add(to.name);
    }
  }
  bound.delete(anonymous);
  return bound;
}

/** Range restriction: throws `unsafe-rule` where a variable of the body gets no value from an atom. */
export function checkBody(body: readonly Literal[]): ReadonlySet<string> {
  const bound = boundBy(body);
  for (const literal of body) {
    if (literal.kind === "absent") checkAll(namedIn(literal.atom), bound, literal.atom.at, "not");
    if (literal.kind === "comparison")
      checkAll(
        [...variablesOf(literal.left), ...variablesOf(literal.right)],
        bound,
        literal.at,
        literal.operator,
      );
  }
  return bound;
}

/** Range restriction of a whole rule: so that it concludes about nothing that no fact names. */
export function checkRule({ head, body }: Rule): void {
  checkAll(head.terms.flatMap(variablesOf), checkBody(body), head.at, "the head");
}

function checkAll(names: readonly string[], bound: ReadonlySet<string>, at: Position, where: string): void {
  const free = names.find((name) => !bound.has(name));
  if (free === undefined) return;
  throw new LogicError("unsafe-rule", `${free} in ${where} has no value.`, {
    at,
    value: free,
    remedy:
      free === anonymous
        ? "_ stands for anything, so nothing can be said of it: name a variable."
        : "Use it in a condition without not as well, for example person(X).",
  });
}
