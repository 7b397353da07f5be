import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Brain, defaultRegions, openBrain, type Percept, type RecallOptions } from "../../index.ts";
import { LEAST_TO_KNOW } from "../../regions/prefrontal-cortex/confidence.ts";
import { Odds } from "../../regions/prefrontal-cortex/odds.ts";

const said: readonly Percept[] = [
  { id: "porto", speaker: "Ana", text: "I moved to Porto in March.", time: "2026-03-14", session: "1" },
  { id: "cat", speaker: "Ana", text: "My cat is called Miso.", time: "2026-04-01", session: "2" },
  { id: "job", speaker: "Ben", text: "I started a new job at the harbour museum.", time: "2026-06-02" },
  { id: "run", speaker: "Ben", text: "I ran a marathon in Lisbon with my sister.", time: "2026-06-20" },
];

async function brainOf(percepts: Iterable<Percept>): Promise<Brain> {
  const brain = await openBrain();
  await brain.observe(percepts);
  return brain;
}

let brain: Brain;
before(async () => {
  brain = await brainOf(said);
});
after(() => brain.close());

const sure = async (cue: string, options: RecallOptions = {}, asked = brain): Promise<number> =>
  (await asked.recall(cue, options)).confidence.value;

for (const [right, wrong] of [
  ["What is Ana's cat called?", "What is Ben's cat called?"],
  ["Where did Ben run a marathon?", "Where did Ana run a marathon?"],
  ["When did Ben start his new job?", "When did Ana start her new job?"],
] as const)
  test(`MO1: surer of ${JSON.stringify(right)} than of ${JSON.stringify(wrong)}`, async () => {
    const [known, unknown] = [await sure(right), await sure(wrong)];
    assert.ok(known > 0.95);
    assert.ok(unknown / (1 - unknown) < known / (1 - known) / 10, `${unknown}`);
  });

test("MO4: it does not know: a value, with what comes nearest", async () => {
  const { abstained, memories, confidence } = await brain.recall("What is Ben's cat called?");
  assert.equal(abstained, true);
  assert.ok(confidence.value < LEAST_TO_KNOW && confidence.calibrated);
  assert.equal(memories[0]?.episode.id, "cat");
});

test("MO4: a cue that nothing answers to: nothing found, sure of it", async () => {
  const { abstained, confidence, memories, feeling } = await brain.recall("zzz qqq", { from: "2030" });
  assert.deepEqual([abstained, confidence.value, memories, feeling], [true, 0, [], null]);
});

test("MO5: what it has of that, from when, and what of the cue nothing tells", async () => {
  const { feeling } = await brain.recall("How many kilometres of Lisbon did Ana paint?");
  assert.deepEqual(feeling, {
    about: "Lisbon",
    memories: 1,
    from: Date.UTC(2026, 5, 20),
    to: Date.UTC(2026, 5, 20),
    lacking: ["kilometres", "Ana", "paint"],
  });
  assert.equal((await brain.recall("What is Ana's cat called?")).feeling, null);
});

test("MO5: what somebody said themselves is known of them, as what others say of them", async () => {
  const own = await brainOf([
    { speaker: "Priya Shah", text: "I have a stall at the market.", time: "2026-01-05" },
    { speaker: "Priya Shah", text: "We were in Ghent for the weekend.", time: "2026-02-05" },
    { speaker: "Priya Shah", text: "Rain again.", time: "2026-02-07", scope: { user: "eva" } },
    { speaker: "Ines", text: "Priya is lovely to work with.", time: "2026-03-05" },
    ...Array.from({ length: 9 }, (_, i) => ({ speaker: "Ines", text: `The garden needs water, bed ${i}.` })),
  ]);
  const known = async (cue: string): Promise<unknown> => {
    const { feeling } = await own.recall(cue);
    return [feeling?.about, feeling?.memories, feeling?.from, feeling?.to, feeling?.lacking];
  };
  const [january, february, march] = [0, 1, 2].map((month) => Date.UTC(2026, month, 5));
  const lacking = ["garden", "water"];
  assert.deepEqual(await known("Which garden does Priya water?"), ["Priya", 3, january, march, lacking]);
  // "Priya" alone may be another.
  assert.deepEqual(await known("Which garden does Priya Shah water?"), [
    ...["Priya Shah", 2, january, february],
    lacking,
  ]);
  await own.close();
});

test("MO5: what is in another scope, or forgotten, is no part of the feeling", async () => {
  const own = await brainOf([
    ...said,
    { text: "Lisbon is lovely.", speaker: "Eva", scope: { user: "eva" }, time: "2026-07-01" },
    { id: "gone", text: "Lisbon was cold.", speaker: "Eva", time: "2026-01-01" },
  ]);
  await own.forget("gone");
  const { feeling } = await own.recall("How many kilometres of Lisbon did Ana paint?");
  assert.equal(feeling?.memories, 1);
  await own.close();
});

test("MO3: no memory is surer than the whole, and a better place is never less sure at the same score", async () => {
  for (const cue of ["Ana", "Where did Ben run?", "museum job", "Porto"]) {
    const { memories, confidence } = await brain.recall(cue);
    for (const { confidence: own } of memories) assert.ok(own.value <= confidence.value);
  }
});

test("MO2: how many memories are shown changes nothing", async () => {
  for (const cue of ["Ana", "Where did Ben run a marathon?"])
    assert.equal(await sure(cue, { k: 1 }), await sure(cue, { k: 50 }));
});

test("MO6: one source that repeats itself makes nothing surer", async () => {
  const others = Array.from({ length: 30 }, (_, i) => ({
    speaker: i % 2 === 0 ? "Ana" : "Ben",
    text: `On day ${i} I walked along the river and read chapter ${i}.`,
  }));
  for (const [speaker, text, cue] of [
    ["Ben", "I painted my boat green.", "Which colour did Ben paint his kitchen?"],
    ["Eva", "Ben's favourite colour is green.", "What is Ben's favourite colour?"],
  ] as const) {
    let before = 1;
    for (const times of [1, 2, 8]) {
      const own = await brainOf([...others, ...Array.from({ length: times }, () => ({ speaker, text }))]);
      const value = await sure(cue, {}, own);
      // Which of the many others it is compared with is a matter of thousandths.
      assert.ok(value < before + 1e-3, `${cue} ${times}: ${value}`);
      before = value;
      await own.close();
    }
  }
});

test("MO2: weights were learned with one encoder: without it confidence orders, it is no probability", async () => {
  const plain = await openBrain({ encoder: null });
  await plain.observe(said);
  const { confidence, memories } = await plain.recall("Where did Ben run a marathon?");
  assert.equal(confidence.calibrated, false);
  assert.equal(memories[0]?.confidence.calibrated, false);
  assert.ok(confidence.value > 0.5);
  await plain.close();
});

for (const wrong of [() => Number.NaN, () => 1.5, () => assert.fail("no odds")])
  test(`MO7: odds that cannot be told (${wrong}) cost what was learned, not the recall`, async () => {
    const broken = Object.assign(new Odds(), { restated: wrong });
    Object.assign(broken.manifest, { name: "broken" });
    const own = await openBrain({ regions: [() => broken, ...defaultRegions] });
    await own.observe(said);
    const warnings: unknown[] = [];
    own.on("warning", ({ error }) => warnings.push(error));
    const cue = "Where did Ben run a marathon?";
    assert.equal(await sure(cue, {}, own), await sure(cue));
    assert.equal(warnings.length, 1);
    await own.close();
  });
