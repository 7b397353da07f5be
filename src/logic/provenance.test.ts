import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { confidenceOf } from "./confidence.ts";
import { type Assertion, Datalog } from "./datalog.ts";
import { explain, formatProof, type Proof } from "./explain.ts";
import { parseProgram } from "./parse.ts";
import { type Fact, formatFact, formatLiteral } from "./syntax.ts";
import { witnessesOf } from "./witnesses.ts";

const edge = (from: number, to: number, confidence = 1): Assertion => ({
  predicate: "edge",
  values: [from, to],
  confidence,
});
const path = (from: number, to: number): Fact => ({ predicate: "path", values: [from, to] });
const closure = parseProgram("path(X, Y) :- edge(X, Y). 0.5 :: path(X, Z) :- path(X, Y), path(Y, Z).");
const nodes = [0, 1, 2, 3];

/** Edges between distinct nodes, each once, with confidences whose products are exact. */
const graph = fc
  .uniqueArray(fc.record({ from: fc.nat(3), to: fc.nat(3), power: fc.nat(2) }), {
    maxLength: 8,
    selector: ({ from, to }) => 4 * from + to,
  })
  .map((edges) =>
    edges.filter(({ from, to }) => from !== to).map(({ from, to, power }) => edge(from, to, 2 ** -power)),
  );

/** Every way from one node to another without a node twice (but for a circle's end), as edges. */
function ways(
  edges: readonly Assertion[],
  from: number,
  to: number,
  seen: readonly number[] = [],
): readonly (readonly Assertion[])[] {
  return edges
    .filter(({ values: [start] }) => start === from)
    .flatMap((first) => {
      const next = Number(first.values[1]);
      if (next === to) return [[first]];
      if (seen.includes(next) || next === from) return [];
      return ways(edges, next, to, [...seen, from]).map((rest) => [first, ...rest]);
    });
}

test("Q10: a conclusion is as sure as its surest proof: the product of what it uses and of its rules", () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const engine = new Datalog(closure);
      engine.update({ assert: edges });
      for (const from of nodes)
        for (const to of nodes) {
          const products = ways(edges, from, to).map(
            (way) =>
              way.reduce((product, { confidence }) => product * confidence!, 1) * 0.5 ** (way.length - 1),
          );
          assert.equal(confidenceOf(engine, path(from, to)), Math.max(0, ...products));
        }
    }),
  );
});

const keys = (sets: readonly (readonly Fact[])[]): readonly string[] =>
  sets.map((set) => set.map(formatFact).sort().join(" ")).sort();

test("Q11: the witnesses are the sets of asserted facts that suffice, none with a fact to spare", () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const engine = new Datalog(closure);
      engine.update({ assert: edges });
      const subsets = Array.from({ length: 2 ** edges.length }, (_, bits) =>
        edges.filter((_, i) => (bits >> i) % 2 === 1),
      );
      const reachable = subsets.map((subset) => {
        const part = new Datalog(closure);
        part.load({ assert: subset });
        return new Set(part.facts("path").map(formatFact));
      });
      for (const goal of [path(0, 1), path(2, 2)]) {
        const enough = subsets.filter((_, i) => reachable[i]!.has(formatFact(goal)));
        const minimal = enough.filter(
          (set) =>
            !enough.some((other) => other.length < set.length && other.every((one) => set.includes(one))),
        );
        const found = witnessesOf(engine, goal, 100);
        assert.deepEqual(keys(found.sets), keys(minimal));
        assert.equal(found.complete, true);
      }
    }),
    { numRuns: 40 },
  );
});

test("Q11: more witnesses than asked for: the smallest, and it says so", () => {
  const engine = new Datalog(closure);
  // Ten ways of two edges, and the straight one.
  const edges = Array.from({ length: 10 }, (_, i) => [edge(0, i + 2), edge(i + 2, 1)]).flat();
  engine.update({ assert: [...edges, edge(0, 1)] });
  const { sets, complete } = witnessesOf(engine, path(0, 1), 3);
  assert.deepEqual(
    [sets.length, sets[0]!.map(formatFact), sets[1]!.length, complete],
    [3, ["edge(0, 1)"], 2, false],
  );
  assert.equal(witnessesOf(engine, path(0, 1), 11).complete, true);
  assert.deepEqual(witnessesOf(engine, path(1, 0)), { sets: [], complete: true });
});

test("Q11: taking away one fact of every witness takes away the conclusion", () => {
  const engine = new Datalog(closure);
  engine.update({ assert: [edge(0, 2), edge(2, 1), edge(0, 3), edge(3, 1)] });
  const { sets } = witnessesOf(engine, path(0, 1));
  assert.equal(sets.length, 2);
  engine.update({ retract: [sets[0]![0]!] });
  assert.ok(engine.holds(path(0, 1)));
  engine.update({ retract: [sets[1]![1]!] });
  assert.ok(!engine.holds(path(0, 1)));
});

test("Q12: a proof rests on assertions by steps that are rules, never on itself, and is the surest", () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const engine = new Datalog(closure);
      engine.update({ assert: edges });
      const check = (proof: Proof, above: readonly string[]): number => {
        const key = formatFact(proof.fact);
        assert.ok(!above.includes(key));
        if (proof.step === undefined) return engine.assertedConfidence(proof.fact)!;
        const { rule, premises } = proof.step;
        assert.ok(
          engine
            .derivations(proof.fact)
            .some(
              (one) =>
                one.rule === rule &&
                String(one.premises.map(formatFact)) === String(premises.map(({ fact }) => formatFact(fact))),
            ),
        );
        const sure = premises.reduce(
          (product, premise) => product * check(premise, [...above, key]),
          rule.confidence,
        );
        assert.equal(proof.confidence, sure);
        return sure;
      };
      for (const fact of engine.facts("path")) {
        const proof = explain(engine, fact)!;
        assert.equal(check(proof, []), confidenceOf(engine, fact));
      }
    }),
  );
});

test("Q12: a proof shows what was absent and compared, with values, and each fact's proof once", () => {
  const engine = new Datalog(
    parseProgram(`
      old(ann, 70). 0.9 :: old(bob, 40). member(ann). member(bob).
      senior(X) :- old(X, N), N >= 65, not gone(X, _).
      0.5 :: pair(X, Y) :- senior(X), senior(X), member(Y), X != Y.`),
  );
  assert.equal(
    formatProof(explain(engine, { predicate: "pair", values: ["ann", "bob"] })!),
    `pair(ann, bob) (0.5)  <- 0.5 :: pair(X, Y) :- senior(X), senior(X), member(Y), X != Y.
  senior(ann)  <- senior(X) :- old(X, N), N >= 65, not gone(X, _).
    old(ann, 70)  <- said
    70 >= 65
    not gone(ann, _)
  senior(ann)  <- again
  member(bob)  <- said
  ann != bob`,
  );
  assert.equal(explain(engine, { predicate: "senior", values: ["bob"] }), undefined);
  const [derivation] = engine.derivations({ predicate: "senior", values: ["ann"] });
  assert.deepEqual(derivation!.conditions.map(formatLiteral), ["70 >= 65", "not gone(ann, _)"]);
});
