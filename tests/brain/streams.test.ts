import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Brain, openBrain, type Percept } from "../../src/index.ts";
import { found, isFoldOfItsLog, refused, turns } from "./support.ts";

/** 300 percepts of which one cannot be stored. */
function withBadOne(index: number, bad: Percept): readonly Percept[] {
  return [...turns(300)].with(index, bad as never);
}

async function isAsFolded(brain: Brain, episodes: number): Promise<void> {
  assert.equal((await brain.stats()).episodes, episodes);
  await isFoldOfItsLog(brain);
  assert.deepEqual((await brain.verify()).problems, []);
}

suite("many percepts", () => {
  test("O5: a bad one is named by its place, what is said to be stored is stored, and the rest can go on from there", async () => {
    const brain = await openBrain();
    const error = await refused(brain.observe(withBadOne(200, { text: "" })), "invalid-percept", "");
    assert.match(error.message, /^Percept 200 \(counting from 0\): The percept is empty\./);
    const stored = Number(/The first (\d+) are stored/.exec(error.remedy)![1]);
    assert.equal((await brain.stats()).episodes, stored);
    assert.ok(stored <= 200 && stored > 0);
    assert.equal((await found(brain, `unique${stored - 1}`))[0], `t${stored - 1}`);
    assert.deepEqual(await brain.observe([...turns(300)].slice(stored)), {
      stored: 300 - stored,
      duplicates: 0,
      erased: 0,
      redactions: 0,
    });
    await isAsFolded(brain, 300);
    await brain.close();
  });

  test("O5: with ids, all of them may simply be observed again", async () => {
    const brain = await openBrain();
    await refused(brain.observe(withBadOne(200, { text: "x", time: "then" })), "invalid-time", "then");
    const { stored } = await brain.stats().then(({ episodes }) => ({ stored: episodes }));
    const again = await brain.observe(turns(300));
    assert.deepEqual([again.stored, again.duplicates], [300 - stored, stored]);
    await isAsFolded(brain, 300);
    await brain.close();
  });

  test("O5: something else than a percept in an array is named by its place", async () => {
    const brain = await openBrain();
    const error = await refused(brain.observe([{ text: "a" }, null as never]), "invalid-percept");
    assert.match(error.message, /^Percept 1 /);
    await isAsFolded(brain, 0);
    await brain.close();
  });

  test("O5: a source that throws in the middle: the error is its own, and what was counted is stored", async () => {
    const brain = await openBrain();
    const broken = new Error("the stream broke");
    async function* source(): AsyncGenerator<Percept> {
      yield* turns(200);
      throw broken;
    }
    let counted = 0;
    await assert.rejects(
      brain.observe(source(), { onProgress: ({ observed }) => (counted = observed) }),
      (error) => error === broken,
    );
    assert.equal(counted, 128);
    await isAsFolded(brain, 128);
    assert.equal((await brain.observe(turns(200))).duplicates, 128);
    await isAsFolded(brain, 200);
    await brain.close();
  });

  test("O5: progress counts what is durable, with the total where the source has a length", async () => {
    const brain = await openBrain();
    const counts: (readonly [number, number | null])[] = [];
    await brain.observe([...turns(300)], {
      onProgress: ({ observed, total }) => counts.push([observed, total]),
    });
    assert.deepEqual(counts, [
      [128, 300],
      [256, 300],
      [300, 300],
    ]);
    const totals = new Set<number | null>();
    await brain.observe(turns(10, 300), { onProgress: ({ total }) => totals.add(total) });
    assert.deepEqual([...totals], [null]);
    await brain.close();
  });

  test("an empty array stores nothing and is no error", async () => {
    const brain = await openBrain();
    assert.deepEqual(await brain.observe([]), { stored: 0, duplicates: 0, erased: 0, redactions: 0 });
    await brain.close();
  });
});

suite("identity", () => {
  test("O2: an id with two contents in one batch is id-conflict and nothing of the batch is written", async () => {
    const brain = await openBrain();
    const batch = [
      { id: "a", text: "bread", time: 0 },
      { id: "b", text: "eggs", time: 0 },
      { id: "a", text: "milk", time: 0 },
    ];
    const error = await refused(brain.observe(batch), "id-conflict", "a");
    assert.match(error.message, /^Percepts 0 to 2: .*The first 0 are stored/);
    await isAsFolded(brain, 0);
    await brain.close();
  });

  test("O2: an id with another content than before is id-conflict, and what was there stays", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "a", text: "bread", time: 0 });
    await refused(brain.observe({ id: "a", text: "milk", time: 0 }), "id-conflict", "a");
    await refused(brain.observe({ id: "a", text: "bread", time: 1 }), "id-conflict", "a");
    await refused(brain.observe({ id: "a", text: "bread", time: 0, speaker: "Ana" }), "id-conflict", "a");
    assert.deepEqual(await found(brain, "bread"), ["a"]);
    const { memories } = await brain.recall("milk");
    assert.ok(memories.every(({ channels }) => channels.lexical === undefined));
    assert.deepEqual((await brain.why("a")).episode.content, [{ type: "text", text: "bread" }]);
    await isAsFolded(brain, 1);
    await brain.close();
  });

  test("O2: the same again changes nothing: neither the state nor the log", async () => {
    const brain = await openBrain();
    const percept: Percept = {
      id: "a",
      time: "2026-03-14",
      content: [
        { type: "structured", data: { z: 1, a: [null, "\ud800"] } },
        { type: "text", text: "bread\0" },
      ],
      metadata: { b: 1, a: 2 },
      scope: { user: "u", tenant: "t" },
    };
    const first = await brain.observe(percept);
    const hash = await brain.stateHash();
    const { events } = await brain.stats();
    const again = await brain.observe({
      ...percept,
      metadata: { a: 2, b: 1 },
      scope: { tenant: "t", user: "u" },
    });
    assert.deepEqual(
      [again.stored, again.duplicate, again.derived, again.seq],
      [true, true, true, first.seq],
    );
    assert.deepEqual([await brain.stateHash(), (await brain.stats()).events], [hash, events]);
    await brain.close();
  });

  test("M3: without a time, the same id is the same however much later it comes again", async () => {
    let now = 1000;
    const brain = await openBrain({ clock: () => now++ as never });
    const first = await brain.observe({ id: "a", text: "bread" });
    const again = await brain.observe({ id: "a", text: "bread" });
    assert.deepEqual([again.duplicate, again.seq], [true, first.seq]);
    const many = await brain.observe([
      { id: "b", text: "eggs" },
      { id: "b", text: "eggs" },
      { id: "a", text: "bread" },
    ]);
    assert.deepEqual([many.stored, many.duplicates], [1, 2]);
    assert.equal((await brain.why("a")).episode.time, first.signals && 1000);
    await brain.close();
  });

  test("O3: without an id every percept is new", async () => {
    const brain = await openBrain();
    const [one, two] = [await brain.observe({ text: "bread" }), await brain.observe({ text: "bread" })];
    assert.notEqual(one.id, two.id);
    await isAsFolded(brain, 2);
    await brain.close();
  });

  test("O4: an id that was erased is not learned again, whatever its content", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "a", text: "bread", time: 0 });
    await brain.erase("a");
    const hash = await brain.stateHash();
    for (const text of ["bread", "milk"]) {
      const { stored, duplicate, derived } = await brain.observe({ id: "a", text, time: 0 });
      assert.deepEqual([stored, duplicate, derived], [false, false, false]);
    }
    assert.deepEqual(
      await brain.observe([
        { id: "a", text: "bread" },
        { id: "b", text: "eggs" },
      ]),
      {
        stored: 1,
        duplicates: 0,
        erased: 1,
        redactions: 0,
      },
    );
    await brain.erase("b");
    assert.equal(await brain.stateHash(), hash);
    assert.deepEqual(await found(brain, "bread milk eggs"), []);
    await refused(brain.why("a"), "unknown-episode", "a");
    await brain.close();
  });
});
