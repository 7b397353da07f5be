import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brain, type BrainOptions, EncephalonError, openBrain } from "../../src/index.ts";
import type { EventBody, EventOf } from "../../src/model/event.ts";
import type { Millis, Seq } from "../../src/model/ids.ts";
import type { LogStore } from "../../src/ports/log-store.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { FakeEncoder, fakeVector, Gate } from "./fake-encoder.ts";
import { bundleOf, refused, turns } from "./support.ts";

const newPath = scratchFiles();

async function withBrain(options: BrainOptions, use: (brain: Brain) => Promise<void>): Promise<void> {
  const brain = await openBrain(options);
  try {
    await use(brain);
  } finally {
    await brain.close();
  }
}

function encodedIn(events: readonly { readonly type: string }[]): readonly EventOf<"encoded">[] {
  return events.filter((event): event is EventOf<"encoded"> => event.type === "encoded");
}

async function encodedOf(log: LogStore): Promise<readonly EventOf<"encoded">[]> {
  return encodedIn(await log.read(0 as Seq, 100_000));
}

/** The figures of the roll of encoded episodes. */
async function roll(brain: Brain): Promise<Readonly<Record<string, number>>> {
  const { modules } = await brain.stats();
  return modules.find(({ name }) => name === "encoded")!.figures;
}

async function degradedOf(brain: Brain): Promise<readonly string[]> {
  const { degraded } = await brain.recall("ana moved to porto");
  return degraded.filter(({ reason }) => reason === "encoding").map(({ detail }) => detail);
}

const warningsOf = (brain: Brain): unknown[] => {
  const warnings: unknown[] = [];
  brain.on("warning", ({ error }) => warnings.push(error));
  return warnings;
};

test("N21: what is observed is committed, then encoded, then recorded, and only then derived", async () => {
  const log = createMemoryLog();
  const gate = new Gate();
  const encoder = new FakeEncoder("fake", () => gate.opened);
  await withBrain({ log, encoder }, async (brain) => {
    const observing = brain.observe({ id: "a", text: "Ana moved to Porto", title: "Moves" });
    const { memories, degraded } = await brain.recall("ana");
    assert.deepEqual(
      memories.map(({ episode }) => episode.id),
      ["a"],
      "recall does not wait for the encoder",
    );
    assert.deepEqual(degraded, [
      { channel: "dense", reason: "encoding", detail: "0% of the episodes have a vector of fake" },
    ]);
    gate.open();
    const observed = await observing;
    assert.equal(observed.derived, true);
    assert.deepEqual(encoder.calls, [["Moves. Ana moved to Porto"]]);
    assert.deepEqual(
      (await encodedOf(log)).map(({ encoder, episode, vector }) => ({ encoder, episode, vector })),
      [
        {
          encoder: "fake",
          episode: { id: "a", seq: 1 },
          vector: fakeVector("fake", "Moves. Ana moved to Porto"),
        },
      ],
    );
    assert.deepEqual(await degradedOf(brain), []);
    assert.deepEqual(await roll(brain), { encoded: 1, lacking: 0 });
  });
});

test("N21: calls that come while the encoder is busy are sent together", async () => {
  const gate = new Gate();
  const encoder = new FakeEncoder("fake", () => gate.opened);
  await withBrain({ encoder }, async (brain) => {
    const all = Array.from({ length: 20 }, (_, i) => brain.observe({ id: `e${i}`, text: `text ${i}` }));
    await brain.recall("text");
    gate.open();
    assert.ok((await Promise.all(all)).every(({ derived }) => derived));
    assert.ok(encoder.calls.length <= 3, `${encoder.calls.length} calls`);
    assert.equal(encoder.asked, 20);
  });
});

test("N21: an encoder with `encodeNow` is a function of bytes: nothing is recorded of it", async () => {
  const log = createMemoryLog();
  const outside = new FakeEncoder();
  const encoder = {
    id: "inside",
    dimensions: 8,
    encode: outside.encode.bind(outside),
    encodeNow: (text: string) => fakeVector("inside", text),
  };
  await withBrain({ log, encoder }, async (brain) => {
    await brain.observe({ text: "Ana moved to Porto" });
    await brain.ready();
    assert.deepEqual(await encodedOf(log), []);
    assert.equal(
      (await brain.stats()).modules.some(({ name }) => name === "encoded"),
      false,
    );
  });
});

test("N22: an encoder that fails costs the vector and nothing else; the next observe tries again", async () => {
  const encoder = new FakeEncoder("fake", () => {
    throw new TypeError("no connection");
  });
  await withBrain({ encoder }, async (brain) => {
    const warnings = warningsOf(brain);
    const observed = await brain.observe({ id: "a", text: "Ana moved to Porto" });
    assert.equal(observed.stored, true);
    assert.equal(observed.derived, false);
    await assert.rejects(brain.ready(), /no connection/);
    assert.ok(warnings.length > 0 && warnings.every((error) => error instanceof TypeError));
    assert.equal((await brain.recall("porto")).memories.length, 1);
    assert.deepEqual(await degradedOf(brain), ["0% of the episodes have a vector of fake"]);
    encoder.fault = () => undefined;
    assert.equal((await brain.observe({ id: "b", text: "Ben bakes bread" })).derived, true);
    await brain.ready();
    assert.deepEqual(await roll(brain), { encoded: 2, lacking: 0 });
    assert.equal((await brain.observe({ id: "a", text: "Ana moved to Porto" })).derived, true, "a duplicate");
  });
});

test("N22: sleep tries again, and goes on when the encoder still fails", async () => {
  const encoder = new FakeEncoder("fake", () => {
    throw new TypeError("no connection");
  });
  await withBrain({ encoder }, async (brain) => {
    await brain.observe({ id: "a", text: "Ana moved to Porto" });
    const warnings = warningsOf(brain);
    assert.deepEqual((await brain.sleep()).problems, []);
    assert.ok(warnings.length > 0);
    encoder.fault = () => undefined;
    await brain.sleep();
    assert.deepEqual(await roll(brain), { encoded: 1, lacking: 0 });
  });
});

test("N22: the background tries again by itself", async () => {
  let failures = 0;
  const encoder = new FakeEncoder("fake", () => {
    if (failures++ < 1) throw new TypeError("no connection");
  });
  await withBrain({ encoder }, async (brain) => {
    assert.equal((await brain.observe({ text: "Ana moved to Porto" })).derived, false);
    for (let waited = 0; (await roll(brain)).lacking !== 0; waited += 50) {
      assert.ok(waited < 5_000, "within seconds");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});

test("N22: one text that cannot be encoded does not stand in the way of the others", async () => {
  const encoder = new FakeEncoder("fake", (texts) => {
    if (texts.some((text) => text.includes("unique7"))) throw new RangeError("too long");
  });
  await withBrain({ encoder }, async (brain) => {
    const warnings = warningsOf(brain);
    await brain.observe(turns(200));
    const error = await brain.ready().then(
      () => assert.fail("nothing was thrown"),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof RangeError);
    // unique7 and unique70 to unique79.
    assert.deepEqual(await roll(brain), { encoded: 189, lacking: 11 });
    assert.deepEqual(await degradedOf(brain), ["94% of the episodes have a vector of fake"]);
    assert.ok(warnings.length > 0);
  });
});

test("N22: a vector that cannot be committed is asked for again, and the episode stays", async () => {
  const log = createMemoryLog();
  let full = true;
  const failing = new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (key !== "append") return typeof found === "function" ? found.bind(target) : found;
      return async (events: readonly EventBody[], at: Millis) => {
        if (full && events.some(({ type }) => type === "encoded"))
          throw new EncephalonError("disk-full", "The disk is full.", { remedy: "Make room on the disk." });
        return log.append(events, at);
      };
    },
  });
  const encoder = new FakeEncoder();
  await withBrain({ log: failing, encoder }, async (brain) => {
    const warnings = warningsOf(brain);
    const observed = await brain.observe({ id: "a", text: "Ana moved to Porto" });
    assert.deepEqual([observed.stored, observed.derived], [true, false]);
    assert.equal((warnings[0] as EncephalonError).code, "disk-full");
    await refused(brain.ready(), "disk-full");
    full = false;
    await brain.ready();
    assert.equal((await encodedOf(log)).length, 1);
  });
});

test("N22: a stream does not wait for an encoder that fails, and makes no secret of it", async () => {
  let down = true;
  const encoder = new FakeEncoder("fake", () => {
    if (down) throw new EncephalonError("encoder-unreachable", "No answer.", { remedy: "Wait." });
  });
  await withBrain({ encoder }, async (brain) => {
    const warnings = warningsOf(brain);
    assert.equal((await brain.observe(turns(1000))).stored, 1000);
    assert.ok(encoder.calls.length <= 2, `${encoder.calls.length} calls for 8 commits`);
    assert.ok(warnings.length >= 1);
    assert.deepEqual(await degradedOf(brain), ["0% of the episodes have a vector of fake"]);
    down = false;
    await brain.ready();
    assert.deepEqual(await roll(brain), { encoded: 1000, lacking: 0 });
  });
});

test("N22: what an encoder answers is checked", async () => {
  const wrong: readonly ((texts: readonly string[]) => unknown)[] = [
    () => null,
    (texts) => texts.slice(1).map((text) => fakeVector("x", text)),
    (texts) => texts.map(() => new Float32Array(7)),
    (texts) => texts.map(() => [1, 0, 0, 0, 0, 0, 0, 0]),
    (texts) => texts.map(() => new Float32Array(8).fill(Number.NaN)),
  ];
  for (const answer of wrong) {
    const encoder = {
      id: "wrong",
      dimensions: 8,
      encode: async (texts: readonly string[]) => answer(texts) as readonly Float32Array[],
    };
    const log = createMemoryLog();
    await withBrain({ log, encoder }, async (brain) => {
      assert.equal((await brain.observe({ text: "Ana moved to Porto" })).derived, false);
      await refused(brain.ready(), "encoder-failed", "wrong");
      assert.deepEqual(await encodedOf(log), []);
    });
  }
});

test("N23: another encoder encodes everything in the background, the latest first, and goes on where it stopped", async () => {
  const path = newPath();
  await withBrain({ path, encoder: new FakeEncoder("first") }, async (brain) => {
    await brain.observe(turns(600));
    await brain.ready();
  });
  const second = new FakeEncoder("second", (_, call) =>
    call > 2 ? new Promise(() => undefined) : undefined,
  );
  const before = await openBrain({ path, encoder: second });
  while (second.calls.length < 3) await before.recall("ana");
  assert.ok(second.calls[0]![0]!.includes("unique599"));
  assert.deepEqual(await roll(before), { encoded: 256, lacking: 344 });
  assert.deepEqual(await degradedOf(before), ["42% of the episodes have a vector of second"]);
  await before.close();

  const again = new FakeEncoder("second");
  await withBrain({ path, encoder: again }, async (brain) => {
    await brain.ready();
    assert.equal(again.asked, 344, "only what was lacking");
    assert.deepEqual(await degradedOf(brain), []);
  });
  const back = new FakeEncoder("first");
  await withBrain({ path, encoder: back }, async (brain) => {
    await brain.ready();
    assert.equal(back.asked, 0, "the log still holds the first one's vectors");
  });
  const log = await openSqliteLog({ path });
  assert.equal((await encodedOf(log)).length, 1200);
  await log.close();
});

test("N23: closing does not wait for an encoder, nor does whoever observed", async () => {
  const encoder = new FakeEncoder("fake", () => new Promise(() => undefined));
  const path = newPath();
  const brain = await openBrain({ path, encoder });
  const observing = brain.observe({ id: "a", text: "Ana moved to Porto" });
  const ready = refused(brain.ready(), "closed");
  await brain.recall("porto");
  await brain.close();
  assert.equal((await observing).derived, false);
  assert.equal((await observing).stored, true);
  await ready;
  const next = new FakeEncoder();
  await withBrain({ path, encoder: next }, async (again) => {
    await again.ready();
    assert.equal(next.asked, 1);
  });
});

test("N23: closing does not wait for the vector of a cue, which is given up", async () => {
  const stopped: unknown[] = [];
  const brain = await openBrain({
    encoder: {
      id: "slow cues",
      dimensions: 8,
      encode: (texts, purpose, signal) =>
        purpose === "episode"
          ? Promise.resolve(texts.map((text) => fakeVector("slow cues", text)))
          : new Promise((_, reject) =>
              signal!.addEventListener("abort", () => {
                stopped.push(signal!.reason);
                reject(signal!.reason);
              }),
            ),
    },
  });
  await brain.observe({ text: "Ana moved to Porto" });
  const recalling = refused(brain.recall("porto"), "closed");
  await brain.stats();
  await brain.close();
  await recalling;
  assert.equal(stopped.length, 1);
});

test("N23: a reader encodes nothing and says what is lacking", async () => {
  const path = newPath();
  await withBrain({ path }, async (brain) => void (await brain.observe(turns(10))));
  const encoder = new FakeEncoder();
  await withBrain({ path, encoder, readOnly: true }, async (brain) => {
    await brain.ready();
    assert.deepEqual(await degradedOf(brain), ["0% of the episodes have a vector of fake"]);
    await brain.recall("ana");
    assert.equal(encoder.asked, 0);
  });
});

test("N24: one process encodes what is lacking; the other one waits for it and folds the same", async () => {
  const path = newPath();
  await withBrain({ path }, async (brain) => void (await brain.observe(turns(500))));
  const slow = () => new Promise((resolve) => setTimeout(resolve, 20));
  const encoders = [new FakeEncoder("fake", slow), new FakeEncoder("fake", slow)] as const;
  const brains = await Promise.all(encoders.map((encoder) => openBrain({ path, encoder })));
  await Promise.all(
    brains.map(async (brain) => {
      await brain.ready();
      assert.deepEqual(await roll(brain), { encoded: 500, lacking: 0 });
    }),
  );
  assert.equal(encoders[0].asked + encoders[1].asked, 500);
  const [one, two] = await Promise.all(brains.map((brain) => brain.stateHash()));
  assert.equal(one, two);
  for (const brain of brains) await brain.close();
});

test("N25: an episode that is erased while its vector is on the way never gets it", async () => {
  for (const open of [async () => createMemoryLog(), () => openSqliteLog({ path: newPath() })]) {
    const log = await open();
    const gate = new Gate();
    const encoder = new FakeEncoder("fake", () => gate.opened);
    await withBrain({ log, encoder }, async (brain) => {
      const observing = [
        brain.observe({ id: "gone", text: "Ana moved to Porto" }),
        brain.observe({ id: "stays", text: "Ben bakes bread" }),
      ];
      while (encoder.calls.length === 0) await brain.recall("ana");
      assert.equal((await brain.erase("gone")).status, "final");
      gate.open();
      const [gone, stays] = await Promise.all(observing);
      assert.equal(gone!.derived, false);
      assert.equal(stays!.derived, true);
      assert.deepEqual(
        (await encodedOf(log)).map(({ episode }) => episode.id),
        ["stays"],
      );
      assert.equal((await bundleOf(brain)).join("\n").includes("Porto"), false);
    });
  }
});

test("N25: nor when another process erases it", async () => {
  const path = newPath();
  const gate = new Gate();
  const encoder = new FakeEncoder("fake", () => gate.opened);
  const [mine, theirs] = [await openBrain({ path, encoder }), await openBrain({ path, encoder: null })];
  const observing = mine.observe({ id: "gone", text: "Ana moved to Porto" });
  while (encoder.calls.length === 0) await mine.recall("ana");
  await theirs.erase("gone");
  gate.open();
  assert.equal((await observing).derived, false);
  await mine.ready();
  assert.deepEqual(await roll(mine), { encoded: 0, lacking: 0 });
  assert.equal(encoder.asked, 1);
  await mine.close();
  await theirs.close();
  const log = await openSqliteLog({ path });
  assert.deepEqual(await encodedOf(log), []);
  await log.close();
});

test("N25: erased from a brain with vectors of two encoders, it has none left in the log or an export", async () => {
  const path = newPath();
  const percepts = [
    { id: "gone", text: "Ana moved to Porto" },
    { id: "stays", text: "Ben bakes bread" },
  ];
  await withBrain({ path, encoder: new FakeEncoder("first") }, async (brain) => {
    await brain.observe(percepts);
  });
  await withBrain({ path, encoder: new FakeEncoder("second") }, async (brain) => {
    await brain.ready();
    assert.equal((await brain.erase("gone")).status, "final");
    const left = (await bundleOf(brain)).flatMap((line) => {
      const { event } = JSON.parse(line);
      return event?.type === "encoded" && event.vector !== null ? [[event.encoder, event.episode.id]] : [];
    });
    assert.deepEqual(left.sort(), [
      ["first", "stays"],
      ["second", "stays"],
    ]);
  });
});

test("N23: a bundle brings the vectors along, and what it lacks is encoded", async () => {
  const lines: string[] = [];
  await withBrain({ encoder: new FakeEncoder("fake") }, async (brain) => {
    await brain.observe(turns(20));
    lines.push(...(await bundleOf(brain)));
  });
  const encoder = new FakeEncoder("fake");
  await withBrain({ encoder }, async (brain) => {
    await brain.import(lines);
    await brain.ready();
    assert.equal(encoder.asked, 0);
    assert.deepEqual(await roll(brain), { encoded: 20, lacking: 0 });
  });
  const other = new FakeEncoder("other");
  await withBrain({ encoder: other }, async (brain) => {
    await brain.import(lines);
    await brain.ready();
    assert.equal(other.asked, 20);
  });
});

test("N26: stats name the encoder and the share that is encoded", async () => {
  const encoder = new FakeEncoder("some-model:abc", (texts) => {
    if (texts.includes("b")) throw new RangeError("no b");
  });
  await withBrain({ encoder }, async (brain) => {
    assert.deepEqual((await brain.stats()).encoder, { id: "some-model:abc", share: 1 });
    await brain.observe([{ text: "a" }, { text: "b" }]);
    assert.deepEqual((await brain.stats()).encoder, { id: "some-model:abc", share: 0.5 });
  });
  await withBrain({ encoder: null }, async (brain) => assert.equal((await brain.stats()).encoder, null));
});

test("N27: an encoder without a usable id, dimensions or function is refused at the door", async () => {
  const good = new FakeEncoder();
  const encode = good.encode.bind(good);
  for (const encoder of [
    {},
    { id: "", dimensions: 8, encode },
    { id: "a\0b", dimensions: 8, encode },
    { id: "a", dimensions: 0, encode },
    { id: "a", dimensions: 1.5, encode },
    { id: "a", dimensions: 8 },
    "bge-small",
  ])
    await refused(openBrain({ encoder } as unknown as BrainOptions), "invalid-options");
  await withBrain({ encoder: null }, async (brain) => void (await brain.observe({ text: "a" })));
});
