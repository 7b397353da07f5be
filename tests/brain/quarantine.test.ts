import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  type Brain,
  defaultRegions,
  type LogEvent,
  openBrain,
  type Quarantined,
  type RegionFactory,
} from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { defaultModules, found, isFoldOfItsLog, Recorder, type RecorderFaults, refused } from "./support.ts";

const newPath = scratchFiles();

const isPoison = (event: LogEvent): boolean => event.type === "observed" && event.id === "poison";

interface Patient {
  readonly brain: Brain;
  readonly recorder: Recorder;
  readonly told: Quarantined[];
}

async function open(faults: RecorderFaults, path?: string, version = "1"): Promise<Patient> {
  const recorder = new Recorder("mine", faults, version);
  const regions: RegionFactory[] = [...defaultRegions, () => recorder];
  const brain = await openBrain({ ...(path !== undefined && { path }), regions });
  const told: Quarantined[] = [];
  brain.on("quarantined", (quarantined) => told.push(quarantined));
  return { brain, recorder, told };
}

async function observeThree(brain: Brain): Promise<readonly boolean[]> {
  const derived: boolean[] = [];
  for (const id of ["one", "poison", "two"])
    derived.push((await brain.observe({ id, text: `bread ${id}`, time: 0 })).derived);
  return derived;
}

const listed = { channel: "mine", reason: "quarantined", detail: "1 events could not be derived" } as const;

suite("D5: an event on which a region always throws", () => {
  for (const [when, faults] of [
    ["before it changed anything", { before: isPoison }],
    ["with its state half changed", { after: isPoison }],
  ] as const) {
    test(`${when}: is left out of that region and of nothing else`, async () => {
      const { brain, recorder } = await open(faults);
      assert.deepEqual(await observeThree(brain), [true, false, true]);
      assert.deepEqual(recorder.texts, ["bread one", "bread two"]);
      assert.deepEqual([...(await found(brain, "bread poison"))].sort(), ["one", "poison", "two"]);
      await brain.close();
    });

    test(`${when}: the region's state is that of a fold without the episode`, async () => {
      const { brain } = await open(faults);
      await observeThree(brain);
      const without = await open({});
      for (const id of ["one", "two"]) await without.brain.observe({ id, text: `bread ${id}`, time: 0 });
      await brain.erase("poison");
      assert.equal(await brain.stateHash(), await without.brain.stateHash());
      await brain.close();
      await without.brain.close();
    });

    test(`${when}: recall, verify, why and stats say so, once, without a word of the text`, async () => {
      const { brain, told } = await open(faults);
      await observeThree(brain);
      const { degraded } = await brain.recall("bread");
      assert.deepEqual(degraded, [listed]);
      const { ok, problems } = await brain.verify();
      assert.deepEqual([ok, problems], [false, ["mine: event 2 could not be derived (RangeError)."]]);
      assert.deepEqual(told, [{ module: "mine", seq: 2, error: "RangeError" }]);
      assert.deepEqual((await brain.why("poison")).quarantined, [{ module: "mine", error: "RangeError" }]);
      assert.deepEqual((await brain.why("one")).quarantined, []);
      const { modules } = await brain.stats();
      assert.deepEqual(
        modules.map(({ name, quarantined }) => [name, quarantined]),
        [...defaultModules.map((name) => [name, 0]), ["mine", 1]],
      );
      await brain.close();
    });

    test(`${when}: it stays left out after a restart, which does not try it again`, async () => {
      const path = newPath();
      const first = await open(faults, path);
      await observeThree(first.brain);
      const hash = await first.brain.stateHash();
      await first.brain.close();
      let tried = 0;
      const again = await open({ before: (event) => isPoison(event) && ++tried > 0 }, path);
      assert.deepEqual((await again.brain.recall("bread")).degraded, [listed]);
      assert.deepEqual([tried, again.recorder.texts], [0, ["bread one", "bread two"]]);
      assert.equal(await again.brain.stateHash(), hash);
      await again.brain.close();
    });
  }

  test("D9: erasing the episode ends the quarantine, for good", async () => {
    const path = newPath();
    const { brain } = await open({ after: isPoison }, path);
    await observeThree(brain);
    assert.equal((await brain.erase("poison")).status, "final");
    assert.deepEqual((await brain.recall("bread")).degraded, []);
    assert.deepEqual((await brain.verify()).problems, []);
    await brain.close();
    const again = await open({ after: isPoison }, path);
    assert.deepEqual((await again.brain.recall("bread")).degraded, []);
    assert.deepEqual(again.recorder.texts, ["bread one", "bread two"]);
    await again.brain.close();
  });

  test("D6: another version of the region folds it again, and the quarantine ends", async () => {
    const path = newPath();
    const { brain } = await open({ after: isPoison }, path);
    await observeThree(brain);
    await brain.close();
    const mended = await open({}, path, "2");
    assert.deepEqual(mended.recorder.texts, ["bread one", "bread poison", "bread two"]);
    assert.deepEqual((await mended.brain.recall("bread")).degraded, []);
    assert.deepEqual((await mended.brain.verify()).problems, []);
    await mended.brain.close();
  });

  test("in the middle of many: the others of the chunk keep their signals and are derived", async () => {
    const { brain, recorder, told } = await open({
      after: (event) => event.type === "observed" && event.id === "e70",
    });
    const many = Array.from({ length: 200 }, (_, i) => ({ id: `e${i}`, text: `bread ${i}` }));
    assert.equal((await brain.observe(many)).stored, 200);
    assert.equal(recorder.texts.length, 199);
    assert.ok(!recorder.texts.includes("bread 70"));
    assert.deepEqual(
      told.map(({ seq }) => seq),
      [71],
    );
    await brain.close();
  });

  test("a forgetting: the episode stays known, the region goes on", async () => {
    const { brain, recorder } = await open({ before: (event) => event.type === "forgotten" });
    await brain.observe({ id: "one", text: "bread" });
    await brain.forget("one");
    assert.deepEqual(await found(brain, "bread"), []);
    assert.deepEqual(recorder.texts, ["bread"]);
    assert.deepEqual((await brain.recall("bread")).degraded, [listed]);
    await brain.close();
  });
});

test("D5: an event on which a region throws once is derived at the second attempt, signals included", async () => {
  let failures = 0;
  const { brain, recorder, told } = await open({ after: (event) => isPoison(event) && failures++ === 0 });
  await brain.observe({ id: "one", text: "bread one" });
  const { derived, signals } = await brain.observe({ id: "poison", text: "bread poison" });
  assert.deepEqual([derived, signals["mine.length"], failures], [true, 12, 2]);
  assert.deepEqual(recorder.texts, ["bread one", "bread poison"]);
  assert.deepEqual([told, (await brain.recall("bread")).degraded], [[], []]);
  await brain.close();
});

test("D5: a region that throws on every event harms nobody else", async () => {
  const path = newPath();
  const { brain, recorder } = await open({ after: () => true }, path);
  const many = Array.from({ length: 300 }, (_, i) => ({ id: `e${i}`, text: `bread number${i}` }));
  await brain.observe(many);
  assert.equal((await brain.observe({ id: "last", text: "eggs" })).derived, false);
  assert.deepEqual(recorder.texts, []);
  assert.equal((await found(brain, "number7"))[0], "e7");
  assert.equal((await brain.erase("e7")).status, "final");
  assert.deepEqual(
    (await brain.stats()).modules.map(({ name, quarantined }) => [name, quarantined]),
    [...defaultModules.map((name) => [name, 0]), ["mine", 301]],
  );
  await brain.close();
  const plain = await openBrain({ path });
  await isFoldOfItsLog(plain);
  await plain.close();
});

test("E2, D10: a region that throws on an erasure holds nothing of what was erased", async () => {
  const path = newPath();
  const { brain, recorder } = await open({ before: (event) => event.type === "erased" }, path);
  await observeThree(brain);
  await brain.sleep();
  await brain.erase("one");
  assert.deepEqual(recorder.texts, ["bread poison", "bread two"]);
  await brain.close();
  const again = await open({}, path);
  assert.deepEqual(again.recorder.texts, ["bread poison", "bread two"]);
  await again.brain.close();
});

test("D2: a checkpoint that its region cannot read is not used: the region is folded from the log", async () => {
  const path = newPath();
  const first = await open({}, path);
  await observeThree(first.brain);
  await first.brain.sleep();
  const hash = await first.brain.stateHash();
  await first.brain.close();
  const again = await open({ restore: (bytes) => bytes !== null }, path);
  assert.deepEqual(again.recorder.texts, ["bread one", "bread poison", "bread two"]);
  assert.equal(await again.brain.stateHash(), hash);
  assert.deepEqual((await again.brain.recall("bread")).degraded, []);
  await again.brain.close();
});

test("O1, D11: a region whose checkpoint cannot be written costs no write; a warning tells, and closing works", async () => {
  const path = newPath();
  const { brain } = await open({ checkpoint: () => true, after: isPoison }, path);
  const warnings: unknown[] = [];
  brain.on("warning", ({ error }) => warnings.push(error));
  assert.deepEqual(await observeThree(brain), [true, false, true]);
  assert.ok(warnings.length > 0 && warnings.every((error) => error instanceof RangeError));
  assert.equal((await brain.erase("one")).status, "pending");
  await assert.rejects(brain.sleep(), RangeError);
  await brain.observe(Array.from({ length: 600 }, (_, i) => ({ text: `bread ${i}` })));
  await brain.close();
  const plain = await open({}, path);
  assert.equal((await plain.brain.stats()).episodes, 602);
  assert.equal((await plain.brain.sleep()).problems.length, 0);
  await plain.brain.close();
});

suite("R3: a channel that throws while it proposes", () => {
  test("is listed, and the others answer", async () => {
    const { brain } = await open({ propose: () => true });
    await observeThree(brain);
    const { memories, degraded, abstained } = await brain.recall("bread");
    assert.deepEqual([memories.length, abstained], [3, false]);
    assert.deepEqual(degraded, [{ channel: "mine", reason: "failed", detail: "TypeError" }]);
    assert.deepEqual(Object.keys(memories[0]!.channels), ["lexical", "dense", "fusion"]);
    await brain.close();
  });

  test("and then proposes again takes part again", async () => {
    let broken = true;
    const { brain } = await open({ propose: () => broken });
    await observeThree(brain);
    assert.equal((await brain.recall("bread")).degraded.length, 1);
    broken = false;
    const { memories, degraded } = await brain.recall("bread");
    assert.deepEqual(degraded, []);
    assert.deepEqual(Object.keys(memories[0]!.channels), ["lexical", "dense", "mine", "fusion"]);
    await brain.close();
  });

  test("as the last one makes the recall an error, never an empty answer", async () => {
    const brain = await openBrain({ regions: [() => new Recorder("mine", { propose: () => true })] });
    await brain.observe({ text: "bread" });
    await refused(brain.recall("bread"), "recall-failed", [
      { channel: "mine", reason: "failed", detail: "TypeError" },
    ]);
    await brain.close();
  });

  test("a brain without any channel cannot recall and says so", async () => {
    const brain = await openBrain({ regions: [] });
    await brain.observe({ text: "bread" });
    await refused(brain.recall("bread"), "recall-failed", []);
    await brain.close();
  });
});

test("two regions of one name are module-conflict, and the file is free again", async () => {
  const path = newPath();
  const twice = [() => new Recorder("mine"), () => new Recorder("mine")];
  await refused(openBrain({ path, regions: twice }), "module-conflict", "mine");
  await refused(
    openBrain({ path, regions: [() => new Recorder("register")] }),
    "module-conflict",
    "register",
  );
});
