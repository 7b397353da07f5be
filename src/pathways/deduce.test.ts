import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { getHeapSnapshot } from "node:v8";
import { refused } from "../../tests/brain/support.ts";
import { type Brain, openBrain, type Scope } from "../index.ts";
import type { Millis } from "../model/ids.ts";

const start = Date.UTC(2024, 0, 1, 12);
const day = 86_400_000;

/** A brain whose clock goes on by a day with every turn: brain time and world time are one. */
async function told(
  ...lines: readonly string[]
): Promise<{ brain: Brain; say: (line: string, scope?: Scope) => Promise<string> }> {
  let now = start;
  let turns = 0;
  const brain = await openBrain({ encoder: null, clock: () => now as Millis });
  const say = async (line: string, scope?: Scope): Promise<string> => {
    const [, speaker, text] = /^(\w+): (.*)$/.exec(line)!;
    now += day;
    const id = `t${++turns}`;
    await brain.observe({ id, text: text!, speaker: speaker!, role: "user", ...(scope && { scope }) });
    return id;
  };
  for (const line of lines) await say(line);
  return { brain, say };
}

async function facts(brain: Brain, goal: string, options = {}): Promise<string> {
  return (await brain.deduce(goal, options))
    .map(({ fact, doubtful }) => fact + (doubtful ? " ?" : ""))
    .join("; ");
}

test("BE6: what lost its support is withdrawn, what has other support stays, and what replaced nothing comes back", async () => {
  const { brain, say } = await told(
    "Ana: I live in Porto.",
    "Ana: Porto is in Portugal.",
    "Ana: Portugal is in Europe.",
  );
  assert.equal(
    await facts(brain, "lives_in(ana, Where)"),
    "lives_in(ana, europe); lives_in(ana, porto); lives_in(ana, portugal)",
  );
  const move = await say("Ana: I moved to Rome.");
  assert.equal(await facts(brain, "lives_in(ana, Where)"), "lives_in(ana, rome)");
  await brain.erase(move);
  assert.equal(
    await facts(brain, "lives_in(ana, Where)"),
    "lives_in(ana, europe); lives_in(ana, porto); lives_in(ana, portugal)",
  );
  await say("Ben: Porto is in Portugal.");
  await brain.erase("t2");
  assert.equal(await facts(brain, "lives_in(ana, europe)"), "lives_in(ana, europe)");
  await brain.erase("t3");
  assert.equal(await facts(brain, "lives_in(ana, europe)"), "");
  await brain.forget("t1");
  assert.equal(await facts(brain, "lives_in(ana, _)"), "");
  await brain.remember("t1");
  assert.equal(await facts(brain, "lives_in(ana, _)"), "lives_in(ana, porto); lives_in(ana, portugal)");
  await brain.close();
});

test("E3: an erased text from which was concluded is no more in memory than one from which was not", async () => {
  const times: number[] = [];
  for (const parts of [
    ["zel", "dorf", "quax"],
    ["bor", "qui", "stein"],
  ] as const) {
    const { brain, say } = await told();
    const id = await say(`Ana: I live in ${parts.join("").replace(/^./, (first) => first.toUpperCase())}.`);
    if (parts[0] === "bor") assert.equal((await brain.deduce("lives_in(ana, _)")).length, 1);
    await brain.erase({ ids: [id] }, { prove: false });
    // What a pattern was tried on last stays with the engine of JavaScript until the next.
    await brain.recall("tea");
    times.push(await timesInHeap(...parts));
    await brain.close();
  }
  assert.ok(times[1]! <= times[0]!, `${times}`);
});

/** How often a string stands in memory; given in parts, so that it is not there itself. */
async function timesInHeap(...parts: readonly string[]): Promise<number> {
  const pattern = new RegExp(
    parts.map((part) => `${part[0]}${[...part.slice(1)].map((c) => `[${c}]`).join("")}`).join(""),
    "g",
  );
  let [found, tail] = [0, ""];
  for await (const piece of getHeapSnapshot() as AsyncIterable<Uint8Array>) {
    const text = tail + Buffer.from(piece).toString("latin1");
    found += text.match(pattern)?.length ?? 0;
    tail = text.slice(-(parts.join("").length - 1));
  }
  return found;
}

test("BE6: a source that is no longer believed takes with it what rests on it", async () => {
  const { brain } = await told("Ana: I live in Porto.", "Ben: Porto is in Portugal.");
  const goal = "lives_in(ana, Where)";
  assert.equal(await facts(brain, goal, { minTrust: 0.5 }), "lives_in(ana, porto); lives_in(ana, portugal)");
  await brain.trust("Ben", 0.2);
  assert.equal(await facts(brain, goal, { minTrust: 0.5 }), "lives_in(ana, porto)");
  const [, region] = await brain.deduce(goal);
  assert.deepEqual(
    { fact: region!.fact, trust: region!.trust },
    { fact: "lives_in(ana, portugal)", trust: 0.2 },
  );
  await brain.trust("Ben", null);
  assert.equal(await facts(brain, goal, { minTrust: 0.5 }), "lives_in(ana, porto); lives_in(ana, portugal)");
  await brain.close();
});

test("BE7: a moment of the world and a moment of the brain are two things", async () => {
  const { brain } = await told(
    "Ana: I live in Porto.",
    "Ana: I moved to Rome.",
    "Ana: I moved to Paris in 2020.",
  );
  const at = (days: number): Date => new Date(start + days * day);
  assert.equal(await facts(brain, "lives_in(ana, _)"), "lives_in(ana, rome)");
  assert.equal(await facts(brain, "lives_in(ana, _)", { knownAt: at(1.5) }), "lives_in(ana, porto)");
  assert.equal(await facts(brain, "lives_in(ana, _)", { asOf: at(1.5) }), "lives_in(ana, porto)");
  assert.equal(await facts(brain, "lives_in(ana, _)", { asOf: at(-100) }), "lives_in(ana, paris)");
  assert.equal(await facts(brain, "lives_in(ana, _)", { asOf: at(-100), knownAt: at(2.5) }), "");
  assert.equal(await facts(brain, "lives_in(ana, _)"), "lives_in(ana, rome)");
  await brain.close();
});

test("BE8: nothing of another scope is a premise, a fact or a reason to withdraw", async () => {
  const { brain, say } = await told();
  const [a, b] = [{ user: "a" }, { user: "b" }];
  await say("Ana: I live in Porto.", a);
  await say("Ana: Porto is in Portugal.", b);
  await say("Ana: I moved to Rome.", b);
  await say("Ana: Rome is in Italy.");
  assert.equal(await facts(brain, "lives_in(ana, _)", { scope: a }), "lives_in(ana, porto)");
  assert.equal(
    await facts(brain, "lives_in(ana, _)", { scope: b }),
    "lives_in(ana, italy); lives_in(ana, rome)",
  );
  assert.equal(await facts(brain, "lives_in(ana, _)"), "");
  await brain.close();
});

test("BE9: a user's rules conclude beside those that ship, outlive a restart, and are taken back by an empty text", async () => {
  const path = join(tmpdir(), `encephalon-rules-${process.pid}.brain`);
  const rules = "% near one another\nneighbour(P, Q) :- lives_in(P, C), lives_in(Q, C), P != Q.";
  const goal = "neighbour(ana, Who)";
  try {
    let brain = await openBrain({ path, encoder: null });
    await brain.observe({ text: "I live in Porto.", speaker: "Ana", role: "user" });
    await brain.observe({ text: "I live in Porto.", speaker: "Ben", role: "user" });
    assert.equal(await facts(brain, goal), "");
    await brain.setRules(rules);
    assert.equal(await facts(brain, goal), "neighbour(ana, ben)");
    const fork = await brain.fork();
    assert.equal(await facts(fork, goal), "neighbour(ana, ben)");
    await fork.close();
    await brain.close();
    brain = await openBrain({ path, encoder: null });
    assert.equal((await brain.rules()).yours, rules);
    const [conclusion] = await brain.deduce(goal);
    assert.equal(conclusion!.rule, "neighbour(P, Q) :- lives_in(P, C), lives_in(Q, C), P != Q.");
    assert.equal(conclusion!.premises.length, 2);
    await brain.setRules("");
    assert.equal(await facts(brain, goal), "");
    await brain.close();
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  }
});

test("BE10: rules that cannot be are refused with their line and column, quote nothing, and change nothing", async () => {
  const { brain } = await told("Ana: I live in Porto.");
  await brain.setRules("at(P) :- lives_in(P, porto).");
  const wrong = {
    "p(X) :-\n  lives_in(X, Y),": /^Line 2, column 18: expected/,
    "ok(1).\n  p(X) :- lives_in(Y, _).": /^Line 2, column 3: X in the head has no value/,
    "p(X) :- lives_in(X, _), not p(X).": /^Line 1, column 29: p\/1 rests on its own absence/,
    "lives_in(X, Y) :- told(X), at(Y).\ntold(X) :- claim(X, _, _, _).":
      /^Line 2, column 1: told\/1 is what the brain itself/,
    "claim(secret, word, is, here).": /^Line 1, column 1: claim\/4 is what the brain itself/,
  };
  for (const [program, message] of Object.entries(wrong)) {
    const error = await refused(brain.setRules(program), "invalid-rules");
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /secret/);
  }
  await refused(brain.setRules(7 as never), "invalid-rules");
  await refused(brain.setRules("a".repeat(100_001)), "invalid-rules");
  assert.equal(await facts(brain, "at(P)"), "at(ana)");
  await refused(brain.deduce("lives_in(ana"), "invalid-rules");
  await refused(brain.deduce("at(P), lives_in(P, _)"), "invalid-rules");
  await refused(brain.deduce("at(P)", { minTrust: 2 }), "invalid-options");
  await refused(brain.deduce("at(P)", { who: "ana" } as never), "invalid-options");
  await brain.close();
});

test("BE11: rules that never end are stopped by a count, the rule is named, and what comes next works", async () => {
  const { brain } = await told("Ana: I live in Porto.");
  await brain.setRules("n(1) :- lives_in(ana, _).\nn(Y) :- n(X), Y = X + 1.");
  const error = await refused(brain.deduce(), "over-budget");
  assert.match(error.message, /^Line 2, column 1: more than /);
  assert.deepEqual(error.value, { line: 2, column: 1 });
  await brain.setRules("n(1) :- lives_in(ana, _).");
  assert.equal(await facts(brain, "n(X)"), "n(1)");
  await brain.close();
});

test("BE17: rules that run long give way: others have their turn, what is said is taken in, and a signal ends them", async () => {
  const { brain, say } = await told("Ana: I live in Porto.");
  await brain.setRules("n(1) :- lives_in(ana, _).\nn(Y) :- n(X), Y = X + 1.");
  const control = new AbortController();
  const done: string[] = [];
  const runaway = refused(brain.deduce(undefined, { signal: control.signal }), "over-budget");
  void runaway.then(() => done.push("stopped"));
  // Asked later, it waits its turn.
  const next = refused(brain.deduce("n(1)", { signal: AbortSignal.abort() }), "over-budget");
  await say("Ana: I have a dog.");
  done.push("said");
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  control.abort();
  const error = await runaway;
  assert.match(error.message, /^Line 2, column 1: it was stopped by its signal, in a rule for n\/1\./);
  assert.deepEqual(error.value, { line: 2, column: 1 });
  assert.deepEqual(done, ["said", "stopped"]);
  await next;
  await refused(brain.deduce("n(1)", { signal: {} as never }), "invalid-options");
  await brain.setRules("");
  assert.equal(await facts(brain, "has(ana, _)"), "has(ana, dog)");
  await brain.close();
});

test("BE17: closing ends what rules think, and those that wait", async () => {
  const { brain } = await told("Ana: I live in Porto.");
  await brain.setRules("n(1) :- lives_in(ana, _).\nn(Y) :- n(X), Y = X + 1.");
  const asked = [refused(brain.deduce(), "closed"), refused(brain.deduce("n(1)"), "closed")];
  await new Promise((resolve) => setImmediate(resolve));
  await brain.close();
  await Promise.all(asked);
});

test("BE17: what is erased while rules think is not told", async () => {
  const { brain, say } = await told("Ana: I live in Porto.");
  const id = await say("Ana: I have a dog.");
  // Much to think of, that the answer does not rest on.
  await brain.setRules(
    "n(1) :- has(ana, dog).\nn(Y) :- n(X), X < 200000, Y = X + 1.\nowns(D) :- has(ana, D).",
  );
  const asked = brain.deduce("owns(D)");
  await new Promise((resolve) => setImmediate(resolve));
  await brain.erase({ ids: [id] }, { prove: false });
  assert.deepEqual(await asked, []);
  await brain.close();
});

test("BE12: changes tell what is concluded since and what is no longer known", async () => {
  const { brain, say } = await told(
    "Ana: I live in Porto.",
    "Ana: Porto is in Portugal.",
    "Ana: I have a dog.",
  );
  await say("Ana: I moved to Rome.");
  const { concluded, withdrawn } = await brain.changes(new Date(start + 3.5 * day));
  assert.deepEqual(
    concluded.map(({ fact }) => fact),
    ["lives_in(ana, rome)"],
  );
  assert.deepEqual(
    withdrawn.map(({ fact, premises }) => [fact, premises.length]),
    [
      ["lives_in(ana, porto)", 1],
      ["lives_in(ana, portugal)", 2],
    ],
  );
  await brain.close();
});

test("BE12: an erasure tells what it withdraws in each scope that saw it, and nothing of those that did not", async () => {
  const { brain, say } = await told();
  const shared = await say("Ana: Porto is in Portugal.");
  await say("Ana: I live in Porto.", { user: "a" });
  await say("Ben: I live in Porto.", { user: "b", session: "s" });
  await say("Ben: Porto is in Portugal.", { user: "b" });
  await say("Cy: I live in Porto.", { user: "c" });
  await say("Cy: Porto is in Portugal.", { user: "c", session: "t" });
  const { withdrawn } = await brain.erase({ ids: [shared] }, { report: true, prove: false });
  // Ben's own scope says it too; Cy's session alone does.
  assert.deepEqual(withdrawn.map(({ fact }) => fact).sort(), [
    "lives_in(ana, portugal)",
    "lives_in(cy, portugal)",
    "located_in(porto, portugal)",
  ]);
  await brain.close();
});

test("BE13: without a goal there is all that follows, and a goal may ask for what a claim says", async () => {
  const { brain } = await told("Ana: I live in Porto.", "Ana: I have a dog.");
  assert.deepEqual(
    (await brain.deduce()).map(({ fact }) => fact),
    ["has(ana, dog)", "lives_in(ana, porto)"],
  );
  const [said] = await brain.deduce('claim(_, Who, have, "dog")');
  assert.match(said!.fact, /^claim\("2:[^"]+", ana, have, dog\)$/);
  assert.equal(await facts(brain, 'lives_in(Who, "nowhere")'), "");
  assert.equal(await facts(brain, "no_such(X)"), "");
  await brain.close();
});

test("BE5: a conclusion names no claim that has nothing to do with it", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([
    { speaker: "Ines", text: "We're getting married on 14 June 2026.", time: "2025-03-20", id: "a" },
    { speaker: "Ines", text: "I work at Imec.", time: "2025-03-21", id: "b" },
    { speaker: "Ines", text: "We moved to Leuven.", time: "2025-03-22", id: "c" },
  ]);
  for (const { fact, premises } of await brain.deduce())
    assert.equal(premises.length, 1, `${fact} ${premises.join(" ")}`);
});
