import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Datalog } from "./datalog.ts";
import { truthOf } from "./entail.ts";
import { explain, formatProof } from "./explain.ts";
import { parseProgram } from "./parse.ts";

const page = readFileSync(new URL("../../docs/logic.md", import.meta.url), "utf8");
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(page)![1]!;

test("Q12: docs/logic.md shows what its program does", () => {
  const engine = new Datalog(parseProgram(block("prolog")));
  const ann = { predicate: "reader", values: ["ann", "minutes"] };
  assert.equal(formatProof(explain(engine, ann)!), block("text"));
  assert.deepEqual(engine.query("reader(P, D)"), [{ D: "minutes", P: "ann" }]);
  assert.equal(truthOf(engine, ann), "true");
  assert.equal(truthOf(engine, { predicate: "reader", values: ["bob", "minutes"] }), "false");
  const message = /\/\/ LogicError: (.*)\n\s*\/\/ (.*)\n/.exec(page)!;
  assert.throws(() => new Datalog(parseProgram("win(X) :- move(X, Y), not win(Y).")), {
    message: `${message[1]} ${message[2]}`,
  });
});
