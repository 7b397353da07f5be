import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import type { Conclusion } from "../index.ts";
import { runCli, scratchFolder } from "./fixtures/run-cli.ts";

const folder = scratchFolder();
after(folder.remove);

test("BE15: rules are set, shown and taken back on the command line, and what follows is told", async () => {
  const brain = folder.path("rules.brain");
  const chat = folder.path("chat.txt");
  const rules = folder.path("mine.rules");
  const run = async (...args: readonly string[]) => runCli([...args, "--brain", brain]);
  writeFileSync(chat, "[2024-05-01 10:15] Ana: I live in Porto.\n[2024-05-01 10:16] Ben: I live in Porto.\n");
  writeFileSync(rules, "neighbour(P, Q) :- lives_in(P, C), lives_in(Q, C), P != Q.\n");
  assert.equal((await run("observe", chat)).code, 0);
  assert.equal((await run("rules", rules)).stdout, "Set your rules: 1 line.\n");
  assert.match((await run("rules")).stdout, /^neighbour\(P, Q\)/);
  assert.match((await run("rules", "--shipped")).stdout, /\nlives_in\(P, Place\) :- /);
  const told = JSON.parse(
    (await run("deduce", "neighbour(ana, Who)", "--json")).stdout,
  ) as readonly Conclusion[];
  assert.deepEqual(
    told.map(({ fact, premises }) => [fact, premises.length]),
    [["neighbour(ana, ben)", 2]],
  );
  assert.match(
    (await run("deduce")).stdout,
    /^lives_in\(ana, porto\)\n {3}confidence 0\.92, trust 1\.00, from /,
  );
  writeFileSync(rules, "n(0) :- lives_in(ana, _).\nn(Y) :- n(X), Y = X + 1.\n");
  assert.equal((await run("rules", rules)).code, 0);
  const endless = await run("deduce", "--timeout", "0.2");
  assert.equal(endless.code, 4);
  assert.match(endless.stderr, /Line 2, column 1: it was stopped by its signal, in a rule for n\/1/);
  assert.equal((await run("deduce", "--timeout", "0")).code, 2);
  writeFileSync(rules, "neighbour(P, Q) :- lives_in(P, C).\n");
  const wrong = await run("rules", rules);
  assert.deepEqual({ code: wrong.code, stdout: wrong.stdout }, { code: 4, stdout: "" });
  assert.match(wrong.stderr, /Line 1, column 1: Q in the head has no value/);
  assert.equal((await run("rules", "--clear")).stdout, "Took your rules back.\n");
  assert.equal((await run("deduce", "neighbour(ana, Who)")).stdout, "Nothing follows.\n");
  assert.equal((await run("rules", "--json")).stdout, '{\n  "yours": ""\n}\n');
});
