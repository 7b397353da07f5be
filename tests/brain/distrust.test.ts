import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrain } from "../../src/index.ts";

test("BE1, BE12: what is not believed at all concludes nothing, and what is lost with it is told", async () => {
  await using brain = await openBrain();
  await brain.observe({ speaker: "Ana", text: "I live in Porto.", time: "2026-01-10" });
  await brain.observe({ speaker: "Ben", text: "I live in Rome.", time: "2026-01-10" });
  const homes = async (): Promise<readonly string[]> =>
    (await brain.deduce("lives_in(Who, Where)")).map(({ fact }) => fact);
  assert.deepEqual(await homes(), ["lives_in(ana, porto)", "lives_in(ben, rome)"]);
  assert.deepEqual(await brain.trust("Ana", 0.3, { report: true }), []);
  const lost = await brain.trust("Ben", 0, { report: true });
  assert.ok(lost.some(({ fact }) => fact === "lives_in(ben, rome)"));
  assert.ok(lost.every(({ fact }) => !fact.includes("ana")));
  assert.deepEqual(await homes(), ["lives_in(ana, porto)"]);
  await brain.trust("Ben", null);
  assert.equal((await homes()).length, 2);
});

test("CL12, S4: times between statements are told within the scope that is asked in", async () => {
  await using brain = await openBrain();
  const scope = { user: "ana" };
  await brain.observe({ id: "a", text: "It rained.", time: "2026-01-10", scope });
  await assert.rejects(brain.elapsed("a", "2026-01-12"), { code: "unknown-episode" });
  assert.equal((await brain.elapsed("a", "2026-01-12", { scope })).days.most, 2);
});
