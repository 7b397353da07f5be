import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { before, suite, test } from "node:test";
import {
  type Brain,
  type BrainModule,
  defaultRegions,
  openBrain,
  type RegionFactory,
} from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { defaultModules, found, isFoldOfItsLog, longestGap, Recorder, turns } from "./support.ts";

const newPath = scratchFiles();
const episodes = 9000;
const erased = 9;

/** A brain of 9,000 episodes, and some that were erased, in which `mine` is of version 1 and everything is checkpointed. */
const template = newPath("template.brain");
before(async () => {
  const brain = await openBrain({ path: template, regions: withMine("1") });
  await brain.observe(turns(100));
  await brain.erase(...Array.from({ length: erased }, (_, i) => `t${i * 10}`));
  await brain.observe(turns(episodes + erased - 100, 100));
  await brain.sleep();
  await brain.close();
});

function withMine(version: string, faults = {}): readonly RegionFactory[] {
  return [...defaultRegions, (): BrainModule => new Recorder("mine", faults, version)];
}

function copy(): string {
  const path = newPath();
  copyFileSync(template, path);
  return path;
}

/** How often the region folded an event. */
function counted(version: string): {
  readonly regions: readonly RegionFactory[];
  readonly folds: () => number;
} {
  let folds = 0;
  return {
    regions: withMine(version, { before: () => ++folds < 0 }),
    folds: () => folds,
  };
}

suite("D6: a region of another version, 9,000 episodes behind", () => {
  test("the brain opens at once, recalls with a share, and is complete when ready", async () => {
    const path = copy();
    const brain = await openBrain({ path, regions: withMine("2") });
    const rederived: string[] = [];
    brain.on("rederived", ({ module }) => rederived.push(module));
    const shares: number[] = [];
    for (;;) {
      const { degraded, memories } = await brain.recall("unique8999");
      assert.equal(memories[0]!.episode.id, "t8999", "the others answer meanwhile");
      if (degraded.length === 0) break;
      assert.deepEqual(
        [degraded.length, degraded[0]!.channel, degraded[0]!.reason],
        [1, "mine", "rederiving"],
      );
      shares.push(Number(/^(\d+)% of the log is folded$/.exec(degraded[0]!.detail)![1]));
    }
    assert.ok(shares.length > 3, `only ${shares.length} recalls meanwhile`);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    await brain.ready();
    assert.deepEqual(rederived, ["mine"]);
    await isFoldOfItsLog(brain, withMine("2"));
    await brain.close();
  });

  test("what is observed meanwhile is durable and not derived; afterwards it is", async () => {
    const path = copy();
    const brain = await openBrain({ path, regions: withMine("2") });
    const { stored, derived } = await brain.observe({ id: "new", text: "a new thing", time: 0 });
    assert.deepEqual([stored, derived], [true, false]);
    assert.deepEqual(await found(brain, "new thing"), ["new"]);
    await brain.ready();
    assert.equal((await brain.observe({ text: "another" })).derived, true);
    await isFoldOfItsLog(brain, withMine("2"));
    await brain.close();
  });

  test("closing in the middle keeps what is folded: opening again goes on from there", async () => {
    const path = copy();
    const first = counted("2");
    const brain = await openBrain({ path, regions: first.regions });
    await brain.observe({ text: "one more" });
    const derived = async (): Promise<number> =>
      (await brain.stats()).modules.find(({ name }) => name === "mine")!.derived;
    while ((await derived()) < 3000);
    await brain.close();
    assert.ok(first.folds() < episodes, "it was in the middle");
    const second = counted("2");
    const again = await openBrain({ path, regions: second.regions });
    await again.ready();
    const { events } = await again.stats();
    assert.ok(first.folds() + second.folds() <= events, `${first.folds()} and ${second.folds()} folds`);
    await isFoldOfItsLog(again, withMine("2"));
    await again.close();
  });

  test("E2, E4: an erasure meanwhile is pending, and final in the file when the region is ready", async () => {
    const path = copy();
    const brain = await openBrain({ path, regions: withMine("2") });
    const { status } = await brain.erase("t7001");
    assert.equal(status, "pending");
    assert.deepEqual((await found(brain, "unique7001")).includes("t7001"), false);
    await brain.ready();
    await isFoldOfItsLog(brain, withMine("2"));
    await brain.close();
    const db = new DatabaseSync(path, { readOnly: true });
    assert.deepEqual(db.prepare("SELECT * FROM meta WHERE key = 'pending'").all(), []);
    db.close();
  });

  test("an event on which it throws meanwhile is left out, and the rest is complete", async () => {
    const path = copy();
    const regions = withMine("2", { after: (event: { seq: number }) => event.seq === 5000 });
    const brain = await openBrain({ path, regions });
    await brain.ready();
    const { degraded } = await brain.recall("bread");
    assert.deepEqual(degraded, [
      { channel: "mine", reason: "quarantined", detail: "1 events could not be derived" },
    ]);
    const { modules, events } = await brain.stats();
    assert.deepEqual(
      modules.map(({ name, derived }) => [name, derived]),
      [...defaultModules, "mine"].map((name) => [name, events]),
    );
    await brain.close();
  });
});

test("D4: a region that is added to a brain is folded from the whole log", async () => {
  const path = copy();
  const added = new Recorder("added");
  const brain = await openBrain({ path, regions: [...withMine("1"), () => added] });
  await brain.ready();
  assert.equal(added.texts.length, episodes);
  await isFoldOfItsLog(brain, [...withMine("1"), () => new Recorder("added")]);
  await brain.close();
});

test("D4: a region that is taken away harms nobody, and may come back later", async () => {
  const path = copy();
  const brain = await openBrain({ path });
  await brain.observe({ id: "new", text: "a new thing", time: 0 });
  await isFoldOfItsLog(brain);
  await brain.erase("t1");
  await brain.close();
  const back = await openBrain({ path, regions: withMine("1") });
  await back.ready();
  await isFoldOfItsLog(back, withMine("1"));
  await back.close();
});

for (const module of [...defaultModules, "mine"])
  test(`D4: a damaged checkpoint of ${module} is folded anew from the log, and nothing is lost`, async () => {
    const path = copy();
    const db = new DatabaseSync(path);
    const { rowid, bytes } = db
      .prepare(
        `SELECT chunks.rowid, bytes FROM chunks JOIN checkpoints ON checkpoints.id = chunks.checkpoint
         WHERE module = ? AND live = 1 AND part = 0`,
      )
      .get(module) as { rowid: number; bytes: Uint8Array };
    bytes[bytes.length >> 1]! ^= 1;
    db.prepare("UPDATE chunks SET bytes = ? WHERE rowid = ?").run(bytes, rowid);
    db.close();
    const brain = await openBrain({ path, regions: withMine("1") });
    await brain.ready();
    const { memories, degraded } = await brain.recall("unique8999");
    assert.deepEqual([memories[0]!.episode.id, degraded], ["t8999", []]);
    await brain.observe({ id: "new", text: "a new thing" });
    assert.deepEqual(await found(brain, "new thing"), ["new"]);
    await isFoldOfItsLog(brain, withMine("1"));
    await brain.sleep();
    assert.deepEqual((await brain.verify()).problems, []);
    await brain.close();
  });

test("D6: the event loop is not held while a region is folded again", async (t) => {
  const path = copy();
  let brain: Brain | undefined;
  const opening = await longestGap(async () => {
    brain = await openBrain({ path, regions: [...defaultRegions, () => new Recorder("mine", {}, "2")] });
  });
  const ready = await longestGap(() => brain!.ready());
  t.diagnostic(`longest gap: opening ${opening.toFixed(0)} ms, re-deriving ${ready.toFixed(0)} ms`);
  assert.ok(Math.max(opening, ready) < 500);
  await brain!.close();
});
