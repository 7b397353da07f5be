import assert from "node:assert/strict";
import { test } from "node:test";
import { isFoldOfItsLog } from "../../tests/brain/support.ts";
import { type Brain, openBrain, type RecallOptions } from "../index.ts";

const notes = [
  { id: "porto", speaker: "Ana", text: "I moved to Porto in March." },
  { id: "cat", speaker: "Ana", text: "My cat is called Miso." },
  { id: "job", speaker: "Ben", text: "I started a new job at the harbour museum." },
  { id: "run", speaker: "Ben", text: "I ran a marathon in Lisbon with my sister." },
];
const cue = "What is Ana's cat called?";

async function brainOf(scope = {}): Promise<Brain> {
  const brain = await openBrain();
  await brain.observe(notes.map((note) => ({ ...note, scope })));
  return brain;
}

const sure = async (brain: Brain, options: RecallOptions = {}): Promise<number> =>
  (await brain.recall(cue, options)).confidence.value;

test("MO7: whoever is told that answers were missing grows less sure, abstains, and is taught back", async () => {
  const brain = await brainOf();
  const before = await sure(brain);
  assert.ok(before > 0.9);
  let [last, times] = [before, 0];
  for (; last >= 0.75; times++) {
    const { memories } = await brain.recall(cue);
    await brain.feedback(memories[0]!.episode.id, -1);
    const now = await sure(brain);
    assert.ok(now < last);
    last = now;
  }
  // Neither at a word nor never.
  assert.ok(times > 1 && times < 20, `${times}`);
  const { abstained, feeling, memories } = await brain.recall(cue);
  assert.ok(abstained && feeling !== null);
  // No memory is surer than the whole, as it is restated.
  for (const { confidence } of memories) assert.ok(confidence.value <= last);
  for (let i = 0; i < 40; i++) {
    const again = await brain.recall(cue);
    await brain.feedback(again.memories[0]!.episode.id, 1);
  }
  assert.ok((await sure(brain)) > 0.75);
  await isFoldOfItsLog(brain);
  await brain.close();
});

test("MO7: a recall teaches once, and a quick one too", async () => {
  const once = async (options: RecallOptions, judged: number): Promise<number> => {
    const brain = await brainOf();
    const { memories } = await brain.recall(cue, options);
    assert.ok(memories.length >= judged);
    for (const { episode } of memories.slice(0, judged)) await brain.feedback(episode.id, -1);
    const value = await sure(brain);
    await brain.close();
    return value;
  };
  const fresh = await brainOf();
  const untaught = await sure(fresh);
  await fresh.feedback("cat", -1);
  await fresh.close();
  const one = await once({}, 1);
  assert.ok(one < untaught);
  assert.equal(await once({}, 2), one);
  assert.ok((await once({ effort: "quick" }, 1)) < untaught);
});

test("MO7: what no recall has shown teaches nothing", async () => {
  const brain = await brainOf();
  const untaught = await brainOf();
  await brain.feedback("cat", -1);
  assert.equal(await sure(brain), await sure(untaught));
  await brain.close();
  await untaught.close();
});

test("S5, D3: what is learned in a scope stays in it, and goes with what it judged", async () => {
  const scope = { user: "u1" };
  const brain = await brainOf();
  const stated = await sure(brain);
  const inScope = await sure(brain, { scope });
  const { memories } = await brain.recall(cue, { scope });
  await brain.feedback(memories[0]!.episode.id, -1);
  assert.equal(await sure(brain), stated);
  assert.ok((await sure(brain, { scope })) < inScope);
  await brain.erase(memories[0]!.episode.id);
  const figures = (await brain.stats()).modules.find(({ name }) => name === "odds")?.figures;
  assert.deepEqual(figures, { recalls: 0 });
  await brain.close();
});

test("D1: what was learned is there when the brain is opened again, and in what was exported", async () => {
  const brain = await brainOf();
  const { memories } = await brain.recall(cue);
  await brain.feedback(memories[0]!.episode.id, -1);
  const other = await openBrain();
  await other.import(brain.export());
  assert.equal(await sure(other), await sure(brain));
  await other.close();
  await brain.close();
});
