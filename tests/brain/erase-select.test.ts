import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brain, EncephalonError, openBrain, type Percept } from "../../src/index.ts";
import { refused } from "./support.ts";

/** A page, what the agent said because of it, what it did because of that, and what has nothing to do with it. */
const life: readonly Percept[] = [
  { id: "page", source: "https://example.org/a", text: "The museum is closed on Mondays." },
  { id: "said", role: "assistant", causedBy: "page", text: "We had better go on Tuesday." },
  { id: "other", speaker: "Ana", text: "I like museums.", scope: { user: "u1" } },
  { id: "done", kind: "action", role: "assistant", causedBy: "said", text: "book(tuesday)" },
  { id: "early", role: "assistant", causedBy: "late", text: "It is said to rain." },
  { id: "late", speaker: "Ben", source: "https://example.org/a", session: "s1", text: "Rain on Friday." },
  { id: "alone", role: "assistant", causedBy: "nobody", text: "Shall I look it up?" },
].map((percept, i) => ({ ...percept, time: 1_700_000_000_000 + i * 60_000 }) as Percept);

async function lived(percepts: readonly Percept[] = life): Promise<Brain> {
  const brain = await openBrain({ clock: () => 0 as never });
  for (const percept of percepts) await brain.observe(percept);
  return brain;
}

test("ER13: with its consequences, whatever names it as its cause goes, and what names that", async () => {
  const brain = await lived();
  const page = { source: "https://example.org/a" };
  assert.deepEqual(await brain.select(page), ["page", "late"]);
  const all = ["page", "said", "done", "early", "late"];
  assert.deepEqual(await brain.select({ ...page, consequences: true }), all);
  assert.deepEqual(await brain.select({ ids: ["said"], consequences: true }), ["said", "done"]);
  assert.deepEqual(await brain.select({ ids: ["done"], consequences: true }), ["done"]);
  await refused(brain.select({ consequences: true }), "invalid-options");
  const never = await lived(life.filter(({ id }) => !all.includes(id!)));
  await using without = await brain.without({ ...page, consequences: true });
  assert.equal(await without.stateHash(), await never.stateHash());
  const { status, erased, stateHash } = await brain.erase({ ...page, consequences: true });
  assert.deepEqual([status, erased, stateHash], ["final", all, await never.stateHash()]);
  await brain.close();
  await never.close();
});

test("ER13: causes that go round in a circle end", async () => {
  const brain = await lived([
    { id: "a", causedBy: "b", text: "one" },
    { id: "b", causedBy: "a", text: "two" },
    { id: "c", causedBy: "c", text: "three" },
  ]);
  assert.deepEqual(await brain.select({ ids: ["b"], consequences: true }), ["a", "b"]);
  assert.deepEqual(await brain.select({ ids: ["c"], consequences: true }), ["c"]);
  await brain.close();
});

async function told(asked: Promise<unknown>): Promise<EncephalonError> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EncephalonError);
  assert.equal(error.code, "unknown-episode");
  return error;
}

test("ER14: a name that nothing has is an error that says what is near it", async () => {
  const brain = await lived();
  const cases = [
    [{ speaker: "ana" }, /has the speaker "ana"\. There is "Ana"\./],
    [{ speaker: "Bem" }, /has the speaker "Bem"\. There is "Ben"\./],
    [{ source: "example.org" }, /has the source "example\.org"\. There is "https:\/\/example\.org\/a"\./],
    [{ source: "nope" }, /has the source "nope"\. Names are compared letter by letter\./],
    [{ session: "s2" }, /has the session "s2"\. There is "s1"\./],
    [{ scope: { user: "u2" } }, /has the user "u2"\. There is "u1"\./],
    [{ speaker: "Ana", session: "s1" }, /No episode fits all of this\./],
    [{ concept: "Atlantis" }, /No episode fits all of this\. `recall` shows/],
  ] as const;
  for (const [selection, message] of cases) {
    const asked = [brain.select(selection), brain.erase(selection), brain.without(selection)];
    for (const { message: said } of await Promise.all(asked.map(told))) assert.match(said, message);
  }
  assert.equal((await brain.stats()).episodes, life.length);
  // What was erased is not near: nothing of it is left.
  await brain.erase({ speaker: "Ana" });
  assert.match((await told(brain.erase({ speaker: "ana" }))).message, /letter by letter/);
  await brain.close();
});

test("ER14: a brain without episodes still answers `everything` with nothing", async () => {
  const brain = await lived([]);
  assert.deepEqual(await brain.select({ scope: {} }), []);
  assert.deepEqual((await brain.erase({ scope: {} })).erased, []);
  await brain.close();
});

test("ER15: options that erase does not have are refused, and nothing is erased", async () => {
  const brain = await lived();
  const wrong = [{ proof: false }, { prove: "no" }, { report: 1 }, { onProgress: "log" }, null, []];
  for (const options of wrong)
    await refused(brain.erase({ speaker: "Ana" }, options as never), "invalid-options");
  assert.equal((await brain.stats()).episodes, life.length);
  assert.equal(
    (await brain.erase({ speaker: "Ana" }, { prove: false, onProgress: () => 0 })).status,
    "final",
  );
  await brain.close();
});
