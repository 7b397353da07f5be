import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain } from "../../src/index.ts";

test("W9: of two that say the same, the one nearer to the time that the cue speaks of comes first, and says why", async () => {
  const brain = await openBrain({ encoder: null });
  for (const [id, time] of [
    ["near", "2026-03-12"],
    ["far", "2026-03-30"],
  ] as const)
    await brain.observe({ id, speaker: "Ana", text: "We cooked noodles.", time });
  const first = async (cue: string): Promise<string> => {
    const { memories } = await brain.recall(cue, { now: "2026-06-01", explain: true });
    const top = memories[0]!;
    const isInTime = JSON.stringify(top.channels.fusion).includes("near the time that the cue speaks of");
    return `${top.episode.id}${isInTime ? " in time" : ""}`;
  };
  assert.equal(await first("What did we cook on 10 March 2026?"), "near in time");
  assert.equal(await first("What did we cook on 29 March 2026?"), "far in time");
  // Without a time nothing tells them apart, and the later is first.
  assert.equal(await first("What did we cook?"), "far");
  await brain.close();
});
