import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brain, openBrain } from "../../index.ts";

async function brainOf(
  ...said: readonly (readonly [id: string, time: string, text: string])[]
): Promise<Brain> {
  const brain = await openBrain({ encoder: null });
  for (const [id, time, text] of said) await brain.observe({ id, role: "user", text, time });
  return brain;
}
const options = { asker: "user", now: "2026-06-01" } as const;
const cue = "How many hens do I keep in the garden?";
const hens = [
  ["old", "2026-01-05", "I keep 4 hens in the garden and they are lovely."],
  ["news", "2026-03-07", "By the way, the hens are now up to 9 in the garden."],
] as const;

test("CV5: what holds now comes first, with what held before, each to the letter", async () => {
  const brain = await brainOf(...hens);
  const { memories, truth } = await brain.recall(cue, options);
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["news", "old"],
  );
  assert.ok(memories[0]!.score >= memories[1]!.score);
  assert.equal(truth.current?.value, "9");
  assert.equal(truth.current?.source, "user");
  assert.deepEqual(
    truth.earlier.map(({ episode, value, text }) => [episode, value, text]),
    [["old", "4", "I keep 4 hens in the garden"]],
  );
  const { episode, span, text } = truth.current!;
  const whole = hens.find(([id]) => id === episode)![2];
  assert.equal(whole.slice(span.start, span.end), text);
  await brain.close();
});

test("CV5: as of a day before the news, the old value holds", async () => {
  const brain = await brainOf(...hens);
  const { truth } = await brain.recall(cue, { ...options, asOf: "2026-02-01" });
  assert.equal(truth.current?.value, "4");
  assert.deepEqual(truth.earlier, []);
  await brain.close();
});

test("CV5: who asks for what was keeps the order that the cue gives", async () => {
  const brain = await brainOf(...hens);
  const asked = "How many hens did I keep in the garden previously?";
  const { memories, truth } = await brain.recall(asked, options);
  assert.equal(memories[0]!.episode.id, "old");
  assert.equal(truth.current?.value, "9");
  await brain.close();
});

test("CV6: who denies what was said before is told of both", async () => {
  const brain = await brainOf(
    ["yes", "2026-01-05", "I attended the pottery class on Monday."],
    ["no", "2026-03-07", "I've never attended any pottery class."],
  );
  const { truth } = await brain.recall("Have I ever attended a pottery class?", options);
  assert.deepEqual(
    truth.conflicts.map(({ statements }) => statements.map(({ episode }) => episode)),
    [["no", "yes"]],
  );
  assert.equal(
    (await brain.recall("Have I ever attended a ballet class?", options)).truth.conflicts.length,
    0,
  );
  await brain.close();
});

test("CV5: what is erased, forgotten or of another scope resolves nothing", async () => {
  const brain = await brainOf(...hens);
  await brain.forget("news");
  assert.equal((await brain.recall(cue, options)).truth.current?.value, "4");
  await brain.remember("news");
  await brain.erase("news");
  assert.equal((await brain.recall(cue, options)).truth.current?.value, "4");
  await brain.close();
});

test("TR7: a value that one source says again and again does not hide what replaced it", async () => {
  const [old, news] = hens;
  const again = Array.from({ length: 12 }, (_, i) => [`again${i}`, `2026-01-${10 + i}`, old[2]] as const);
  const brain = await brainOf(old, ...again, news);
  const { truth } = await brain.recall("How many hens do I keep in the garden that are lovely?", options);
  assert.equal(truth.current?.value, "9");
  await brain.close();
});

const boat = "How much is the rent of the boat house a month?";
const rents = [
  { id: "a", text: "I think we pay some $900 a month for that old boat house rent.", time: "2026-01-10" },
  { id: "b", text: "The rent of the boat house is $1100 a month.", time: "2026-01-20" },
] as const;

test("CV5: what conflicts with the current value is not what held before", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([
    { ...rents[0], speaker: "Ana" },
    { ...rents[1], speaker: "Ben" },
  ]);
  const { truth } = await brain.recall(boat, { now: options.now });
  assert.equal(truth.current?.value, "$1100");
  assert.deepEqual(
    truth.conflicts.map(({ statements }) => statements.map(({ value }) => value)),
    [["$1100", "$900"]],
  );
  assert.deepEqual(truth.earlier, []);
});

test("CV5: what a less trusted source said is no value that held before", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([
    { ...rents[0], source: "https://page.example" },
    { ...rents[1], role: "user" },
  ]);
  const { truth } = await brain.recall(boat, { now: options.now });
  assert.equal(truth.current?.value, "$1100");
  assert.deepEqual([truth.earlier, truth.conflicts], [[], []]);
});

test("CV5: where a less trusted source is found first, whoever is trusted more conflicts", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([
    {
      text: "The price of the gym membership is $99 a month.",
      source: "https://page.example",
      time: "2026-01-10",
    },
    { text: "The gym takes $40 a month from my account.", role: "user", time: "2026-01-12" },
  ]);
  const { truth } = await brain.recall("What is the price of the gym membership?", { now: options.now });
  assert.deepEqual(
    truth.conflicts.map(({ statements }) => statements.map(({ value }) => value)),
    [["$99", "$40"]],
  );
});

const page = "https://page.example";
const research = "What did Ana study in Lisbon during winter?";
const own = {
  id: "own",
  speaker: "Ana",
  text: "In Lisbon I study how whales sing.",
  time: "2026-01-10",
};
const theirs = {
  id: "page",
  source: page,
  text: "What did Ana study in Lisbon during winter: Zanzibar.",
  time: "2026-01-12",
};

test("TR9: what one says of oneself comes before what a page says of one; the page stays", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([own, theirs]);
  const { memories } = await brain.recall(research, { now: options.now });
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    ["own", "page"],
  );
  assert.ok(memories[0]!.score >= memories[1]!.score);
  // Believed as much, the page comes where the cue finds it.
  await brain.trust(page, 1);
  const { memories: trusted } = await brain.recall(research, { now: options.now });
  assert.equal(trusted[0]!.episode.id, "page");
});

test("TR9: a page comes first of what nobody spoke of, and of what is about nobody who speaks", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe([
    { ...own, text: "I like whales." },
    theirs,
    { id: "ben", speaker: "Ben", text: "The gym opens late.", time: "2026-01-13" },
    { id: "gym", source: page, text: "The gym of Lisbon opens at nine in winter.", time: "2026-01-14" },
  ]);
  const first = async (text: string): Promise<string | undefined> =>
    (await brain.recall(text, { now: options.now })).memories[0]?.episode.id;
  assert.equal(await first(research), "page");
  assert.equal(await first("Which gym of Lisbon opens in winter?"), "gym");
});

test("TR10: of a log the values that were are told, not those of its first lines alone", async () => {
  await using brain = await openBrain({ encoder: null });
  await brain.observe(
    Array.from({ length: 6 }, (_, i) => ({
      ...{ role: "tool", source: "cron", time: `2026-01-0${i + 1}` },
      text: `Backup finished: ${100 + i} GB used on the disk`,
    })),
  );
  const { truth } = await brain.recall("How many GB does the backup use on the disk?", { now: options.now });
  assert.deepEqual(
    [truth.current?.value, ...truth.earlier.map(({ value }) => value)],
    ["105 GB", "104 GB", "103 GB", "102 GB", "101 GB"],
  );
});

test("CV3: a cue that names a past time asks as of then, and of what was told of it since", async () => {
  const brain = await brainOf(
    ["first", "2025-03-03", "I pay 950 euros a month in rent."],
    ["raised", "2025-06-02", "My rent went up to 1,020 euros in May."],
    ["moved", "2026-01-20", "I pay 1,180 euros a month in rent."],
  );
  const rentIn = async (time: string, asOf?: string): Promise<string | null | undefined> =>
    (await brain.recall(`What was my rent in ${time}?`, { ...options, ...(asOf !== undefined && { asOf }) }))
      .truth.current?.value;
  assert.equal(await rentIn("April 2025"), "950 euros");
  assert.equal(await rentIn("May 2025"), "1,020 euros");
  assert.equal(await rentIn("July 2025"), "1,020 euros");
  assert.equal(await rentIn("February 2026"), "1,180 euros");
  assert.equal(await rentIn("January 2025"), undefined);
  assert.equal(await rentIn("May 2025", "2025-06-01"), "950 euros", "nobody had said so by then");
  await brain.close();
});

test("CV3: as of a day, what was said later takes nobody's place", async () => {
  const brain = await brainOf(
    ["first", "2025-01-05", "I keep 4 hens in the garden."],
    ...Array.from(
      { length: 12 },
      (_, i) => [`${i}`, `2025-03-${10 + i}`, `I keep ${10 + i} hens in the garden.`] as const,
    ),
  );
  const { truth } = await brain.recall(cue, { ...options, asOf: "2025-02-01" });
  assert.equal(truth.current?.value, "4");
  await brain.close();
});

test("CV5: a statement has the trust of its source", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe({
    id: "p",
    kind: "observation",
    source: "https://page.example",
    text: "The garden of Ana keeps 9 hens.",
    time: "2026-01-05",
  });
  const { truth } = await brain.recall("How many hens are in the garden of Ana?", options);
  assert.deepEqual([truth.current?.value, truth.current?.trust], ["9", 0.5]);
  await brain.close();
});
