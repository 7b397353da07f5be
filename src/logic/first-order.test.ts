import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Formula, parseFormula } from "./first-order.ts";
import { LogicError } from "./logic-error.ts";
import { entails } from "./refutation.ts";

const asks = (conclusion: string, ...premises: string[]): string =>
  entails(premises.map(parseFormula), parseFormula(conclusion)).truth;

test("Q15: connectives bind in their order, and a quantifier reaches as far as its variable", () => {
  const shape = (formula: Formula): string => {
    if (formula.kind === "atom")
      return formula.terms.length === 0
        ? formula.predicate
        : `${formula.predicate}(${formula.terms.map((term) => (term.kind === "variable" ? `?${term.name}` : term.value))})`;
    if (formula.kind === "not") return `not ${shape(formula.body)}`;
    if ("body" in formula) return `${formula.kind} ${formula.variable} ${shape(formula.body)}`;
    return `(${shape(formula.left)} ${formula.kind} ${shape(formula.right)})`;
  };
  const read = (text: string): string => shape(parseFormula(text));
  assert.equal(read("A ∧ B ⊕ C ∨ D → E ↔ F"), "(((((A and B) xor C) or D) implies E) iff F)");
  assert.equal(read("A → B → C"), "(A implies (B implies C))");
  assert.equal(read("¬A ∧ ¬(B ∨ C)"), "(not A and not (B or C))");
  assert.equal(read("∀x (P(x) → Q(x, a))"), "all x (P(?x) implies Q(?x,a))");
  assert.equal(read("∀x P(x) ∧ Q(a)"), "(all x P(?x) and Q(a))");
  assert.equal(read("∀x (P(x)) → Q(x)"), "all x (P(?x) implies Q(?x))");
  assert.equal(read("(∀x P(x)) ∧ ∃x Q(x)"), "(all x P(?x) and exists x Q(?x))");
});

test("Q15: an error says where and what to do", () => {
  const wrong = [
    ["∀x (P(x)", 9],
    ["P(a))", 5],
    ["P(a, b c)", 8],
    ["", 1],
    ["P ∧ & Q", 5],
    [`${"¬".repeat(9999)}P`, 1001],
  ] as const;
  for (const [text, column] of wrong)
    assert.throws(
      () => parseFormula(text),
      (error) => {
        assert.ok(error instanceof LogicError);
        assert.deepEqual([error.code, error.at], ["syntax", { line: 1, column }], text);
        return true;
      },
    );
});

test("Q15: formulas as long as may be are read and answered", () => {
  for (const text of [
    `${"¬".repeat(998)}P`,
    `${"(".repeat(499)}P${")".repeat(499)}`,
    Array(500).fill("P").join(" → "),
    Array(500).fill("P").join(" ∧ "),
  ])
    assert.equal(entails([parseFormula("P")], parseFormula(text)).truth, "true");
});

test("Q15: any text is a formula or a syntax error", () => {
  const sign = fc.constantFrom(..."∀∃¬∧∨⊕→↔(),", " ", "x", "P", "P(x)", "a");
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: sign }, fc.string())), (parts) => {
      try {
        parseFormula(parts.join(""));
      } catch (error) {
        assert.ok(error instanceof LogicError);
      }
    }),
    { numRuns: 1000 },
  );
});

test("Q16: forwards, backwards and by cases", () => {
  assert.equal(asks("Animal(tom)", "∀x (Cat(x) → Animal(x))", "Cat(tom)"), "true");
  assert.equal(asks("Cat(rex)", "∀x (Cat(x) → Animal(x))", "¬Animal(rex)"), "false");
  assert.equal(asks("Cat(rex)", "∀x (Cat(x) → Animal(x))", "Animal(rex)"), "unknown");
  assert.equal(
    asks("Animal(rex)", "∀x (Cat(x) ∨ Dog(x))", "∀x (Cat(x) → Animal(x))", "∀x (Dog(x) → Animal(x))"),
    "true",
  );
  assert.equal(asks("∃x (Cat(x) ∧ Big(x))", "Cat(tom)", "Big(tom)"), "true");
  assert.equal(asks("∃x Big(x)", "∃x (Cat(x) ∧ Big(x))"), "true");
  assert.equal(asks("Big(tom)", "∃x (Cat(x) ∧ Big(x))"), "unknown");
  assert.equal(asks("∀x (A(x) → C(x))", "∀x (A(x) → B(x))", "∀x (B(x) → C(x))"), "true");
  assert.equal(asks("P(a) ⊕ Q(a)", "P(a)", "¬Q(a)"), "true");
  assert.equal(asks("Q(a)", "P(a)", "¬P(a)"), "conflict");
  assert.equal(asks("∃x P(x)", "∀x P(x)"), "true");
  assert.equal(asks("R(a, b)", "R(a)", "R(b)"), "unknown");
});

test("Q16: without cases the Horn part alone answers; what needs a thing for each thing is left out and counted", () => {
  const premises = ["P ∨ Q", "P → R", "Q → R", "¬R ∨ S", "R → ¬S ∨ T", "S → T"].map(parseFormula);
  assert.equal(entails(premises, parseFormula("T")).truth, "true");
  const split = ["P ∨ Q", "P ∨ ¬Q", "¬P ∨ Q", "¬P ∨ ¬Q ∨ R", "R → A ∨ B", "A → C", "B → C"].map(parseFormula);
  assert.equal(entails(split, parseFormula("C"), { cases: 0 }).truth, "unknown");
  assert.equal(entails(split, parseFormula("C")).truth, "true");
  const { truth, leftOut } = entails([parseFormula("∀x ∃y Loves(x, y)")], parseFormula("∃y Loves(ann, y)"));
  assert.deepEqual([truth, leftOut], ["unknown", 1]);
});

test("Q16: what is learned under a supposition goes with it", () => {
  // P leaves no Q, and without Q there is Z: but nothing says P. That there is Z takes two cases more.
  const cases = ["W ∧ V", "W ∧ ¬V", "¬W ∧ V", "¬W ∧ ¬V"].map((both) => `¬Q ∧ ${both} → Z`);
  const premises = ["P ∧ Q → A", "P ∧ Q → ¬A", ...cases].map(parseFormula);
  assert.equal(entails(premises, parseFormula("Z"), { cases: 2 }).truth, "unknown");
  assert.equal(entails([...premises, parseFormula("P")], parseFormula("Z"), { cases: 2 }).truth, "true");
});

const names = ["P", "Q", "R", "S"];
const formula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...names).map((predicate): Formula => ({ kind: "atom", predicate, terms: [] })),
    tie("formula").map((body): Formula => ({ kind: "not", body })),
    fc.record({
      kind: fc.constantFrom(
        "and" as const,
        "or" as const,
        "xor" as const,
        "implies" as const,
        "iff" as const,
      ),
      left: tie("formula"),
      right: tie("formula"),
    }),
  ),
})).formula;

function isTrue(part: Formula, world: number): boolean {
  if (part.kind === "atom") return ((world >> names.indexOf(part.predicate)) & 1) === 1;
  if (part.kind === "not") return !isTrue(part.body, world);
  if ("body" in part) throw new Error("no quantifiers here");
  const [left, right] = [isTrue(part.left, world), isTrue(part.right, world)];
  if (part.kind === "and") return left && right;
  if (part.kind === "or") return left || right;
  if (part.kind === "implies") return !left || right;
  return (left === right) === (part.kind === "iff");
}

test("Q16: never more than a truth table says, and all of it with as many suppositions as letters", () => {
  fc.assert(
    fc.property(fc.array(formula, { maxLength: 4 }), formula, (premises, conclusion) => {
      const worlds = Array.from({ length: 16 }, (_, world) => world).filter((world) =>
        premises.every((premise) => isTrue(premise, world)),
      );
      const holds = worlds.every((world) => isTrue(conclusion, world));
      const isDenied = worlds.every((world) => !isTrue(conclusion, world));
      const expected = holds ? (isDenied ? "conflict" : "true") : isDenied ? "false" : "unknown";
      assert.equal(entails(premises, conclusion, { cases: 4 }).truth, expected);
      for (const cases of [0, 1]) {
        const { truth } = entails(premises, conclusion, { cases });
        assert.ok(
          truth === expected || truth === "unknown" || expected === "conflict",
          `${truth} for ${expected}`,
        );
      }
    }),
    { numRuns: 150 },
  );
});
