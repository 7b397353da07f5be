import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Brain, type BrainEvents, openBrain, type Redactor } from "../../src/index.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { bundleOf, found, isFoldOfItsLog, refused } from "./support.ts";

const newPath = scratchFiles();

suite("closing", () => {
  test("every call on a closed brain is `closed`", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "a", text: "bread" });
    await brain.close();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => brain.observe({ text: "x" }),
      () => brain.observe([{ text: "x" }]),
      () => brain.recall("x"),
      () => brain.sleep(),
      () => brain.forget("a"),
      () => brain.remember("a"),
      () => brain.erase("a"),
      () => brain.pin("a"),
      () => brain.feedback("a", 1),
      () => brain.why("a"),
      () => brain.stats(),
      () => brain.ready(),
      () => brain.stateHash(),
      () => brain.verify(),
      () => brain.backup(newPath()),
      () => bundleOf(brain),
      () => brain.import([]),
    ];
    for (const call of calls) await refused(call(), "closed");
  });

  test("closing twice, at once or later, is closing once", async () => {
    const brain = await openBrain({ path: newPath() });
    await Promise.all([brain.close(), brain.close()]);
    await brain.close();
  });

  test("closing waits for the calls before it, and refuses those after it", async () => {
    const path = newPath();
    const brain = await openBrain({ path });
    const before = [
      brain.observe({ id: "a", text: "bread" }),
      brain.recall("bread"),
      brain.pin("a"),
      brain.why("a"),
      brain.stats(),
      brain.stateHash(),
    ] as const;
    const closed = brain.close();
    await refused(brain.recall("bread"), "closed");
    const [, recalled, , why] = await Promise.all(before);
    await closed;
    assert.equal(recalled.memories.length, 1);
    assert.equal(why.pinned, true);
    const again = await openBrain({ path });
    assert.equal((await again.why("a")).uses, 1, "R7: the use is in the log");
    await again.close();
  });

  test("closing in the middle of a stream keeps what was counted, and the state is that of the log", async () => {
    const path = newPath();
    const brain = await openBrain({ path });
    let counted = 0;
    const stream = brain.observe(
      Array.from({ length: 3000 }, (_, i) => ({ id: `e${i}`, text: `bread number${i}` })),
      { onProgress: ({ observed }) => (counted = observed) },
    );
    const outcome = refused(stream, "closed");
    while (counted === 0) await pause(0);
    await brain.close();
    await outcome;
    const again = await openBrain({ path });
    assert.equal((await again.stats()).episodes, counted);
    await isFoldOfItsLog(again);
    await again.close();
  });
});

suite("calls that do not wait for each other", () => {
  test("O7: all take effect in the order of the calls, however long each takes to prepare", async () => {
    let calls = 0;
    const redact: Redactor = {
      async redact(percept) {
        await pause(calls++ % 2 === 0 ? 8 : 0);
        return { percept, redactions: [] };
      },
    };
    const brain = await openBrain({ redact });
    const [first, second, , certificate, third, recalled] = await Promise.all([
      brain.observe({ id: "a", text: "bread one" }),
      brain.observe({ id: "b", text: "bread two" }),
      brain.forget("b"),
      brain.erase("a"),
      brain.observe({ id: "c", text: "bread three" }),
      brain.recall("bread"),
      brain.feedback("c", 2),
      brain.pin("b"),
    ]);
    assert.ok(first.seq < second.seq && second.seq < third.seq);
    assert.deepEqual(certificate.erased, ["a"]);
    assert.deepEqual(
      recalled.memories.map(({ episode }) => episode.id),
      ["c"],
    );
    assert.equal((await brain.why("c")).feedback, 2);
    assert.deepEqual([(await brain.why("b")).forgotten, (await brain.why("b")).pinned], [true, true]);
    await isFoldOfItsLog(brain);
    await brain.close();
  });

  test("a hundred writers and readers at once lose nothing", async () => {
    const path = newPath();
    const brain = await openBrain({ path });
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await brain.observe({ id: `e${i}`, text: `bread number${i}` });
        assert.equal((await found(brain, `number${i}`))[0], `e${i}`);
        if (i % 10 === 0) await brain.erase(`e${i}`);
        else if (i % 10 === 1) await brain.sleep().catch((error) => assert.equal(error.code, "locked"));
      }),
    );
    assert.equal((await brain.stats()).episodes, 90);
    assert.deepEqual((await brain.verify()).problems, []);
    await isFoldOfItsLog(brain);
    const hash = await brain.stateHash();
    await brain.close();
    const again = await openBrain({ path });
    assert.equal(await again.stateHash(), hash);
    await again.close();
  });
});

suite("events", () => {
  const names = ["observed", "forgotten", "erased", "slept", "quarantined", "rederived", "warning"] as const;

  function listen(brain: Brain): { [Name in keyof BrainEvents]: BrainEvents[Name][] } {
    const heard = Object.fromEntries(names.map((name) => [name, [] as unknown[]]));
    for (const name of names) brain.on(name, (event) => heard[name]!.push(event));
    return heard as never;
  }

  test("each is told once, with what happened", async () => {
    const brain = await openBrain();
    const heard = listen(brain);
    await brain.observe({ id: "a", text: "bread" });
    await brain.observe({ id: "a", text: "bread" });
    await brain.observe([
      { id: "b", text: "eggs" },
      { id: "a", text: "bread" },
      { id: "c", text: "milk" },
    ]);
    assert.deepEqual(
      heard.observed.map(({ events }) => events.map((event) => event.type === "observed" && event.id)),
      [["a"], ["b", "c"]],
    );
    await brain.forget("a", "b");
    await brain.forget();
    await brain.remember("b");
    assert.deepEqual(heard.forgotten, [
      { count: 2, forgotten: true },
      { count: 1, forgotten: false },
    ]);
    const certificate = await brain.erase("c");
    assert.deepEqual(heard.erased, [certificate]);
    const report = await brain.sleep();
    assert.deepEqual(heard.slept, [report]);
    assert.deepEqual([heard.quarantined, heard.rederived, heard.warning], [[], [], []]);
    await brain.close();
  });

  test("an unsubscribed listener hears nothing more; others do", async () => {
    const brain = await openBrain();
    const heard: string[] = [];
    const stop = brain.on("observed", () => heard.push("one"));
    brain.on("observed", () => {
      heard.push("two");
      stop();
    });
    await brain.observe({ text: "bread" });
    await brain.observe({ text: "eggs" });
    stop();
    assert.deepEqual(heard, ["one", "two", "two"]);
    await brain.close();
  });

  test("O8: a listener that throws stops nothing: the call succeeds, others hear, a warning tells", async () => {
    const brain = await openBrain();
    const thrown = new Error("the listener is broken");
    const fail = (): never => {
      throw thrown;
    };
    const warnings: unknown[] = [];
    let heard = 0;
    for (const name of names) brain.on(name, fail);
    brain.on("observed", () => heard++);
    brain.on("warning", ({ error }) => warnings.push(error));
    assert.equal((await brain.observe({ id: "a", text: "bread" })).derived, true);
    await brain.forget("a");
    assert.equal((await brain.erase("a")).status, "final");
    await brain.sleep();
    assert.equal(heard, 1);
    assert.deepEqual(warnings, [thrown, thrown, thrown, thrown]);
    await isFoldOfItsLog(brain);
    await brain.close();
  });
});

suite("uses", () => {
  test("R7: they are in the log within about a second", async () => {
    const log = createMemoryLog();
    const brain = await openBrain({ log });
    await brain.observe({ id: "a", text: "bread" });
    await brain.recall("bread");
    await brain.recall("bread");
    const head = await log.head();
    assert.equal(head, 1);
    await pause(1100);
    const [used] = await log.read(head, 10);
    assert.deepEqual(used?.type === "used" && used.episodes.map(({ id }) => id), ["a", "a"]);
    await brain.close();
  });

  test("R7: only what was returned counts as used", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "a", text: "bread and eggs" });
    await brain.observe({ id: "b", text: "bread with other things" });
    const [best] = (await brain.recall("bread eggs")).memories;
    const { memories } = await brain.recall("bread eggs", { minConfidence: best!.confidence.value });
    assert.deepEqual(
      memories.map(({ episode }) => episode.id),
      ["a"],
    );
    await brain.recall("bread eggs", { k: 1 });
    await bundleOf(brain);
    assert.deepEqual([(await brain.why("a")).uses, (await brain.why("b")).uses], [3, 1]);
    await brain.close();
  });

  test("R7: they are told of once they are committed, in `why`", async () => {
    const path = newPath();
    const first = await openBrain({ path, clock: () => 5000 as never });
    await first.observe({ id: "a", text: "bread" });
    await first.recall("bread");
    await first.close();
    const again = await openBrain({ path });
    const { uses, lastUsedAt } = await again.why("a");
    assert.deepEqual([uses, lastUsedAt], [1, 5000]);
    await again.close();
  });

  test("a brain that may only be read recalls, writes nothing, and refuses to be written to", async () => {
    const path = newPath();
    const writer = await openBrain({ path });
    await writer.observe({ id: "a", text: "bread" });
    await writer.observe({ id: "b", text: "eggs" });
    await writer.close();
    const reader = await openBrain({ path, readOnly: true });
    assert.deepEqual(await found(reader, "bread"), ["a"]);
    await pause(1100);
    assert.equal((await reader.stats()).events, 2);
    const lines = await bundleOf(reader);
    const calls = [
      reader.observe({ text: "x" }),
      reader.forget("a"),
      reader.erase("a"),
      reader.pin("a"),
      reader.feedback("a", 1),
      reader.sleep(),
      reader.import(lines),
    ];
    // Each is heard from the start: one may be refused before the one before it.
    await Promise.all(calls.map((call) => refused(call, "read-only", path)));
    assert.deepEqual((await reader.verify()).problems, []);
    await reader.close();
    const again = await openBrain({ path });
    assert.equal((await again.stats()).events, 2);
    await again.close();
  });

  test("R1: two brains on one file see each other's episodes, forgettings, uses and erasures", async () => {
    const path = newPath();
    const [one, two] = [await openBrain({ path }), await openBrain({ path })];
    await one.observe({ id: "a", text: "bread" });
    assert.deepEqual(await found(two, "bread"), ["a"]);
    await two.forget("a");
    assert.deepEqual(await found(one, "bread"), []);
    await one.remember("a");
    assert.deepEqual(await found(two, "bread"), ["a"]);
    await bundleOf(two);
    assert.equal((await one.why("a")).uses, 2);
    await two.erase("a");
    await refused(one.why("a"), "unknown-episode", "a");
    assert.deepEqual(await found(one, "bread"), []);
    assert.equal(await one.stateHash(), await two.stateHash());
    await one.close();
    await two.close();
  });
});

suite("forgetting", () => {
  test("F1: what is forgotten is found no more; remembered, it has its rank, score and state again", async () => {
    const brain = await openBrain();
    for (let i = 0; i < 12; i++)
      await brain.observe({
        id: `e${i}`,
        text: `bread and eggs number${i} ${"and more ".repeat(i)}`,
        session: "s",
      });
    const ranking = async (): Promise<unknown> =>
      (await brain.recall("bread eggs")).memories.map(({ episode, score }) => [episode.id, score]);
    const before = await ranking();
    await bundleOf(brain);
    const hash = await brain.stateHash();
    await brain.forget("e3", "e4", "e4");
    assert.ok(!(await found(brain, "bread eggs")).some((id) => id === "e3" || id === "e4"));
    assert.equal((await brain.stats()).forgotten, 2);
    assert.notEqual(await brain.stateHash(), hash);
    await brain.remember("e4");
    await brain.remember("e3");
    assert.deepEqual(await ranking(), before);
    await brain.close();
  });

  test("F1: forgetting and remembering leave no trace in the state", async () => {
    const brain = await openBrain();
    for (let i = 0; i < 5; i++) await brain.observe({ id: `e${i}`, text: `bread number${i}`, session: "s" });
    const hash = await brain.stateHash();
    await brain.forget("e1", "e2");
    await brain.forget("e1");
    await brain.remember("e1", "e2");
    assert.equal(await brain.stateHash(), hash);
    await brain.close();
  });

  test("F2: what is forgotten is still there for `why`, and forgetting twice is forgetting once", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "a", text: "bread" });
    await brain.forget("a");
    await brain.forget("a");
    const { forgotten, episode } = await brain.why("a");
    assert.deepEqual([forgotten, episode.content], [true, [{ type: "text", text: "bread" }]]);
    await brain.close();
  });
});
