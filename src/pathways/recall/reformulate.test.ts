import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { type BrainModule, defaultRegions, openBrain } from "../../index.ts";
import type { LanguageModel } from "../../ports/language-model.ts";
import { cuesOf, promptOf } from "./reformulate.ts";
import { within } from "./within.ts";

const notes = [
  { id: "band", text: "Ilse sings in a band called Nachtzug." },
  { id: "name", text: "Nachtzug rehearses in the old brewery on Tuesdays." },
  { id: "brewery", text: "The brewery has its doors painted green." },
  { id: "soup", text: "Jo cooks pumpkin soup." },
];

/** Says what it is told to, and keeps what it was asked. */
function scripted(say: (prompt: string) => string | Promise<string>): LanguageModel & { prompts: string[] } {
  const prompts: string[] = [];
  return {
    id: "scripted",
    prompts,
    async complete(prompt) {
      prompts.push(prompt);
      return say(prompt);
    },
  };
}

const cue = "What colour has Ilse's singing place got?";
const thorough = { effort: "thorough", explain: true, k: 3 } as const;

test("Y9: what the model asks is one more cue, and the memory says so; nothing of it is stored", async () => {
  const model = scripted(() => '```json\n["brewery doors painted colour"]\n```');
  const brain = await openBrain({ languageModel: model });
  await brain.observe(notes);
  const { memories, degraded } = await brain.recall(cue, thorough);
  assert.deepEqual(degraded, []);
  const found = memories.slice(0, 2).find(({ episode }) => episode.id === "brewery");
  assert.deepEqual(
    found?.channels["language-model"]?.reasons?.map(({ what }) => what),
    ['the best for "brewery doors painted colour"'],
  );
  assert.equal(model.prompts.length, 1);
  assert.ok(model.prompts[0]!.includes(JSON.stringify(cue)) && model.prompts[0]!.includes("Nachtzug"));
  const log = (await Array.fromAsync(brain.export())).join("\n");
  assert.ok(!log.includes("painted colour"));
  await brain.close();
});

test("Y9: it is asked where the recall is thorough, not where it is quick or little is expected", async () => {
  const model = scripted(() => "[]");
  const brain = await openBrain({ languageModel: model });
  await brain.observe(notes);
  await brain.recall(cue, { effort: "quick" });
  await brain.recall("Jo cooks pumpkin soup");
  await brain.recall("the of and", { effort: "thorough" });
  assert.equal(model.prompts.length, 0);
  await brain.recall(cue, { effort: "thorough" });
  assert.equal(model.prompts.length, 1);
  await brain.close();
});

test("Y9: where it fails, throws or talks, the recall goes on and says so", async () => {
  const plain = await openBrain();
  await plain.observe(notes);
  const expected = (await plain.recall(cue, { effort: "thorough" })).memories.map(
    ({ episode }) => episode.id,
  );
  await plain.close();
  const answers: readonly (() => string | Promise<string>)[] = [
    () => Promise.reject(new TypeError("canary of the prompt")),
    () => "Sure! Here are some queries: one, two.",
    () => '{"queries": ["a"]}',
    () => '["a", 2]',
    () => 7 as unknown as string,
  ];
  for (const say of answers) {
    const brain = await openBrain({ languageModel: scripted(say) });
    await brain.observe(notes);
    const { memories, degraded } = await brain.recall(cue, { effort: "thorough" });
    assert.deepEqual(
      memories.map(({ episode }) => episode.id),
      expected,
    );
    assert.deepEqual(
      degraded.map(({ channel, reason }) => [channel, reason]),
      [["language-model", "failed"]],
    );
    assert.ok(!JSON.stringify(degraded).includes("canary"));
    await brain.close();
  }
});

test("Y9: a model sees nothing that the recall may not see, and what it asks finds nothing else", async () => {
  const model = scripted(() => '["secret of Ben"]');
  const brain = await openBrain({ languageModel: model });
  await brain.observe([
    { id: "b", text: "The secret of Ben is a parrot.", scope: { user: "ben" } },
    ...notes,
  ]);
  const { memories } = await brain.recall("What is the secret of Ben?", { effort: "thorough", k: 9 });
  assert.ok(!model.prompts.join("").includes("parrot"));
  assert.ok(memories.every(({ episode }) => episode.id !== "b"));
  await brain.close();
});

test("Y9: a prompt quotes what is remembered: no text ends its quotation, none is long", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }),
      (text, all) => {
        const lines = promptOf(text, all).split("\n");
        assert.equal(lines.length, 6);
        const asked = lines[3]!.slice("Asked: ".length);
        assert.equal(JSON.parse(asked), text.slice(0, 1000).toWellFormed());
        assert.equal((JSON.parse(lines[4]!.slice("Found first: ".length)) as string[]).length, all.length);
      },
    ),
  );
  assert.ok(
    promptOf(
      "x".repeat(1e6),
      Array.from({ length: 5 }, () => "y".repeat(1e6)),
    ).length < 4000,
  );
});

test("Y9: at most four cues of at most 200 characters, none twice, none blank, none the cue itself", () => {
  const answer = JSON.stringify([" A  b ", "", "a B", "the cue", "c".repeat(900), "d", "e", "f", "g"]);
  assert.deepEqual(cuesOf(answer, "The cue"), ["A b", "c".repeat(200), "d", "e"]);
  for (const wrong of ["", "null", "{}", "[1]", "[[]]", "[", '"a"']) assert.throws(() => cuesOf(wrong, ""));
});

test("Y5, Y9: one look before the model is asked, four further cues at most, the sides first, and the cue itself", async () => {
  const looks: string[] = [];
  const counting = (): BrainModule => ({
    manifest: {
      name: "counting",
      version: "1",
      kind: "region",
      consumes: [],
      produces: [],
      function: "Counts looks.",
      anatomy: null,
      citations: [],
      test: "src/pathways/recall/reformulate.test.ts",
    },
    apply: () => ({}),
    checkpoint: () => [],
    restore: () => undefined,
    witness: () => [],
    propose: ({ text }) => {
      looks.push(text);
      return { candidates: [], explain: () => [] };
    },
  });
  const brain = await openBrain({
    languageModel: scripted(() => '["one", "two", "three", "four"]'),
    regions: [...defaultRegions, counting],
  });
  await brain.observe(notes);
  const both = "Which is older, Nachtzug or the brewery?";
  await brain.recall(both, { effort: "thorough" });
  assert.deepEqual(looks, [
    both,
    "Which is older, Nachtzug?",
    "Which is older, the brewery?",
    "one",
    "two",
    both,
  ]);
  looks.length = 0;
  await brain.recall(both, { effort: "quick" });
  assert.deepEqual(looks, [both]);
  await brain.close();
});

test("Y9: a model that throws at once, or answers too late, fails the call and nothing afterwards", async () => {
  const failures: unknown[] = [];
  const told = (error: unknown): unknown => failures.push(error);
  process.on("unhandledRejection", told);
  await assert.rejects(
    within(5, () => {
      throw new TypeError("at once");
    }),
    TypeError,
  );
  await assert.rejects(
    within(5, () => new Promise(() => undefined)),
    { name: "TimeoutError" },
  );
  await setTimeout(20);
  process.off("unhandledRejection", told);
  assert.deepEqual(failures, []);
});
