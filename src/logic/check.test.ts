import assert from "node:assert/strict";
import { test } from "node:test";
import { Datalog } from "./datalog.ts";
import { LogicError, type LogicErrorCode } from "./logic-error.ts";
import { parseProgram } from "./parse.ts";

function refusal(text: string): LogicError {
  try {
    new Datalog(parseProgram(text));
  } catch (error) {
    assert.ok(error instanceof LogicError);
    return error;
  }
  throw new assert.AssertionError({ message: `${text} was not refused` });
}

function refused(text: string, code: LogicErrorCode, at: readonly [number, number], message: RegExp): void {
  const error = refusal(text);
  assert.equal(error.code, code);
  assert.deepEqual(error.at, { line: at[0], column: at[1] });
  assert.match(error.message, message);
}

test("Q2: a variable that no atom gives a value is refused where it stands", () => {
  refused("p(X) :- q(Y).", "unsafe-rule", [1, 1], /X in the head has no value/);
  refused("q(a).\np(X) :- q(X), not r(X, Y).", "unsafe-rule", [2, 19], /Y in not has no value/);
  refused("p(X) :- q(X), Y < X.", "unsafe-rule", [1, 15], /Y in < has no value/);
  refused("p(X).", "unsafe-rule", [1, 1], /X in the head/);
  refused("p(_) :- q(_).", "unsafe-rule", [1, 1], /_ stands for anything/);
  refused("p(X) :- X = Y, Y = X.", "unsafe-rule", [1, 9], /X in = has no value/);
});

test("Q2: a chain of equations gives values; _ may stand in what is absent", () => {
  const engine = new Datalog(
    parseProgram("q(2). p(Z) :- Z = Y * 2, Y = X + 1, q(X). r(X) :- q(X), not s(X, _)."),
  );
  assert.deepEqual(engine.query("p(Z), r(X)"), [{ X: 2, Z: 6 }]);
});

test("Q3: what rests on its own absence is refused, and the circle is named", () => {
  refused("win(X) :- move(X, Y), not win(Y).", "negation-cycle", [1, 27], /win\/1 <- not win\/1\./);
  refused(
    "p(X) :- n(X), not q(X).\nq(X) :- r(X).\nr(X) :- n(X), p(X).",
    "negation-cycle",
    [1, 19],
    /p\/1 <- not q\/1 <- r\/1 <- p\/1/,
  );
});

test("Q3: absence below, and circles without it, are allowed", () => {
  const program =
    "n(1). n(2). m(1). p(X) :- n(X), not m(X). q(X) :- p(X). p(X) :- q(X). z(X) :- n(X), not q(X).";
  const engine = new Datalog(parseProgram(program));
  assert.deepEqual([engine.query("q(X)"), engine.query("z(X)")], [[{ X: 2 }], [{ X: 1 }]]);
});

test("Q4: one name with two numbers of terms is two predicates", () => {
  const engine = new Datalog(
    parseProgram(
      "eat(tom). eat(tom, fish). full(X) :- eat(X), not eat(X, meat). eat(X) :- full(X), not eat(X, X).",
    ),
  );
  assert.deepEqual(engine.query("eat(X, Y), eat(X), full(X)"), [{ X: "tom", Y: "fish" }]);
  assert.equal(engine.facts("eat").length, 2);
  const { removed } = engine.update({ retract: [{ predicate: "eat", values: ["tom"] }] });
  assert.deepEqual(
    removed.map(({ predicate }) => predicate),
    ["eat", "full"],
  );
  assert.deepEqual(engine.facts("eat"), [{ predicate: "eat", values: ["tom", "fish"] }]);
});
