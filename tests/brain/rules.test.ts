import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type BrainModule,
  type LogEvent,
  type Ordinal,
  openBrain,
  type Percept,
  renderText,
} from "../../src/index.ts";
import { fusionWeightsFor } from "../../src/pathways/recall/fusion-weights.ts";
import { scratchFiles } from "../contracts/scratch.ts";

const newPath = scratchFiles();

test("M2: without a kind, who speaks utters and all else is observed", async () => {
  const brain = await openBrain();
  const kindOf = async (percept: Percept): Promise<string> =>
    (await brain.why((await brain.observe(percept)).id)).episode.kind;
  assert.equal(await kindOf({ text: "hello", speaker: "Ana" }), "utterance");
  assert.equal(await kindOf({ text: "hello", role: "assistant" }), "utterance");
  assert.equal(await kindOf({ text: "rain" }), "observation");
  assert.equal(await kindOf({ text: "npm test", role: "assistant", kind: "action" }), "action");
});

test("M6: text comes first, and each part is found by its rendering", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe({
    id: "e",
    text: "the weather",
    content: [
      { type: "structured", data: { city: "Porto", days: [{ rain: true }, 14] } },
      { type: "structured", data: { hidden: "zanzibar" }, text: "a table of tides" },
      { type: "blob", uri: "file:///map.png", text: "a map of the harbour" },
    ],
  });
  const { episode } = await brain.why("e");
  assert.equal(
    renderText(episode),
    "the weather\ncity: Porto, days: rain: true, 14\na table of tides\na map of the harbour",
  );
  for (const [cue, found] of [
    ["porto", 1],
    ["tides", 1],
    ["harbour", 1],
    ["zanzibar", 0],
  ] as const)
    assert.equal((await brain.recall(cue)).memories.length, found, cue);
});

/** Proposes every row that it has seen with the same score, and keeps what it was given. */
class Flat implements BrainModule {
  readonly manifest: BrainModule["manifest"];
  readonly #score: number;
  readonly given: unknown[] = [];
  #rows = 0;

  constructor(name: string, score: number) {
    this.#score = score;
    this.manifest = {
      name,
      version: "1",
      kind: "channel",
      consumes: ["observed"],
      produces: ["candidates"],
      function: "Gives every episode the same score.",
      anatomy: null,
      citations: [],
      test: "tests/brain/rules.test.ts",
    };
  }

  apply(event: LogEvent, context: Parameters<BrainModule["apply"]>[1]): { draw: number } {
    this.given.push(...Object.keys(context));
    this.#rows++;
    return { draw: context.random() + event.seq * 0 };
  }

  propose() {
    const candidates = Array.from({ length: this.#rows }, (_, row) => ({
      ordinal: row as Ordinal,
      score: this.#score * (row + 1),
      coverage: 0.5,
    }));
    return { candidates, explain: () => [] };
  }

  checkpoint(): Uint8Array[] {
    return [Uint8Array.of(this.#rows)];
  }

  restore(bytes: Uint8Array | null): void {
    this.#rows = bytes?.[0] ?? 0;
  }

  witness(): Uint8Array[] {
    return this.checkpoint();
  }
}

test("R4: regions of a user's own add up: 1 is worth as much as the best match in words", async () => {
  const brain = await openBrain({
    regions: [() => new Flat("one", 1), () => new Flat("ten", 10)],
    encoder: null,
  });
  const { words } = fusionWeightsFor(null);
  await brain.observe([
    { id: "a", text: "x" },
    { id: "b", text: "y" },
  ]);
  const { memories } = await brain.recall("z");
  assert.deepEqual(
    memories.map(({ episode, score, channels }) => [
      episode.id,
      score,
      channels.one!.score,
      channels.ten!.score,
    ]),
    [
      ["b", 22 * words, 2, 20],
      ["a", 11 * words, 1, 10],
    ],
  );
});

test("D7: a module draws by seed, name and position, and is given neither clock nor store", async () => {
  const drawn = async (seed: number, name: string): Promise<readonly number[]> => {
    const brain = await openBrain({ seed, regions: [() => new Flat(name, 1)] });
    const draws: number[] = [];
    for (const text of ["x", "y"]) draws.push((await brain.observe({ text })).signals[`${name}.draw`]!);
    return draws;
  };
  const [first, second] = await drawn(1, "a");
  assert.notEqual(first, second);
  assert.deepEqual(await drawn(1, "a"), [first, second]);
  assert.notEqual((await drawn(2, "a"))[0], first);
  assert.notEqual((await drawn(1, "b"))[0], first);
  const region = new Flat("a", 1);
  const brain = await openBrain({ regions: [() => region] });
  await brain.observe({ text: "x" });
  assert.deepEqual(region.given.sort(), ["ordinalOf", "perceive", "random"]);
});

test("E1, E3: after a final certificate neither file, log nor bundle holds a word of it; the id stays", async () => {
  const path = newPath();
  const canary = "zzqcanaryqzz";
  let brain = await openBrain({ path });
  await brain.observe([
    { id: "kept", text: "bread and eggs", session: "s" },
    {
      id: "gone",
      text: `${canary} text`,
      session: canary,
      speaker: canary,
      title: canary,
      caption: canary,
      scope: { user: canary },
      metadata: { note: canary },
    },
  ]);
  await brain.recall(canary, { scope: { user: canary } });
  await brain.sleep();
  // Only while it is closed: reading a brain's file in a process that has it open would drop its locks.
  await brain.close();
  assert.equal(readFileSync(path).includes(canary), true);
  brain = await openBrain({ path });
  assert.equal((await brain.erase("gone")).status, "final");
  const bundle = (await Array.fromAsync(brain.export())).join("\n");
  await brain.close();
  assert.equal(readFileSync(path).includes(canary), false);
  assert.equal(bundle.includes(canary), false);
  assert.equal(bundle.includes('"gone"'), true);
});

test("Z2: a sleep is in the log with its seed and the number of its steps, and no duration", async () => {
  const brain = await openBrain({ seed: 42 });
  await brain.observe({ text: "x" });
  const { steps } = await brain.sleep();
  const slept = (await Array.fromAsync(brain.export())).find((line) => line.includes('"slept"'))!;
  const { seq: _seq, at: _at, ...body } = JSON.parse(slept).event;
  assert.deepEqual(body, { type: "slept", seed: 42, steps });
});

test("L14: a damaged episode can be given up, and the rest is recalled again", async () => {
  const path = newPath();
  const made = await openBrain({ path });
  await made.observe(Array.from({ length: 20 }, (_, i) => ({ id: `e${i}`, text: `bread number ${i}` })));
  await made.sleep();
  await made.close();
  const { DatabaseSync } = await import("node:sqlite");
  const file = new DatabaseSync(path);
  file.exec("UPDATE events SET body = zeroblob(length(body)) WHERE episode = 'e11'");
  file.close();
  const brain = await openBrain({ path });
  await assert.rejects(brain.recall("bread", { k: 20 }), { code: "damaged" });
  assert.equal((await brain.erase("e11")).status, "final");
  assert.equal((await brain.recall("bread", { k: 20 })).memories.length, 19);
  assert.deepEqual((await brain.verify()).problems, []);
  await brain.close();
});
