import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LogicError, type LogicErrorCode } from "./logic-error.ts";
import { parseBody, parseProgram } from "./parse.ts";
import { type Expression, formatRule, type Literal, type Rule, type Term } from "./syntax.ts";

const at = { line: 1, column: 1 };

test("Q1: facts, rules, weights, absence, complements, comparisons, comments", () => {
  const text = `% who is whose
parent(ann, "Bob Smith").   0.9 :: age(ann, -3.5).
0.5 :: kind(X) :- parent(X, _), not -kind(X), age(X, A), A + 2 * (A - 1) >= 10. raining.`;
  const [parent, age, kind, raining] = parseProgram(text);
  assert.equal(parseProgram(text).length, 4);
  assert.deepEqual(parent!.head, {
    predicate: "parent",
    terms: [
      { kind: "constant", value: "ann" },
      { kind: "constant", value: "Bob Smith" },
    ],
    at: { line: 2, column: 1 },
  });
  assert.deepEqual([age!.confidence, age!.head.terms[1]], [0.9, { kind: "constant", value: -3.5 }]);
  assert.equal(
    formatRule(kind!),
    "0.5 :: kind(X) :- parent(X, _), not -kind(X), age(X, A), (A + (2 * (A - 1))) >= 10.",
  );
  assert.equal(kind!.at.line, 3);
  assert.deepEqual([raining!.head.terms, raining!.body], [[], []]);
});

test("Q1: a constant that begins a comparison is no atom", () => {
  const [left, atom] = parseBody('tea = X, "tea"(X), nothing');
  assert.equal(left!.kind, "comparison");
  assert.equal(atom!.kind, "atom");
});

test("Q1: an error says where, what was expected and what to do, and quotes no constant", () => {
  const wrong: readonly (readonly [string, number, number, RegExp])[] = [
    ["p(a)\nq(b).", 2, 1, /expected "," or "." or ":-", found a name/],
    ["p(a) :- q(X,\n  .", 2, 3, /expected a term/],
    ["p(X) :- X.", 1, 10, /expected a comparison/],
    ["Person(a).", 1, 1, /expected a predicate.*small letter/],
    ['p("a).', 1, 3, /does not end on its line/],
    ["p(a) ; q.", 1, 6, /none of the language/],
    ["1.5 :: p.", 1, 1, /confidence outside/],
    ["0.5 p.", 1, 5, /expected "::"/],
    ["p(X + 1) :- q(X).", 1, 5, /Arithmetic stands in a comparison/],
    ['p("\\x").', 1, 3, /escape/],
    ["p(1e999).", 1, 3, /too large/],
    ['""(a).', 1, 1, /expected a predicate/],
    [`p(X) :- X = ${"(".repeat(9999)}1${")".repeat(9999)}.`, 1, 113, /fewer parentheses/],
  ];
  for (const [text, line, column, message] of wrong)
    assert.throws(
      () => parseProgram(text),
      (error) => {
        assert.ok(error instanceof LogicError);
        assert.equal(error.code satisfies LogicErrorCode, "syntax");
        assert.deepEqual(error.at, { line, column }, text);
        assert.match(error.message, message);
        assert.ok(error.message.endsWith(error.remedy));
        return true;
      },
    );
  assert.throws(
    () => parseProgram("p(secret secret)."),
    (error: LogicError) => !error.message.includes("secret"),
  );
});

const value = fc.oneof(
  fc.string(),
  fc.constantFrom("not", "a", "Bob", ""),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);
const constant = value.map((one): Term => ({ kind: "constant", value: one }));
const variable = fc.constantFrom("X", "_", "Été1").map((name): Term => ({ kind: "variable", name }));
const predicate = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(fc.constantFrom("p", "not", "Big cat"), fc.string({ minLength: 1 })),
  )
  .filter(([, name]) => !name.startsWith("-"))
  .map((parts) => parts.join(""));
const atom = fc.record({
  predicate,
  terms: fc.array(fc.oneof(constant, variable), { maxLength: 3 }),
  at: fc.constant(at),
});
const expression: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(constant, variable),
    fc.record({
      kind: fc.constant("operation" as const),
      operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const),
      left: tie("expression"),
      right: tie("expression"),
    }),
  ),
})).expression;
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ kind: fc.constantFrom("atom" as const, "absent" as const), atom }),
  fc.record({
    kind: fc.constant("comparison" as const),
    operator: fc.constantFrom(
      "=" as const,
      "!=" as const,
      "<" as const,
      "<=" as const,
      ">" as const,
      ">=" as const,
    ),
    left: expression,
    right: expression,
    at: fc.constant(at),
  }),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  head: atom,
  body: fc.array(literal, { maxLength: 4 }),
  confidence: fc.constantFrom(1, 0.5, 1e-7),
  at: fc.constant(at),
});

/** The same without places. */
const bare = (rules: readonly Rule[]): unknown =>
  JSON.parse(JSON.stringify(rules, (key, value) => (key === "at" ? undefined : value)));

test("Q1: a rule as it is written reads as the same rule", () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 3 }), (rules) => {
      assert.deepEqual(bare(parseProgram(rules.map(formatRule).join("\n"))), bare(rules));
    }),
  );
});
