import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { confidenceOf } from "./confidence.ts";
import { Datalog } from "./datalog.ts";
import { mostDerivations } from "./derivation.ts";
import { LogicError } from "./logic-error.ts";
import { parseProgram } from "./parse.ts";
import type { Pieces } from "./pieces.ts";
import { supporting, weighing } from "./provenance.ts";
import type { Fact } from "./syntax.ts";
import { witnessesOf } from "./witnesses.ts";

const closure =
  "path(X, Y) :- edge(X, Y). path(X, Z) :- edge(X, Y), path(Y, Z). end(X) :- path(_, X), not edge(X, _).";
const edge = (from: number, to: number): Fact => ({ predicate: "edge", values: [from, to] });
const chain = (length: number): readonly Fact[] => Array.from({ length }, (_, i) => edge(i, i + 1));

/** Until `stop` pieces are done; the number of pieces. */
function done<Result>(work: Pieces<Result>, stop = Number.POSITIVE_INFINITY): number {
  let pieces = 0;
  for (; pieces < stop; pieces++) if (work.next().done === true) return pieces;
  return pieces;
}

test("Q17: work comes in pieces, each of at most some thousand steps, within one join too", () => {
  const engine = new Datalog(parseProgram(closure));
  assert.ok(done(engine.updating({ assert: chain(200) })) > 10);
  // One seed, a million pairs, no conclusion: it is the join that pauses.
  const pairs = new Datalog(parseProgram("none(A) :- go(A), n(X), n(Y), X + Y < 0."));
  pairs.load({ assert: Array.from({ length: 1000 }, (_, i) => ({ predicate: "n", values: [i] })) });
  const work = pairs.loading({ assert: [{ predicate: "go", values: [1] }] });
  let most = 0;
  for (let before = pairs.effort.steps; work.next().done !== true; before = pairs.effort.steps)
    most = Math.max(most, pairs.effort.steps - before);
  assert.ok(pairs.effort.steps > 1_000_000 && most < 5_000, `${pairs.effort.steps} ${most}`);
  assert.ok(done(pairs.querying("n(X), n(Y), X + Y < 0")) > 100);
});

test("Q17: where work is ended, nothing has changed, and it can be done again", () => {
  const facts = (engine: Datalog): string => JSON.stringify(engine.facts());
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 60, max: 90 }),
      fc.boolean(),
      (pieces, from, to, throws) => {
        const engine = new Datalog(parseProgram(closure));
        engine.load({ assert: chain(60) });
        const before = facts(engine);
        const update = { retract: [edge(from, from + 1)], assert: [...chain(90).slice(60), edge(from, to)] };
        const work = engine.updating(update);
        const isOver = done(work, pieces) < pieces;
        if (throws && !isOver) assert.throws(() => work.throw(new Error("stop")), { message: "stop" });
        else work.return({ added: [], removed: [] });
        if (!isOver) {
          assert.equal(facts(engine), before);
          engine.update(update);
        }
        const fresh = new Datalog(parseProgram(closure));
        fresh.load({ assert: chain(60) });
        fresh.update(update);
        assert.equal(facts(engine), facts(fresh));
      },
    ),
    { numRuns: 20 },
  );
});

test("Q18: what is asked leaves no trace: nothing is kept of it, and what comes later costs the same", () => {
  const goals = [
    "path(3, X)",
    'path("nobody", X)',
    "edge(X, Y), path(Y, 7), not edge(Y, X)",
    "no_such(X, strange)",
    "path(X, Y), Z = X * 1000 + Y, Z > 5000",
    "edge(X, X)",
  ];
  const [asked, unasked] = [0, 1].map(() => {
    const engine = new Datalog(parseProgram(closure));
    engine.load({ assert: chain(30) });
    return engine;
  }) as [Datalog, Datalog];
  const before = asked.effort;
  for (const goal of goals) asked.query(goal);
  assert.deepEqual({ ...asked.effort, steps: 0 }, { ...before, steps: 0 });
  assert.throws(() => asked.query("path(X, Y), path(Z, W), A = X + 1000000, A < Y, missing(Q"), LogicError);
  const cost = (engine: Datalog): number => {
    const from = engine.effort.steps;
    engine.update({ retract: [edge(4, 5)], assert: [edge(40, 41)] });
    engine.query("path(2, X)");
    return engine.effort.steps - from;
  };
  assert.equal(cost(asked), cost(unasked));
  assert.deepEqual(asked.facts(), unasked.facts());
  // What is calculated and not there yet is known to the question alone.
  assert.deepEqual(asked.query("edge(0, X), Y = X + 998"), [{ X: 1, Y: 999 }]);
  assert.deepEqual(asked.query("edge(0, X), Y = X + 998, edge(Y, _)"), []);
});

test("Q19: of a fact with very many derivations the first are told, the same whatever came first", () => {
  const program = parseProgram("0.5 :: crowd(all) :- n(X), n(Y).");
  const numbers = Array.from({ length: 70 }, (_, i): Fact => ({ predicate: "n", values: [i] }));
  const told = [numbers, [...numbers].reverse()].map((facts) => {
    const engine = new Datalog(program);
    engine.load({ assert: facts });
    const derivations = engine.derivations({ predicate: "crowd", values: ["all"] });
    assert.equal(derivations.length, mostDerivations);
    assert.equal(confidenceOf(engine, { predicate: "crowd", values: ["all"] }), 0.5);
    assert.equal(witnessesOf(engine, { predicate: "crowd", values: ["all"] }, 5_000).complete, false);
    return JSON.stringify(derivations);
  });
  assert.equal(told[0], told[1]);
});

test("Q17: reasons come in pieces too, the same", () => {
  const engine = new Datalog(parseProgram(closure));
  engine.load({ assert: chain(25) });
  const work = supporting(engine, engine.facts("path"));
  let pieces = 0;
  let supports: ReadonlyMap<string, never> | undefined;
  for (;;) {
    const { done, value } = work.next();
    if (done === true) {
      supports = value as never;
      break;
    }
    pieces++;
  }
  assert.ok(pieces > 300);
  const counted = {
    ...{ one: 0, plus: Math.min, times: (a: number, b: number) => a + b },
    isEqual: (a: number, b: number) => a === b,
    ofAssertion: () => 1,
    ofRule: () => 0,
  };
  const worths = weighing(supports!, counted);
  assert.ok(done(worths) > 300);
  const asserted = engine
    .facts("edge")
    .map((fact) => [String(fact.values), { fact, asserted: 1, derivations: [] }]);
  // Each is looked at once for what rests on it, once to be weighed, once to be kept.
  assert.equal(done(weighing(new Map(asserted as never), counted)), 3 * asserted.length);
});
