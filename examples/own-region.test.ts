import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { defaultRegions, openBrain } from "../src/index.ts";
import { fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { derivedContract } from "../tests/contracts/derived.ts";
import { Urgency } from "./own-region.ts";

derivedContract("urgency", () => new Urgency());

test("the example of an own region runs and prints the urgent memory", () => {
  const output = execFileSync(process.execPath, [`${import.meta.dirname}/own-region.ts`], {
    encoding: "utf8",
  });
  assert.equal(output, "Ben: The database is down, fix it immediately!\n");
});

const brainOf = async (...texts: readonly string[]) => {
  const brain = await openBrain({ regions: [...defaultRegions, () => new Urgency()], encoder: null });
  for (const text of texts) await brain.observe({ id: text, text, time: 0 });
  return brain;
};

test("D3: urgency: a brain that erased an urgent memory is one that never held it", async () => {
  const erased = await brainOf("leave at once", "deadline: answer asap");
  const never = await brainOf("deadline: answer asap");
  assert.notEqual(await erased.stateHash(), await never.stateHash());
  await erased.erase("leave at once");
  assert.equal(await erased.stateHash(), await never.stateHash());
});

test("urgency proposes by the number of words of alarm, and only what may be seen", async () => {
  const brain = await brainOf("leave at once", "deadline: answer asap", "tea");
  const { words } = fusionWeightsFor(null);
  const found = async () =>
    (await brain.recall("What is urgent?")).memories.map(({ episode, score }) => [episode.id, score]);
  assert.deepEqual(await found(), [
    ["deadline: answer asap", 2 * 0.5 * words],
    ["leave at once", 0.5 * words],
  ]);
  await brain.forget("deadline: answer asap");
  assert.deepEqual(await found(), [["leave at once", 0.5 * words]]);
  assert.equal((await brain.recall("anything else")).abstained, true);
});
