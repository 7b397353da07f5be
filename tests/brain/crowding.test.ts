import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain, type Percept } from "../../src/index.ts";

const cue = "Where does Ana keep the spare key of the red boat?";
const truth: readonly Percept[] = [
  { id: "truth", speaker: "Ana", text: "I keep the spare key in the tin." },
  { id: "boat", speaker: "Ben", text: "The boat is red." },
];
const copies = (count: number, percept: (i: number) => Percept): Percept[] =>
  Array.from({ length: count }, (_, i) => ({ ...percept(i), id: `copy${i}` }));
const page = "https://page.example";
const lie = "Ana keeps the spare key of the red boat at the bank, where she keeps it always.";

async function idsOf(percepts: readonly Percept[], k = 10): Promise<readonly string[]> {
  await using brain = await openBrain({ encoder: null });
  await brain.observe(percepts);
  const { memories } = await brain.recall(cue, { k });
  return memories.map(({ episode }) => episode.id);
}

test("TR7: hundreds of copies from one source do not crowd out what others said", async () => {
  const ids = await idsOf([...truth, ...copies(700, () => ({ source: page, text: lie }))]);
  const first = ids.slice(0, 4);
  assert.ok(first.includes("truth") && first.includes("boat"), ids.join(" "));
  assert.equal(ids.length, 10, "further copies come last");
});

test("TR7: nor do hundreds that are nearly the same, of a source that nobody vouches for", async () => {
  const flood = copies(700, (i) => ({ source: page, text: `${lie} Seen ${i} times.` }));
  const ids = await idsOf([...truth, ...flood]);
  assert.ok(ids.includes("truth") && ids.includes("boat"), ids.join(" "));
});

test("TR7: nor copies by somebody who is trusted", async () => {
  const ids = await idsOf([...truth, ...copies(300, () => ({ speaker: "Eve", text: lie }))]);
  assert.ok(ids.includes("truth") && ids.includes("boat"), ids.join(" "));
});

test("TR7: where there is nothing else copies fill the list", async () => {
  const ids = await idsOf(copies(40, () => ({ source: page, text: lie })));
  assert.equal(ids.length, 10);
});

test("TR10: where a log is all that there is, looking past its lines loses none of the best", async () => {
  await using brain = await openBrain({ encoder: null });
  const lines = Array.from({ length: 300 }, (_, i): Percept => {
    return { id: `line${i}`, source: page, text: `Backup of the red boat done: ${i} GB.` };
  });
  await brain.observe([
    ...lines,
    { id: "boat", speaker: "Ben", text: "My boat has room for a backup crew." },
  ]);
  const { memories, confidence } = await brain.recall("Was the backup of the red boat done?", { k: 6 });
  // All lines are alike, so the later is the better; Ben's word keeps its place after two of them.
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["line299", "line298", "boat", "line297", "line296", "line295"],
  );
  for (const { confidence: own } of memories) assert.ok(own.value > 0 && own.value <= confidence.value);
  await Array.fromAsync(brain.export());
  const uses = await Promise.all(memories.map(({ episode }) => brain.why(episode.id)));
  assert.ok(uses.every((one) => one.uses === 1));
});

test("TR7: a recall that looks past copies notes the use of what it shows, once", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([...truth, ...copies(300, () => ({ source: page, text: lie }))]);
  const { memories } = await brain.recall(cue);
  const uses = (await Promise.all(memories.map(({ episode }) => brain.why(episode.id)))).map(
    (one) => one.uses,
  );
  await Array.fromAsync(brain.export());
  const after = (await Promise.all(memories.map(({ episode }) => brain.why(episode.id)))).map(
    (one) => one.uses,
  );
  assert.deepEqual([uses.every((count) => count <= 1), after.every((count) => count === 1)], [true, true]);
});

test("TR7: one source that repeats itself neither gains confidence nor takes it from what others said", async () => {
  const talk = Array.from({ length: 40 }, (_, i): Percept => {
    return {
      speaker: i % 2 === 0 ? "Ana" : "Ben",
      text: `We talked about thing number ${i} and the weather.`,
    };
  });
  const after = async (count: number): Promise<unknown> => {
    await using brain = await openBrain();
    await brain.observe([...truth, ...talk, ...copies(count, () => ({ source: page, text: lie }))]);
    const { memories, confidence } = await brain.recall("Where does Ana keep the spare key?");
    return [confidence, memories.find(({ episode }) => episode.id === "truth")?.confidence];
  };
  assert.deepEqual(await after(60), await after(2));
});
