import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain } from "../../src/index.ts";

test("CV3: what begins to hold later is no value yet, and says when it begins", async () => {
  await using brain = await openBrain();
  await brain.observe({ speaker: "Ana", text: "My rent is $900 a month.", time: "2025-06-01" });
  await brain.observe({
    speaker: "Ana",
    text: "From 1 September 2026 on my rent will be $1100 a month.",
    time: "2026-01-10",
  });
  const rentAt = async (asOf: string): Promise<string | null | undefined> =>
    (await brain.recall("What is my rent?", { asker: "Ana", asOf })).truth.current?.value;
  assert.match((await rentAt("2026-03-01")) ?? "", /900/);
  assert.match((await rentAt("2026-10-01")) ?? "", /1100/);
  const { truth } = await brain.recall("What is my rent?", { asker: "Ana", asOf: "2026-10-01" });
  assert.equal(truth.current?.valid?.from, Date.UTC(2026, 8, 1));
  assert.match(truth.earlier[0]?.value ?? "", /900/);
});
