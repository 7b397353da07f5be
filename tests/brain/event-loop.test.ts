import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Brain, openBrain } from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { longestGap, turns } from "./support.ts";

const newPath = scratchFiles();
/** Loose: shared machines pause processes for as long. The aim is 20 ms. */
const bound = 1500;
const episodes = 20_000;

async function free(t: TestContext, what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const gap = await longestGap(work);
  t.diagnostic(`${what}: longest gap ${gap.toFixed(0)} ms of ${(performance.now() - started).toFixed(0)} ms`);
  assert.ok(gap < bound, `${what} held the event loop for ${gap} ms`);
}

test(`the event loop is given back in the life of a brain of ${episodes} episodes`, async (t) => {
  const path = newPath();
  let brain: Brain = await openBrain({ path });
  await free(t, "observing in bulk", () => brain.observe(turns(episodes)));
  await free(t, "500 recalls, one after the other", async () => {
    for (let i = 0; i < 500; i++) await brain.recall(`unique${i * 7} garden`);
  });
  await free(t, "2,000 single observes, one after the other", async () => {
    for (const turn of turns(2000, episodes)) await brain.observe(turn);
  });
  await free(t, "2,000 single observes at once", () =>
    Promise.all([...turns(2000, episodes + 2000)].map((turn) => brain.observe(turn))),
  );
  await free(t, "checkpoints and sleep", () => brain.sleep());
  await free(t, "erasing", () => brain.erase("t100"));
  await free(t, "the state's hash", () => brain.stateHash());
  await free(t, "verifying", () => brain.verify());
  await free(t, "exporting", () => Array.fromAsync(brain.export()));
  await free(t, "closing", () => brain.close());
  await free(t, "opening", async () => {
    brain = await openBrain({ path });
  });
  await brain.close();
});
