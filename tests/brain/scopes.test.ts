import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Brain, type Memory, openBrain, type Scope, scopeAdmits } from "../../src/index.ts";
import { episodeArbitrary } from "../contracts/arbitrary-log.ts";

const queries: readonly Scope[] = [{}, { user: "u1" }, { user: "u2" }, { user: "u1", agent: "a1" }];
const cues = ["when did Ana move to Porto", "the dentist on Friday", "my marathon", "東京 bread and eggs"];

async function ranking(brain: Brain, cue: string, scope: Scope): Promise<unknown> {
  const { memories, confidence } = await brain.recall(cue, {
    scope,
    asker: "Ana",
    k: 50,
    now: 1_700_000_000_000,
  });
  return [
    memories.map(({ episode, score, confidence }: Memory) => [episode.id, score, confidence]),
    confidence,
  ];
}

test("S5: a recall in a scope is that of a brain that holds what the scope sees and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ episode: episodeArbitrary, forgotten: fc.boolean() }), {
        minLength: 1,
        maxLength: 25,
      }),
      fc.constantFrom(...queries),
      fc.constantFrom(...cues),
      async (life, scope, cue) => {
        const [mixed, apart] = [await openBrain(), await openBrain()];
        for (const [i, { episode, forgotten }] of life.entries()) {
          const brains = scopeAdmits(scope, episode.scope) ? [mixed, apart] : [mixed];
          for (const brain of brains) {
            await brain.observe({ id: `e${i}`, ...episode });
            if (forgotten) await brain.forget(`e${i}`);
          }
        }
        assert.deepEqual(await ranking(mixed, cue, scope), await ranking(apart, cue, scope));
        await mixed.close();
        await apart.close();
      },
    ),
    { numRuns: 150 },
  );
});

test("S2-S4: each query sees its own scope and what is above it, not what is beside or below", async () => {
  const brain = await openBrain();
  const scopes: Readonly<Record<string, Scope>> = {
    everybody: {},
    user: { user: "u1" },
    other: { user: "u2" },
    agent: { user: "u1", agent: "a1" },
    session: { user: "u1", agent: "a1", session: "s1" },
  };
  for (const [id, scope] of Object.entries(scopes)) await brain.observe({ id, text: "bread", scope });
  const seen = async (scope: Scope): Promise<readonly string[]> =>
    (await brain.recall("bread", { scope })).memories.map(({ episode }) => episode.id).sort();
  assert.deepEqual(await seen({}), ["everybody"]);
  assert.deepEqual(await seen({ user: "u1" }), ["everybody", "user"]);
  assert.deepEqual(await seen({ user: "u2" }), ["everybody", "other"]);
  assert.deepEqual(await seen({ user: "u1", agent: "a1" }), ["agent", "everybody", "user"]);
  assert.deepEqual(await seen({ user: "u1", agent: "a1", session: "s1" }), [
    "agent",
    "everybody",
    "session",
    "user",
  ]);
  assert.deepEqual(await seen({ agent: "a1" }), ["everybody"]);
  await brain.close();
});
