import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { suite, test } from "node:test";
import { type Brain, openBrain } from "../../src/index.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { bundleOf, defaultModules, found, isFoldOfItsLog, longestGap, refused, turns } from "./support.ts";

const newPath = scratchFiles();

async function brainAt(path: string): Promise<string> {
  const brain = await openBrain({ path });
  await brain.observe({ id: "a", text: "bread", time: 0 });
  const hash = await brain.stateHash();
  await brain.close();
  return hash;
}

suite("a file that cannot be a brain is refused and left as it is", () => {
  const files: readonly [
    what: string,
    code: "not-a-brain" | "newer-brain" | "damaged",
    make: (path: string) => void,
  ][] = [
    ["a text", "not-a-brain", (path) => writeFileSync(path, "Dear diary")],
    [
      "another program's database",
      "not-a-brain",
      (path) => {
        const db = new DatabaseSync(path);
        db.exec("CREATE TABLE t (x)");
        db.close();
      },
    ],
  ];
  for (const [what, code, make] of files)
    test(`${what} is ${code}`, async () => {
      const path = newPath();
      make(path);
      const bytes = readFileSync(path);
      await refused(openBrain({ path }), code, path);
      assert.deepEqual(readFileSync(path), bytes);
    });

  test("a later version's brain is newer-brain", async () => {
    const path = newPath();
    await brainAt(path);
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    await refused(openBrain({ path }), "newer-brain", 99);
  });

  test("a brain whose pages were overwritten is damaged", async () => {
    const path = newPath();
    await brainAt(path);
    const rest = statSync(path).size - 4096;
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(rest, 0x5a), 0, rest, 4096);
    closeSync(file);
    await refused(openBrain({ path }), "damaged", path);
  });

  test("a folder, and a file in a folder that is not there, are cannot-open", async () => {
    await refused(openBrain({ path: dirname(newPath()) }), "cannot-open");
    await refused(openBrain({ path: join(dirname(newPath()), "nowhere", "x.brain") }), "cannot-open");
  });
});

test("a folder that may only be read is read-only, and can be opened so", {
  skip: process.getuid?.() === 0,
}, async () => {
  const folder = newPath("sealed");
  mkdirSync(folder);
  const path = join(folder, "x.brain");
  await brainAt(path);
  chmodSync(folder, 0o500);
  await refused(openBrain({ path }), "read-only", path);
  const brain = await openBrain({ path, readOnly: true });
  assert.deepEqual(await found(brain, "bread"), ["a"]);
  await brain.close();
  chmodSync(folder, 0o700);
});

suite("a full disk", () => {
  async function fill(brain: Brain): Promise<number> {
    let stored = 0;
    await refused(
      (async () => {
        for (const turn of turns(5000)) {
          await brain.observe(turn);
          stored++;
        }
      })(),
      "disk-full",
    );
    return stored;
  }

  test("is disk-full, and everything before is there: recalled, derived, after a restart too", async () => {
    const path = newPath();
    const brain = await openBrain({ log: await openSqliteLog({ path, maxPages: 60 }) });
    const stored = await fill(brain);
    assert.ok(stored > 50);
    assert.equal((await found(brain, `unique${stored - 1}`))[0], `t${stored - 1}`);
    assert.equal((await brain.stats()).episodes, stored);
    await brain.close();
    const again = await openBrain({ path });
    assert.equal((await again.stats()).episodes, stored);
    await isFoldOfItsLog(again);
    assert.deepEqual((await again.verify()).problems, []);
    await again.close();
  });

  test("costs nothing but the write: there is a warning for the uses, and closing works", async () => {
    const path = newPath();
    const brain = await openBrain({ log: await openSqliteLog({ path, maxPages: 60 }) });
    const stored = await fill(brain);
    const codes: unknown[] = [];
    brain.on("warning", ({ error }) => codes.push((error as { code?: string }).code));
    for (let i = 0; i < 600; i++) assert.equal((await brain.recall("bread")).memories.length, 10);
    await brain.close();
    assert.ok(codes.length > 0 && codes.every((code) => code === "disk-full"), String(codes));
    const again = await openBrain({ path });
    assert.equal((await again.stats()).episodes, stored);
    await again.close();
  });

  test("in the middle of many says where to go on", async () => {
    const path = newPath();
    const brain = await openBrain({ log: await openSqliteLog({ path, maxPages: 60 }) });
    const error = await refused(brain.observe(turns(5000)), "disk-full");
    const stored = Number(/The first (\d+) are stored/.exec(error.remedy)![1]);
    assert.equal((await brain.stats()).episodes, stored);
    await brain.close();
    const again = await openBrain({ path });
    assert.equal((await again.observe(turns(1000))).duplicates, stored);
    await isFoldOfItsLog(again);
    await again.close();
  });
});

const holder = `
  import { DatabaseSync } from "node:sqlite";
  const db = new DatabaseSync(process.argv[1]);
  db.exec("BEGIN EXCLUSIVE");
  process.stdout.write("held\\n");
  process.stdin.once("data", () => process.exit());
`;

test("another process that holds the file: recall works, a write waits, then is locked; then works", async () => {
  const path = newPath();
  await brainAt(path);
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", holder, path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const brain = await openBrain({ path, lockTimeoutMs: 200 });
  assert.deepEqual(await found(brain, "bread"), ["a"]);
  const gap = await longestGap(() => refused(brain.observe({ text: "eggs" }), "locked", path));
  assert.ok(gap < 150, `it waited ${gap} ms in one go`);
  await refused(brain.erase("a"), "locked", path);
  const patient = await openBrain({ path });
  const waiting = patient.observe({ id: "b", text: "milk", time: 0 });
  child.stdin.write("end");
  await once(child, "exit");
  assert.equal((await waiting).derived, true);
  assert.deepEqual(await found(brain, "milk"), ["b"]);
  await patient.close();
  await isFoldOfItsLog(brain);
  await brain.close();
});

suite("bundles", () => {
  test("a brain that takes another's bundle has the other's state", async () => {
    const one = await openBrain({ path: newPath() });
    await one.observe(turns(300));
    await one.recall("bread");
    await one.forget("t3");
    await one.pin("t4");
    await one.feedback("t5", 0.5);
    await one.erase("t6", "t7");
    await one.sleep();
    const two = await openBrain({ path: newPath() });
    const lines = await bundleOf(one);
    const { added, skipped } = await two.import(lines);
    assert.deepEqual([added, skipped], [(await one.stats()).events, 0]);
    assert.equal(await two.stateHash(), await one.stateHash());
    assert.deepEqual(await found(two, "unique6 bread"), await found(one, "unique6 bread"));
    await one.close();
    await two.close();
  });

  for (const [what, options] of [
    ["a file", () => ({ path: newPath() })],
    ["memory", () => ({})],
  ] as const)
    test(`a brain in ${what} that takes its own bundle, uses included, skips everything and stays as it is`, async () => {
      const brain = await openBrain(options());
      await brain.observe(turns(20));
      await brain.erase("t6");
      await brain.recall("bread");
      const started = performance.now();
      const merged = await brain.import(brain.export());
      assert.ok(performance.now() - started < 2000, "nobody waited for himself");
      const hash = await brain.stateHash();
      const { events } = await brain.stats();
      assert.deepEqual(merged, { added: 0, skipped: events });
      await brain.import(await bundleOf(brain));
      assert.deepEqual([await brain.stateHash(), (await brain.stats()).events], [hash, events]);
      await brain.close();
    });

  test("a bundle that was cut short is invalid-bundle and changes nothing", async () => {
    const [one, two] = [await openBrain(), await openBrain({ path: newPath() })];
    await one.observe(turns(50));
    await two.observe({ id: "a", text: "bread" });
    const hash = await two.stateHash();
    await refused(two.import((await bundleOf(one)).slice(0, 30)), "invalid-bundle");
    assert.equal(await two.stateHash(), hash);
    assert.deepEqual(await found(two, "bread"), ["a"]);
    await one.close();
    await two.close();
  });
});

suite("sleep", () => {
  test("Z3: its report tells what it did, and the log that it was", async () => {
    const path = newPath();
    const brain = await openBrain({ path, seed: 7 });
    await brain.observe(turns(600));
    const { events } = await brain.stats();
    const report = await brain.sleep();
    assert.equal(report.seed, 7);
    assert.deepEqual(
      report.checkpoints.map(({ module }) => module),
      defaultModules,
    );
    assert.deepEqual(report.problems, []);
    assert.ok(report.ms > 0 && report.before > 0 && report.after > 0);
    const log = await openSqliteLog({ path, readOnly: true });
    const [slept] = await log.read(events as never, 10);
    assert.ok(slept?.type === "slept");
    assert.deepEqual([slept.seed, slept.steps], [7, report.steps]);
    await log.close();
    await brain.close();
  });

  test("Z1: of two sleepers the second is locked; then it may sleep", async () => {
    const path = newPath();
    const [one, two] = [await openBrain({ path }), await openBrain({ path })];
    await one.observe(turns(300));
    const first = one.sleep();
    await refused(two.sleep(), "locked", "sleep");
    assert.deepEqual((await first).problems, []);
    assert.deepEqual((await two.sleep()).problems, []);
    await one.close();
    await two.close();
  });

  test("Z3: the file is small again after most of a brain was erased", async () => {
    const path = newPath();
    const first = await openBrain({ path });
    const text = (i: number): string => `bread number${i} `.repeat(2000);
    await first.observe(Array.from({ length: 100 }, (_, i) => ({ id: `e${i}`, text: text(i) })));
    await first.sleep();
    await first.close();
    const before = statSync(path).size;
    const brain = await openBrain({ path });
    await brain.erase(...Array.from({ length: 95 }, (_, i) => `e${i}`));
    const report = await brain.sleep();
    await brain.close();
    const after = statSync(path).size;
    assert.ok(after < before / 5, `${before} bytes before, ${after} after`);
    assert.ok(report.after < before / 5);
    const again = await openBrain({ path });
    assert.equal((await found(again, "number96"))[0], "e96");
    await isFoldOfItsLog(again);
    await again.close();
  });

  test("Z3: a second sleep finds nothing left to give back", async () => {
    const path = newPath();
    const brain = await openBrain({ path });
    await brain.observe(turns(2000));
    for (let i = 0; i < 3; i++) await brain.sleep();
    await brain.observe(turns(10, 2000));
    await brain.sleep();
    const db = new DatabaseSync(path, { readOnly: true });
    const { freelist_count: free } = db.prepare("PRAGMA freelist_count").get() as { freelist_count: number };
    assert.ok(free <= 2, `${free} free pages`);
    db.close();
    await brain.close();
  });
});
