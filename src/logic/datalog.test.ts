import assert from "node:assert/strict";
import { test } from "node:test";
import { Datalog } from "./datalog.ts";
import { truthOf, truthWhereAllIsKnown } from "./entail.ts";
import { LogicError } from "./logic-error.ts";
import { parseProgram } from "./parse.ts";
import { type Fact, formatFact, type Value } from "./syntax.ts";

const engineOf = (text: string, budget = {}): Datalog => new Datalog(parseProgram(text), { budget });
const fact = (predicate: string, ...values: Value[]): Fact => ({ predicate, values });

test("Q5: numbers by size, texts by code unit, a number and a text by nothing", () => {
  const engine = engineOf('n(2). n(10). n("10"). n("9"). n("b").');
  assert.deepEqual(engine.query("n(X), X > 2"), [{ X: 10 }]);
  assert.deepEqual(engine.query('n(X), X > "10"'), [{ X: "9" }, { X: "b" }]);
  assert.deepEqual(engine.query("n(X), X != 10").length, 4);
  assert.deepEqual(engine.query('n(X), X = "10"'), [{ X: "10" }]);
});

test("Q5: arithmetic is that of 64-bit floating point; where it has no finite number, the condition fails", () => {
  const engine = engineOf('n(2). n(0). n("x"). half(X, H) :- n(X), H = (X - 1) / X.');
  assert.deepEqual(engine.query("half(X, H)"), [{ H: 0.5, X: 2 }]);
  assert.deepEqual(engine.query("n(X), Y = X * -3 + 1"), [
    { X: 0, Y: 1 },
    { X: 2, Y: -5 },
  ]);
  assert.deepEqual(engine.query("n(X), 1 + 1 = X"), [{ X: 2 }]);
  assert.equal(engineOf("p(0). z(Y) :- p(X), Y = X * -1.").holds(fact("z", 0)), true);
});

test("Q5: a bounded count ends, an unbounded one ends in the budget", () => {
  const engine = engineOf("n(0). n(Y) :- n(X), Y = X + 1, Y <= 10.");
  assert.equal(engine.facts("n").length, 11);
  assert.throws(() => engineOf("n(0). n(Y) :- n(X), Y = X + 1.", { facts: 100 }), {
    code: "budget",
    message: /^Line 1, column 7: more than 100 facts, the last of n\. Nothing was changed\./,
  });
});

test("Q6: rules without an atom begin by themselves and follow what is there", () => {
  const engine = engineOf("lonely :- not friend(_). two(X) :- X = 1 + 1.");
  assert.deepEqual(engine.facts(), [fact("lonely"), fact("two", 2)]);
  const change = engine.update({ assert: [fact("friend", "ann")] });
  assert.deepEqual(change, { added: [fact("friend", "ann")], removed: [fact("lonely")] });
});

test("Q6: a fact that is asserted and derived stays while either holds", () => {
  const engine = engineOf("wet(X) :- rain(X).");
  engine.update({ assert: [fact("rain", "porto"), fact("wet", "porto")] });
  assert.deepEqual(engine.update({ retract: [fact("wet", "porto")] }), { added: [], removed: [] });
  assert.deepEqual(engine.update({ retract: [fact("rain", "porto")] }).removed.length, 2);
  assert.deepEqual(engine.update({ assert: [fact("wet", "porto")], retract: [fact("wet", "porto")] }).added, [
    fact("wet", "porto"),
  ]);
});

test("Q6: what supports only itself goes", () => {
  const engine = engineOf("p(X) :- q(X). q(X) :- p(X). p(X) :- base(X). base(a).");
  const { removed } = engine.update({ retract: [fact("base", "a")] });
  assert.deepEqual(removed.map(formatFact), ["base(a)", "p(a)", "q(a)"]);
});

test("Q6: a thousand facts that come, go and come again are the same as ever", () => {
  const engine = engineOf("path(X, Y) :- edge(X, Y). path(X, Z) :- edge(X, Y), path(Y, Z).");
  const edges = Array.from({ length: 60 }, (_, i) => fact("edge", i, i + 1));
  for (let round = 0; round < 3; round++) {
    assert.equal(engine.update({ assert: edges }).added.length, 60 + (60 * 61) / 2);
    // Without the middle edge two chains are left: 30 edges and 29.
    assert.equal(engine.update({ retract: [edges[30]!] }).removed.length, 1 + 31 * 30);
    assert.equal(engine.facts("path").length, (30 * 31) / 2 + (29 * 30) / 2);
    assert.equal(engine.update({ retract: edges }).removed.length, 59 + (30 * 31) / 2 + (29 * 30) / 2);
    assert.deepEqual(engine.facts(), []);
  }
});

test("Q7: answers come each once, sorted: numbers first", () => {
  const engine = engineOf('p(b, 1). p(a, 2). p(10, 1). p(9, 3). p("B", 2).');
  assert.deepEqual(engine.query("p(X, _)"), [{ X: 9 }, { X: 10 }, { X: "B" }, { X: "a" }, { X: "b" }]);
  assert.deepEqual(engine.query("p(_, N), N > 1"), [{ N: 2 }, { N: 3 }]);
  assert.deepEqual(engine.query("p(a, 2)"), [{}]);
  assert.deepEqual(engine.query("nobody(X)"), []);
});

test("Q8: true, false, unknown, conflict in the open world; the closed one knows all", () => {
  const engine = engineOf(
    "bird(tux). bird(ann). penguin(tux). fly(X) :- bird(X). -fly(X) :- penguin(X). -swim(ann).",
  );
  assert.equal(truthOf(engine, fact("fly", "ann")), "true");
  assert.equal(truthOf(engine, fact("-fly", "ann")), "false");
  assert.equal(truthOf(engine, fact("swim", "ann")), "false");
  assert.equal(truthOf(engine, fact("-swim", "ann")), "true");
  assert.equal(truthOf(engine, fact("swim", "tux")), "unknown");
  assert.equal(truthOf(engine, fact("fly", "tux")), "conflict");
  assert.deepEqual(engine.conflicts(), [fact("fly", "tux")]);
  assert.equal(truthWhereAllIsKnown(engine, fact("swim", "tux")), "false");
  assert.equal(truthWhereAllIsKnown(engine, fact("-swim", "tux")), "true");
  assert.equal(truthWhereAllIsKnown(engine, fact("fly", "tux")), "conflict");
});

test("Q9: an update beyond the budget throws and changes nothing, and the next one works", () => {
  const engine = engineOf(
    "path(X, Y) :- edge(X, Y). path(X, Z) :- edge(X, Y), path(Y, Z). alone(X) :- at(X), not path(X, _).",
    {
      facts: 30,
    },
  );
  engine.update({ assert: [fact("edge", 0, 1), fact("at", 5), { ...fact("edge", 1, 2), confidence: 0.5 }] });
  const before = engine.facts();
  const chain = Array.from({ length: 8 }, (_, i) => fact("edge", i, i + 1));
  const isRefused = (error: unknown): boolean =>
    error instanceof LogicError && error.code === "budget" && error.value === 30;
  for (let round = 0; round < 2; round++) {
    assert.throws(() => engine.update({ assert: chain, retract: [fact("edge", 0, 1)] }), isRefused);
    assert.deepEqual(engine.facts(), before);
    assert.equal(engine.assertedConfidence(fact("edge", 1, 2)), 0.5);
    assert.equal(engine.assertedConfidence(fact("edge", 5, 6)), undefined);
  }
  const { added } = engine.update({ assert: [fact("edge", 5, 6)] });
  assert.deepEqual(added.map(formatFact), ["edge(5, 6)", "path(5, 6)"]);
  assert.ok(!engine.holds(fact("alone", 5)));
});

test("Q9: steps are counted for each call alone", () => {
  const engine = engineOf("p(X, Y) :- n(X), n(Y).", { steps: 200 });
  const numbers = Array.from({ length: 10 }, (_, i) => fact("n", i));
  for (const number of numbers) engine.update({ assert: [number] });
  assert.equal(engine.facts("p").length, 100);
  assert.throws(() => engine.query("p(X, Y), p(Z, W)"), {
    code: "budget",
    message: /^more than 200 steps\. /,
  });
  assert.equal(engine.query("n(X)").length, 10);
});

test("Q9: beyond the budget the rule is named that was at work", () => {
  const engine = engineOf("q(X) :- n(X).\np(X, Y) :- q(X), q(Y).", { steps: 60 });
  const numbers = Array.from({ length: 10 }, (_, i) => fact("n", i));
  assert.throws(() => engine.update({ assert: numbers }), {
    at: { line: 2, column: 1 },
    message: /^Line 2, column 1: more than 60 steps, in a rule for p\/2\. /,
  });
});

test("Q9: what is no fact is refused before anything changes", () => {
  const engine = engineOf("p(a).");
  for (const wrong of [
    fact("p", Number.NaN),
    { ...fact("p", "b"), confidence: 0 },
    { ...fact("p", "b"), confidence: 1.5 },
  ])
    assert.throws(() => engine.update({ assert: [fact("p", "c"), wrong] }), { code: "invalid-fact" });
  assert.deepEqual(engine.facts(), [fact("p", "a")]);
});
