import assert from "node:assert/strict";
import { test } from "node:test";
import { bundleOf, refused } from "../../tests/brain/support.ts";
import { type Brain, type BrainOptions, type Difference, openBrain, type Percept } from "../index.ts";
import type { Millis } from "../model/ids.ts";

const clock = (): Millis => Date.parse("2024-06-01") as Millis;
const options: BrainOptions = { encoder: null, clock };

const said: readonly Percept[] = [
  { id: "old", speaker: "Ana", text: "I own three bikes.", time: "2024-01-01" },
  { id: "weather", speaker: "Ben", text: "The weather is nice in Ghent.", time: "2024-01-02" },
  { id: "update", speaker: "Ana", text: "I now own four bikes.", time: "2024-03-01" },
  { id: "mail", speaker: "Ana", session: "s9", text: "I now own nine bikes.", time: "2024-05-01" },
];
const cue = "How many bikes does Ana own?";

async function filled(percepts: readonly Percept[] = said): Promise<Brain> {
  const brain = await openBrain(options);
  await brain.observe(percepts);
  return brain;
}

const nothing: Difference = {
  episodes: { lost: [], gained: [] },
  claims: { lost: [], gained: [], changed: [] },
  conclusions: { lost: [], gained: [], changed: [] },
  recalls: [],
};

test("WO12: of brains that would say the same the difference is empty, and neither takes notice", async () => {
  const [brain, other] = [await filled(), await filled()];
  const fork = await brain.fork();
  for (const [a, b] of [
    [brain, fork],
    [brain, brain],
    [brain, other],
  ] as const)
    assert.deepEqual(await brain.diff(a, b, { cues: [cue, "Ghent", ""] }), nothing);
  // Uses that wait are in what is exported.
  for (const one of [brain, fork]) assert.equal((await bundleOf(one)).length, 1 + said.length + 1);
  await brain.close();
  await other.close();
});

test("WO12: the difference says what is not known and recalled without a session", async () => {
  const brain = await filled();
  const without = await brain.without({ session: "s9" });
  const found = await brain.diff(brain, without, { cues: [cue, "weather in Ghent"] });
  assert.deepEqual(found.episodes, { lost: ["mail"], gained: [] });
  assert.deepEqual(
    found.claims.lost.map(({ episode, status, object }) => [episode, status, object.text]),
    [["mail", "current", "nine bikes"]],
  );
  assert.deepEqual(found.claims.gained, []);
  assert.deepEqual(
    found.claims.changed.map(({ before, after }) => [before.episode, before.status, after.status]),
    [["update", "earlier", "current"]],
  );
  const [recalled, ...others] = found.recalls;
  assert.equal(recalled?.cue, cue);
  assert.deepEqual(recalled.current, { before: "nine", after: "four" });
  assert.equal(recalled.before[0], "mail");
  assert.deepEqual(
    recalled.moved.find(({ id }) => id === "mail"),
    { id: "mail", from: 1, to: null },
  );
  for (const { moved } of others)
    assert.ok(
      moved.every(({ id }) => id !== "weather"),
      "its place is its own",
    );
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found, "it is data");
  // The other way round what was lost is gained.
  const back = await brain.diff(without, brain, { cues: [cue] });
  assert.deepEqual(back.episodes, { lost: [], gained: ["mail"] });
  assert.deepEqual(back.claims.gained, found.claims.lost);
  assert.deepEqual(back.recalls[0]?.current, { before: "four", after: "nine" });
  await brain.close();
});

test("WO12: conclusions that lost their support are lost", async () => {
  const brain = await filled([
    { id: "lives", speaker: "Ana", text: "I live in Porto.", time: "2024-01-01" },
    { id: "in", text: "Porto is in Portugal.", time: "2024-01-02", source: "atlas" },
  ]);
  await brain.setRules('concluded(Who) :- claim(_, Who, "live in", _).');
  const held = await brain.deduce("concluded(Who)");
  const without = await brain.without({ ids: ["lives"] });
  const { lost, gained } = (await brain.diff(brain, without)).conclusions!;
  assert.ok(held.length > 0);
  for (const { fact } of held)
    assert.ok(
      lost.some((conclusion) => conclusion.fact === fact),
      fact,
    );
  assert.deepEqual(gained, []);
  await brain.close();
});

test("WO12: brains that have nothing to do with each other differ in all", async () => {
  const [a, b] = [await filled(said.slice(0, 2)), await filled(said.slice(2))];
  const { episodes, claims } = await a.diff(a, b);
  assert.deepEqual(episodes, { lost: ["old", "weather"], gained: ["update", "mail"] });
  assert.ok(claims.lost.length > 0 && claims.gained.length > 0 && claims.changed.length === 0);
  await refused(a.diff(a, b, { cues: "x" } as never), "invalid-options", "x");
  await a.close();
  await refused(b.diff(a, b), "closed");
  await b.close();
});

test("WO12: rules that run away cost the conclusions, not the difference", async () => {
  const brain = await openBrain();
  for (let i = 0; i < 60; i++)
    await brain.observe({ speaker: `P${i}`, text: "I live in Porto.", time: "2024-01-02" });
  await brain.setRules(
    "n(P, Q, R, S) :- lives_in(P, C), lives_in(Q, C), lives_in(R, C), lives_in(S, C), P != Q.",
  );
  await using without = await brain.without({ speaker: "P7" });
  const found = await brain.diff(brain, without);
  assert.equal(found.conclusions, null);
  assert.equal(found.episodes.lost.length, 1);
  await brain.close();
});
