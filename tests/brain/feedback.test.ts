import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Brain, openBrain } from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { bundleOf, isFoldOfItsLog } from "./support.ts";

const newPath = scratchFiles();
const notes = [
  { id: "band", text: "Ilse sings in a band called Nachtzug." },
  { id: "name", text: "Nachtzug rehearses at Brouwerij Anker on Tuesdays." },
  { id: "brewery", text: "Brouwerij Anker has its doors painted green." },
  ...Array.from({ length: 60 }, (_, i) => ({ id: `n${i}`, text: `Soup number ${i} was eaten in silence.` })),
];
const cue = "Where does Nachtzug, the band of Ilse, rehearse?";

async function searches(brain: Brain): Promise<boolean> {
  const { memories } = await brain.recall(cue);
  return memories.some(({ channels }) => channels.hippocampus !== undefined);
}

/**
 * Recalls and judges the first memory until the choice turns around: useful, where the first look had it too
 * and the search was for nothing; useless, where there was no search. How often that was.
 */
async function turnsAround(brain: Brain): Promise<number> {
  const before = await searches(brain);
  const value = before ? 1 : -1;
  for (let count = 1; count <= 100; count++) {
    const { memories } = await brain.recall(cue);
    await brain.feedback(memories[0]!.episode.id, value);
    if ((await searches(brain)) !== before) return count;
  }
  return assert.fail("nothing is learned");
}

test("Y6: a user whom the first look fails is searched for, and to whom it is enough no more", async () => {
  const brain = await openBrain();
  await brain.observe(notes);
  if (await searches(brain)) assert.ok((await turnsAround(brain)) <= 100);
  const begun = await turnsAround(brain);
  assert.ok(begun <= 100, `${begun}`);
  const stopped = await turnsAround(brain);
  assert.ok(stopped <= 100, `${stopped}`);
  await isFoldOfItsLog(brain);
  await brain.close();
});

test("Y6: one showing teaches once, and what no recall has shown teaches nothing", async () => {
  const brain = await openBrain();
  await brain.observe(notes);
  await brain.feedback("band", 1);
  await brain.recall(cue);
  for (let i = 0; i < 3; i++) await brain.feedback("name", 1);
  const taught = (await bundleOf(brain)).filter((line) => line.includes('"choice"'));
  assert.equal(taught.length, 1);
  const lessons = (await brain.stats()).modules.find(({ name }) => name === "basal-ganglia");
  assert.deepEqual(lessons?.figures, { lessons: 1 });
  await brain.close();
});

test("Y6, D3: what was learned of a memory goes with it", async () => {
  const brain = await openBrain();
  await brain.observe([...notes, { id: "twin", text: "Nachtzug, the band of Ilse, rehearses: where?" }]);
  const before = await searches(brain);
  await turnsAround(brain);
  const { memories } = await brain.recall(cue);
  assert.equal(memories[0]!.episode.id, "twin");
  await brain.erase("twin");
  await brain.observe({ text: "Nachtzug, the band of Ilse, rehearses: where?" });
  assert.equal(await searches(brain), before);
  await isFoldOfItsLog(brain);
  await brain.close();
});

test("E3, Y6: what judged a memory does not say in whose scope it was asked", async () => {
  const path = newPath();
  const brain = await openBrain({ path });
  const scope = { user: "canary-of-a-user" };
  await brain.observe(notes.slice(0, 3).map((note) => ({ ...note, scope })));
  const { memories } = await brain.recall(cue, { scope });
  for (const { episode } of memories) await brain.feedback(episode.id, 1);
  assert.equal((await bundleOf(brain)).filter((line) => line.includes('"choice"')).length, memories.length);
  const { status } = await brain.erase(...notes.slice(0, 3).map(({ id }) => id));
  assert.equal(status, "final");
  assert.ok(!(await bundleOf(brain)).join().includes("canary"));
  assert.ok(!readFileSync(path).includes("canary"));
  await brain.close();
});

test("Y6, MO7, ER: what a copy says later of an erased memory teaches nothing, and hinders no erasure", async () => {
  await using brain = await openBrain();
  await using copy = await openBrain();
  await brain.observe(notes);
  await copy.import(brain.export());
  await brain.erase("name");
  const { memories } = await copy.recall(cue);
  assert.ok(memories.some(({ episode }) => episode.id === "name"));
  await copy.feedback("name", 1);
  await brain.import(copy.export());
  const learned = (await brain.stats()).modules.flatMap(({ name, figures }) =>
    name === "odds" || name === "basal-ganglia" ? [figures] : [],
  );
  assert.deepEqual(
    learned.map((figures) => Object.values(figures!)),
    [[0], [0]],
  );
  assert.equal((await brain.erase("band")).status, "final");
  await isFoldOfItsLog(brain);
});
