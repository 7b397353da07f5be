import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Datalog } from "./datalog.ts";
import { parseProgram } from "./parse.ts";
import { type Fact, formatFact, type Rule, type Term } from "./syntax.ts";

/** The second implementation: every rule tried with every value for every variable, until nothing is new. */
function naive(rules: readonly Rule[], facts: readonly Fact[], values: readonly number[]): readonly string[] {
  const known = new Set(facts.map(formatFact));
  const levels = [...new Set(rules.map(({ head }) => head.predicate))].sort();
  for (const level of levels) {
    const those = rules.filter(({ head }) => head.predicate === level);
    for (let before = -1; before < known.size; ) {
      before = known.size;
      for (const rule of those) for (const head of conclusions(rule, known, values)) known.add(head);
    }
  }
  return [...known].sort();
}

const names = ["X", "Y", "Z"];

function* conclusions(
  { head, body }: Rule,
  known: ReadonlySet<string>,
  values: readonly number[],
): Generator<string> {
  for (const x of values)
    for (const y of values)
      for (const z of values) {
        const valueIn = (term: Term): number =>
          Number(term.kind === "constant" ? term.value : [x, y, z][names.indexOf(term.name)]);
        const said = ({ predicate, terms }: Rule["head"]): string =>
          formatFact({ predicate, values: terms.map(valueIn) });
        const holds = body.every((literal) => {
          if (literal.kind === "comparison")
            return literal.operator === "<"
              ? valueIn(literal.left as Term) < valueIn(literal.right as Term)
              : valueIn(literal.left as Term) !== valueIn(literal.right as Term);
          if (literal.kind === "atom") return known.has(said(literal.atom));
          const [first, second] = literal.atom.terms;
          if (second?.kind === "variable" && second.name === "_")
            return !values.some((value) =>
              known.has(formatFact({ predicate: literal.atom.predicate, values: [valueIn(first!), value] })),
            );
          return !known.has(said(literal.atom));
        });
        if (holds) yield said(head);
      }
}

const domain = [0, 1, 2];
/** Predicates p0 to p5, the even ones of two terms; those from p2 on have rules, which may rest on earlier ones' absence. */
const arityOf = (predicate: number): number => (predicate % 2 === 0 ? 2 : 1);
const variable = fc.constantFrom(...names);
const term = fc.oneof({ weight: 4, arbitrary: variable }, { weight: 1, arbitrary: fc.nat(2).map(String) });
const atom = (predicate: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  predicate.chain((p) =>
    fc.tuple(...Array.from({ length: arityOf(p) }, () => term)).map((terms) => `p${p}(${terms.join(", ")})`),
  );
const rule = fc.integer({ min: 2, max: 5 }).chain((head) =>
  fc
    .record({
      head: atom(fc.constant(head)),
      atoms: fc.array(atom(fc.nat(head)), { minLength: 1, maxLength: 3 }),
      absent: fc.array(atom(fc.nat(head - 1)), { maxLength: 1 }),
      anonymous: fc.option(fc.constantFrom("not p0(X, _)", "not p0(0, _)"), { freq: 4 }),
      test: fc.option(fc.constantFrom("X < Y", "X != Y"), { freq: 4 }),
    })
    .map((parts) => {
      const written = [parts.head, ...parts.absent, parts.anonymous ?? "", parts.test ?? ""].join(" ");
      const missing = names.filter((name) => written.includes(name) && !parts.atoms.join().includes(name));
      // Every variable gets a value: range restriction is tested elsewhere.
      const body = [
        ...parts.atoms,
        ...missing.map((name) => `p1(${name})`),
        ...parts.absent.map((written) => `not ${written}`),
        ...[parts.anonymous, parts.test].filter((literal) => literal !== null),
      ];
      return `${parts.head} :- ${body.join(", ")}.`;
    }),
);
const fact: fc.Arbitrary<Fact> = fc
  .nat(5)
  .chain((p) =>
    fc
      .array(fc.nat(2), { minLength: arityOf(p), maxLength: arityOf(p) })
      .map((values) => ({ predicate: `p${p}`, values })),
  );
const update = fc.record({
  assert: fc.array(fact, { maxLength: 5 }),
  retract: fc.array(fact, { maxLength: 5 }),
});
const program = fc.array(rule, { minLength: 1, maxLength: 7 }).map((rules) => rules.join("\n"));

test("Q6: after any insertions and deletions, what holds is what naive evaluation derives from nothing", () => {
  fc.assert(
    fc.property(program, fc.array(update, { maxLength: 8 }), (text, updates) => {
      const rules = parseProgram(text);
      const engine = new Datalog(rules);
      const asserted = new Map<string, Fact>();
      let before = new Set(engine.facts().map(formatFact));
      for (const step of updates) {
        const change = engine.update(step);
        for (const gone of step.retract) asserted.delete(formatFact(gone));
        for (const come of step.assert) asserted.set(formatFact(come), come);
        const expected = naive(rules, [...asserted.values()], domain);
        assert.deepEqual(engine.facts().map(formatFact).sort(), expected);
        const now = new Set(expected);
        assert.deepEqual(change.added.map(formatFact).sort(), [...now.difference(before)].sort());
        assert.deepEqual(change.removed.map(formatFact).sort(), [...before.difference(now)].sort());
        before = now;
      }
    }),
    { numRuns: 300 },
  );
});

test("Q7: answers, their order and their derivations do not show how the facts came and went", () => {
  fc.assert(
    fc.property(program, fc.array(update, { maxLength: 6 }), (text, updates) => {
      const rules = parseProgram(text);
      const engine = new Datalog(rules);
      const asserted = new Map<string, Fact>();
      for (const step of updates) {
        engine.update(step);
        for (const gone of step.retract) asserted.delete(formatFact(gone));
        for (const come of step.assert) asserted.set(formatFact(come), come);
      }
      const fresh = new Datalog(rules);
      fresh.update({ assert: [...asserted.values()].reverse() });
      assert.deepEqual(engine.facts(), fresh.facts());
      assert.deepEqual(engine.query("p2(X, Y), p1(Y)"), fresh.query("p2(X, Y), p1(Y)"));
      for (const fact of engine.facts()) assert.deepEqual(engine.derivations(fact), fresh.derivations(fact));
    }),
    { numRuns: 100 },
  );
});
