import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BrainModule,
  type BrainOptions,
  type Candidate,
  defaultRegions,
  EncephalonError,
  type Ordinal,
  openBrain,
} from "../../src/index.ts";

/** A region that does nothing, but for what a test changes. */
function region(changes: Partial<BrainModule>): BrainModule {
  return {
    manifest: {
      name: "hostile",
      version: "1",
      kind: "region",
      consumes: ["observed"],
      produces: [],
      function: "Does what a test tells it to.",
      anatomy: null,
      citations: [],
      test: "tests/brain/hostile-region.test.ts",
    },
    apply: () => ({}),
    checkpoint: () => [],
    restore: () => {},
    witness: () => [],
    ...changes,
  };
}

const all = (...ordinals: readonly number[]): readonly Candidate[] =>
  ordinals.map((ordinal) => ({ ordinal: ordinal as Ordinal, score: 100, coverage: 1 }));

async function brainWith(changes: Partial<BrainModule>) {
  const brain = await openBrain({ regions: [...defaultRegions, () => region(changes)] });
  await brain.observe([
    { id: "mine", text: "bread from the market", scope: { tenant: "a" } },
    { id: "theirs", text: "bread from the market", scope: { tenant: "b" } },
    { id: "forgotten", text: "bread from the market", scope: { tenant: "a" } },
  ]);
  await brain.forget("forgotten");
  return brain;
}

const ask = { scope: { tenant: "a" }, explain: true };

test("S2, F1, R2: a channel that proposes what may not be seen shows nothing of it", async () => {
  const brain = await brainWith({
    propose: () => ({ candidates: all(0, 1, 2, 77, -1, 0.5), explain: () => [] }),
  });
  const { memories } = await brain.recall("bread", ask);
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["mine"],
  );
});

for (const [what, propose] of [
  ["nothing", () => undefined],
  ["a promise", async () => ({ candidates: all(0), explain: () => [] })],
  [
    "scores that are no numbers",
    () => ({ candidates: [{ ...all(0)[0]!, score: Number.NaN }], explain: () => [] }),
  ],
  ["a coverage above 1", () => ({ candidates: [{ ...all(0)[0]!, coverage: 2 }], explain: () => [] })],
] as const)
  test(`R3: a channel that proposes ${what} is listed, and the others answer`, async () => {
    const brain = await brainWith({ propose: propose as unknown as NonNullable<BrainModule["propose"]> });
    const { memories, degraded } = await brain.recall("bread", ask);
    assert.deepEqual(
      memories.map(({ episode }) => episode.id),
      ["mine"],
    );
    assert.deepEqual(
      degraded.map(({ channel, reason }) => `${channel} ${reason}`),
      ["hostile failed"],
    );
  });

test("R3: an explanation that fails costs the explanation alone", async () => {
  const brain = await brainWith({
    propose: () => ({
      candidates: all(0),
      explain: () => {
        throw new TypeError("no");
      },
    }),
  });
  const [memory] = (await brain.recall("bread", ask)).memories;
  assert.equal(memory!.channels.hostile!.reasons![0]!.what, "no explanation: TypeError");
});

for (const [what, apply] of [
  ["nothing", () => undefined],
  ["a promise", async () => ({})],
] as const)
  test(`D5: a region whose apply returns ${what} is quarantined, not obeyed`, async () => {
    const brain = await brainWith({ apply: apply as unknown as BrainModule["apply"] });
    assert.equal((await brain.verify()).problems.length, 3);
    assert.equal((await brain.recall("bread", ask)).memories.length, 1);
  });

test("Z3: a check that throws is a problem in the report", async () => {
  const brain = await brainWith({
    verify: () => {
      throw new RangeError("no");
    },
  });
  const expected = ["hostile: its check of itself failed (RangeError)."];
  assert.deepEqual((await brain.verify()).problems, expected);
  assert.deepEqual((await brain.sleep()).problems, expected);
});

test("R2: minConfidence leaves out what is below it", async () => {
  const brain = await openBrain({
    regions: [
      () =>
        region({
          propose: () => ({
            candidates: [
              { ordinal: 0 as Ordinal, score: 3, coverage: 0.1 },
              { ordinal: 1 as Ordinal, score: 2, coverage: 0.9 },
            ],
            explain: () => [],
          }),
        }),
    ],
  });
  await brain.observe([
    { id: "e0", text: "one" },
    { id: "e1", text: "two" },
  ]);
  const [best, next] = (await brain.recall("x")).memories.map(({ confidence }) => confidence.value);
  assert.ok(best! > next!);
  const { memories } = await brain.recall("x", { minConfidence: best! });
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["e0"],
  );
});

for (const [what, options] of [
  ["a path instead of an object", "./my.brain"],
  ["a misspelt field", { pth: "./my.brain" }],
  ["an empty path", { path: "" }],
  ["a seed that is no integer", { seed: Number.NaN }],
  ["a synchronous that is not there", { synchronous: "off; DROP TABLE events" }],
  ["a negative timeout", { lockTimeoutMs: -5 }],
  ["a region that is no factory", { regions: [{}] }],
] as const)
  test(`M7: openBrain refuses ${what}: nothing is to be remembered where it would be lost`, async () => {
    await assert.rejects(
      async () => openBrain(options as unknown as BrainOptions),
      (error) => error instanceof EncephalonError && error.code === "invalid-options",
    );
  });

test("M7: an event that is not there cannot be listened to", async () => {
  const brain = await openBrain();
  assert.throws(() => brain.on("bogus" as "warning", () => {}), { code: "invalid-options" });
});

test("S5: what another tenant said cannot be felt in what observing returns", async () => {
  const brain = await openBrain();
  const alone = await brain.observe({ text: "zanzibar", scope: { tenant: "b" } });
  await brain.observe({ text: "kilimanjaro", scope: { tenant: "a" } });
  const after = await brain.observe({ text: "kilimanjaro", scope: { tenant: "b" } });
  assert.deepEqual(after.signals, alone.signals);
});

test("D1: a time of minus zero is zero, in the process that wrote it and in every other", async () => {
  const [zero, minus] = [await openBrain(), await openBrain()];
  await zero.observe({ id: "e", text: "x", time: 0 });
  await minus.observe({ id: "e", text: "x", time: -0.4 });
  assert.equal(await minus.stateHash(), await zero.stateHash());
});

const nothingOpen = { known: 0, open: 0 };

for (const [what, changes] of Object.entries<Partial<BrainModule>>({
  "a channel whose scores of other rows are no numbers": {
    propose: () => ({ candidates: all(0), explain: () => [], scoreOf: () => Number.NaN }),
  },
  "a channel that cannot tell the score of a row": {
    propose: () => ({
      candidates: all(0),
      explain: () => [],
      scoreOf: () => {
        throw new Error("bread");
      },
    }),
  },
  "a region that does not say what it could go on by": {
    associate: () => ({ candidates: all(0), explain: () => [], pathOf: () => [] }),
  },
  "a region that fails while it goes on": {
    openings: () => ({ known: 9, open: 9 }),
    associate: () => {
      throw new Error("bread");
    },
  },
}))
  test(`R3: ${what} is named, and the others answer`, async () => {
    const brain = await brainWith(changes);
    const { memories, degraded } = await brain.recall("bread", ask);
    assert.deepEqual(
      memories.map(({ episode }) => episode.id),
      ["mine"],
    );
    assert.deepEqual(
      degraded.map(({ channel, reason }) => [channel, reason]),
      [["hostile", "failed"]],
    );
  });

test("R2, S2: a region's path shows nothing that may not be seen, and no memory twice", async () => {
  const brain = await brainWith({
    openings: () => nothingOpen,
    associate: () => ({
      candidates: all(0, 0),
      explain: () => [],
      pathOf: () => [1, 0].map((ordinal) => ({ ordinal: ordinal as Ordinal, via: "bread" })),
    }),
  });
  const { memories } = await brain.recall("bread", { ...ask, effort: "thorough" });
  assert.deepEqual(
    memories.map(({ episode, path }) => [episode.id, path]),
    [["mine", undefined]],
  );
});

test("R3: a region that finds nothing where something was found takes nothing away", async () => {
  const brain = await brainWith({
    openings: () => nothingOpen,
    associate: () => ({ candidates: [], explain: () => [], pathOf: () => [] }),
  });
  const { memories } = await brain.recall("bread", { ...ask, effort: "thorough" });
  assert.equal(memories.length, 1);
});
