import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain } from "../index.ts";

test("CL15: claims that were read and linked before are asked for again as they are seen now", async () => {
  await using brain = await openBrain({ encoder: null });
  const page = "https://page.example";
  const ana = { speaker: "Ana", role: "user" } as const;
  const seen = async (given = {}): Promise<readonly string[]> =>
    (await brain.claims({ asOf: "2026-06-01", ...given })).map(
      ({ episode, status, trust }) => `${episode} ${status} ${trust}`,
    );
  await brain.observe([
    { ...ana, id: "porto", text: "I live in Porto.", time: "2026-01-01" },
    { ...ana, id: "rome", text: "I live in Rome now.", time: "2026-02-01", source: page },
  ]);
  const doubted = ["rome doubtful 0.5", "porto doubtful 1"];
  assert.deepEqual(await seen(), doubted);
  assert.deepEqual(await seen(), doubted);
  await brain.trust(page, 1);
  assert.deepEqual(await seen(), ["rome current 1", "porto earlier 1"]);
  await brain.trust(page, null);
  assert.deepEqual(await seen(), doubted);
  assert.deepEqual(await seen({ minTrust: 0.6 }), ["porto current 1"]);
  await brain.forget("rome");
  assert.deepEqual(await seen(), ["porto current 1"]);
  await brain.remember("rome");
  await brain.observe({ ...ana, id: "oslo", text: "I live in Oslo now.", time: "2026-03-01" });
  assert.deepEqual(await seen(), ["oslo current 1", "rome earlier 0.5", "porto earlier 1"]);
  assert.deepEqual(await seen({ asOf: "2026-02-15" }), doubted);
  await brain.erase("oslo");
  assert.deepEqual(await seen(), doubted);
});
