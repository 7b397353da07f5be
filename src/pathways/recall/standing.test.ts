import assert from "node:assert/strict";
import test from "node:test";
import { type Brain, openBrain } from "../../brain.ts";
import type { Percept } from "../../model/episode.ts";
import type { RecallOptions } from "../../model/recall.ts";

const turn = (id: string, text: string, more: Partial<Percept> = {}): Percept => ({
  ...{ id, text, role: "user", session: "s", time: "2026-01-01" },
  ...more,
});

/** What shares words with the cues, and fills the first ten. */
const noise = Array.from({ length: 14 }, (_, i) =>
  turn(`n${i}`, `The bread was good, loaf number ${i} of the day at the bakery.`, { role: "assistant" }),
);
const plans: readonly Percept[] = [
  turn("euros", "Always give prices in euros when I ask about shopping."),
  turn(
    "rye",
    "I prefer rye over wheat, can you tell me more about flour and mills and grain storage in the old days?",
  ),
  turn("tone", "Never use exclamation marks when I ask about astronomy."),
  ...noise,
];

async function brainOf(percepts: readonly Percept[]): Promise<Brain> {
  const brain = await openBrain();
  await brain.observe(percepts);
  return brain;
}

async function idsFor(brain: Brain, cue: string, options: RecallOptions = {}): Promise<readonly string[]> {
  const { memories } = await brain.recall(cue, { asker: "user", ...options });
  return memories.map(({ episode }) => episode.id);
}

test("CX2: what whoever asks wants, for good, comes back where it applies and nowhere else", async () => {
  await using brain = await brainOf(plans);
  const standing = async (cue: string): Promise<readonly string[]> => {
    const { memories } = await brain.recall(cue, { asker: "user" });
    return memories
      .filter(({ channels }) => channels.standing !== undefined)
      .map(({ episode }) => episode.id);
  };
  assert.deepEqual(await standing("Can you suggest what to buy when I go shopping?"), ["euros"]);
  assert.deepEqual(await standing("Which planets should I look at in astronomy?"), ["tone"]);
  assert.deepEqual(await standing("Can you suggest rye or wheat?"), ["rye"]);
  assert.deepEqual(await standing("How many loaves did the bakery have?"), []);
});

test("CX2: instructions and preferences of others, or in another scope, do not apply", async () => {
  const mine = { scope: { user: "ana" } };
  const theirs = { scope: { user: "ben" } };
  await using brain = await brainOf([
    ...noise.map((one) => ({ ...one, ...mine })),
    turn("theirs", "Always give prices in dollars when I ask about shopping.", theirs),
    turn("hers", "I prefer rye over wheat.", { speaker: "Eva", role: "friend", ...mine }),
  ]);
  const cue = "Can you suggest a rye bread to buy when shopping at the bakery?";
  const ids = await idsFor(brain, cue, mine);
  assert.ok(!ids.includes("theirs"));
  const { memories } = await brain.recall(cue, { asker: "user", ...mine });
  for (const { channels } of memories) assert.equal(channels.standing, undefined);
});

test("CX2: of two statements of one matter the later one applies", async () => {
  await using brain = await brainOf([
    turn("old", "Always format prices in euros when I ask about shopping."),
    turn("new", "Always format prices in dollars when I ask about shopping.", { time: "2026-02-01" }),
    turn("tea", "I prefer tea over coffee."),
    turn("coffee", "I prefer coffee over tea.", { time: "2026-02-01" }),
    ...noise,
  ]);
  const by = async (cue: string): Promise<readonly string[]> => {
    const { memories } = await brain.recall(cue, { asker: "user" });
    return memories
      .filter(({ channels }) => channels.standing !== undefined)
      .map(({ episode }) => episode.id);
  };
  assert.deepEqual(await by("What should I buy when shopping?"), ["new"]);
  assert.deepEqual(await by("Can you suggest tea or coffee?"), ["coffee"]);
});

test("CX2: a favourite is a preference, of one matter the last", async () => {
  await using brain = await brainOf([
    turn("old", "My favourite sport is boxing."),
    turn("new", "My favourite sport is handball.", { time: "2026-02-01" }),
    ...noise,
  ]);
  const { memories } = await brain.recall("Can you suggest a sport for me?", { asker: "user" });
  const found = memories.filter(({ channels }) => channels.standing !== undefined);
  assert.deepEqual(
    found.map(({ episode }) => episode.id),
    ["new"],
  );
});

test("CX2: two orders under one condition both apply, whichever way round they are put", async () => {
  await using brain = await brainOf([
    turn("grams", "Whenever I ask about baking, use grams and litres."),
    turn("short", "Whenever I ask about baking, keep the answer short."),
    turn("steps", "Always include the steps when I ask about baking."),
    ...noise,
  ]);
  const { memories } = await brain.recall("Can you help me with baking a cake?", { asker: "user" });
  const found = memories.filter(({ channels }) => channels.standing !== undefined);
  assert.deepEqual(found.map(({ episode }) => episode.id).sort(), ["grams", "short", "steps"]);
});

test("CX2: what was asked for is found by where it was taken up", async () => {
  const talk = (more: readonly Percept[]): readonly Percept[] => [
    turn("order", "Always include a table when I ask about performance.", { session: "t" }),
    turn("ok", "Understood.", { session: "t", role: "assistant" }),
    ...more,
    ...noise,
  ];
  const cue = "Can you show me how the oven of the bakery heats up?";
  const matchIn = async (percepts: readonly Percept[]): Promise<number> => {
    await using brain = await brainOf(percepts);
    const { memories } = await brain.recall(cue, { asker: "user", explain: true });
    return memories.find(({ episode }) => episode.id === "order")?.channels.standing?.score ?? 0;
  };
  const taken = turn("taken", "Thanks. The oven of the bakery heats up in nine minutes.", { session: "t" });
  const elsewhere = { ...taken, session: "u" };
  assert.ok((await matchIn(talk([taken]))) > (await matchIn(talk([elsewhere]))));
});

test("CX3: room is made by what is trusted least, and the reason is said", async () => {
  const told = Array.from({ length: 6 }, (_, i) =>
    turn(`u${i}`, `I bought bread number ${i} while shopping for bread.`),
  );
  await using brain = await brainOf([
    turn("euros", "Always give prices in euros when I ask about shopping."),
    ...told,
    ...noise,
  ]);
  const cue = "How should I do my shopping for bread at the bakery?";
  await using without = await brainOf([...told, ...noise]);
  const before = await idsFor(without, cue);
  const after = await idsFor(brain, cue);
  assert.ok(after.includes("euros"));
  assert.equal(after.length, 10);
  const own = (ids: readonly string[]): readonly string[] => ids.filter((id) => id.startsWith("u"));
  assert.deepEqual([...own(after)].sort(), [...own(before)].sort());
  const { memories } = await brain.recall(cue, { asker: "user", explain: true });
  const standing = memories.find(({ episode }) => episode.id === "euros")!.channels.standing!;
  assert.match(standing.reasons![0]!.what, /instruction applies/);
  for (let i = 1; i < memories.length; i++) assert.ok(memories[i]!.score <= memories[i - 1]!.score + 1e-12);
});

test("CX2: without an encoder words decide", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([...plans]);
  assert.ok((await idsFor(brain, "Can you suggest something for my shopping?")).includes("euros"));
});
