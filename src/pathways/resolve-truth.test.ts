import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brain, openBrain } from "../index.ts";

async function brainOf(
  ...said: readonly (readonly [id: string, time: string, text: string])[]
): Promise<Brain> {
  const brain = await openBrain({ encoder: null });
  for (const [id, time, text] of said) await brain.observe({ id, role: "user", text, time });
  return brain;
}
const options = { asker: "user", now: "2026-06-01" } as const;
const cue = "How many hens do I keep in the garden?";
const hens = [
  ["old", "2026-01-05", "I keep 4 hens in the garden and they are lovely."],
  ["news", "2026-03-07", "By the way, the hens are now up to 9 in the garden."],
] as const;

test("CV5: what holds now comes first, with what held before, each to the letter", async () => {
  const brain = await brainOf(...hens);
  const { memories, truth } = await brain.recall(cue, options);
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["news", "old"],
  );
  assert.ok(memories[0]!.score >= memories[1]!.score);
  assert.equal(truth.current?.value, "9");
  assert.equal(truth.current?.source, "user");
  assert.deepEqual(
    truth.earlier.map(({ episode, value, text }) => [episode, value, text]),
    [["old", "4", "I keep 4 hens in the garden"]],
  );
  const { episode, span, text } = truth.current!;
  const whole = hens.find(([id]) => id === episode)![2];
  assert.equal(whole.slice(span.start, span.end), text);
  await brain.close();
});

test("CV5: as of a day before the news, the old value holds", async () => {
  const brain = await brainOf(...hens);
  const { truth } = await brain.recall(cue, { ...options, asOf: "2026-02-01" });
  assert.equal(truth.current?.value, "4");
  assert.deepEqual(truth.earlier, []);
  await brain.close();
});

test("CV5: who asks for what was keeps the order that the cue gives", async () => {
  const brain = await brainOf(...hens);
  const asked = "How many hens did I keep in the garden previously?";
  const { memories, truth } = await brain.recall(asked, options);
  assert.equal(memories[0]!.episode.id, "old");
  assert.equal(truth.current?.value, "9");
  await brain.close();
});

test("CV6: who denies what was said before is told of both", async () => {
  const brain = await brainOf(
    ["yes", "2026-01-05", "I attended the pottery class on Monday."],
    ["no", "2026-03-07", "I've never attended any pottery class."],
  );
  const { truth } = await brain.recall("Have I ever attended a pottery class?", options);
  assert.deepEqual(
    truth.conflicts.map(({ statements }) => statements.map(({ episode }) => episode)),
    [["no", "yes"]],
  );
  assert.equal(
    (await brain.recall("Have I ever attended a ballet class?", options)).truth.conflicts.length,
    0,
  );
  await brain.close();
});

test("CV5: what is erased, forgotten or of another scope resolves nothing", async () => {
  const brain = await brainOf(...hens);
  await brain.forget("news");
  assert.equal((await brain.recall(cue, options)).truth.current?.value, "4");
  await brain.remember("news");
  await brain.erase("news");
  assert.equal((await brain.recall(cue, options)).truth.current?.value, "4");
  await brain.close();
});
