import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { observed, ref, someTime } from "../../tests/contracts/log-samples.ts";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import type { EpisodeId, Seq } from "../model/ids.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();
const at = someTime;

/** A process that holds the brain with `sql` until its input ends. */
async function holder(path: string, sql: string): Promise<{ letGo(): Promise<void> }> {
  const script = `
    const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(process.argv[1]);
    db.exec(process.argv[2]);
    console.log("held");
    process.stdin.on("end", () => { db.close(); process.exit(); }).resume();`;
  const child = spawn(process.execPath, ["--no-warnings", "-e", script, path, sql], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    async letGo() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

describe("several handles on one file", () => {
  it("L19: each sees at once what the other committed, and both write", async () => {
    const path = newPath();
    const one = await openSqliteLog({ path });
    const two = await openSqliteLog({ path });
    for (let i = 0; i < 20; i++) {
      const [writer, reader] = i % 2 === 0 ? [one, two] : [two, one];
      await writer.append([observed(`e${i}`, `${i}`)], at);
      assert.equal(await writer.head(), i + 1);
      assert.equal(await reader.head(), i + 1);
      assert.equal((await reader.find(`e${i}` as EpisodeId))?.seq, i + 1);
    }
    assert.deepEqual(await two.append([observed("e0", "0")], at), [{ seq: 1, outcome: "duplicate" }]);
    await two.erase([ref("e1", 2)], at);
    assert.equal(await one.erasurePending(), true);
    assert.deepEqual(await one.episodes([2 as Seq]), [null]);
    const lease = await one.acquireLease("sleep", 60_000);
    assert.equal(await two.acquireLease("sleep", 60_000), null);
    await lease?.release();
    assert.ok(await two.acquireLease("sleep", 60_000));
    await one.close();
    assert.equal(await two.head(), 21);
    await two.close();
  });

  it("L19: a brain is made once, however many open it at the same time", async () => {
    const path = newPath();
    const logs = await Promise.all(Array.from({ length: 5 }, () => openSqliteLog({ path })));
    await Promise.all(logs.map((log, i) => log.append([observed(`e${i}`, "x")], at)));
    for (const log of logs) assert.equal(await log.head(), 5);
    for (const log of logs) await log.close();
  });

  it("L19: a new brain is made once by processes that open it together; nobody meets half of it", async () => {
    const folder = dirname(newPath());
    const rounds = 25;
    const script = `
      const { openSqliteLog } = await import(${JSON.stringify(new URL("sqlite-log.ts", import.meta.url).href)});
      const [folder, start, readOnly] = process.argv.slice(1);
      for (let i = 0; i < ${rounds}; i++) {
        while (Date.now() < Number(start) + 30 * i) await new Promise((resolve) => setTimeout(resolve, 1));
        try {
          const log = await openSqliteLog({ path: folder + "/race-" + i, readOnly: readOnly === "yes" });
          await log.head();
          await log.close();
        } catch (error) {
          if (readOnly !== "yes" || error.code !== "cannot-open") console.log(error.code);
        }
      }`;
    const start = `${Date.now() + 500}`;
    const found = await Promise.all(
      ["no", "no", "yes"].map(async (readOnly) => {
        const child = spawn(
          process.execPath,
          ["--no-warnings", "--input-type=module", "-e", script, folder, start, readOnly],
          { stdio: ["ignore", "pipe", "inherit"] },
        );
        return (await child.stdout.toArray()).join("");
      }),
    );
    assert.deepEqual(found, ["", "", ""]);
    for (let i = 0; i < rounds; i++) {
      const log = await openSqliteLog({ path: join(folder, `race-${i}`) });
      assert.equal((await log.verify()).ok, true);
      await log.close();
    }
  });

  it("L19: a reader gives a new, still empty file the time to become a brain", async () => {
    const path = newPath();
    writeFileSync(path, "");
    const reading = openSqliteLog({ path, readOnly: true });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await (await openSqliteLog({ path })).close();
    const reader = await reading;
    assert.equal(await reader.head(), 0);
    await reader.close();
    const old = newPath();
    writeFileSync(old, "");
    utimesSync(old, 1, 1);
    const began = performance.now();
    await assert.rejects(openSqliteLog({ path: old, readOnly: true }), refuses("not-a-brain"));
    assert.ok(performance.now() - began < 1000, "an old one is just empty");
  });

  it("L19: a checkpoint that is replaced while it is read or written is never a mixture", async () => {
    const path = newPath();
    const logs = [await openSqliteLog({ path }), await openSqliteLog({ path })] as const;
    const filled = (byte: number) => new Uint8Array(2_200_000 + byte).fill(byte);
    const save = async (log: (typeof logs)[number], from: number): Promise<void> => {
      for (let i = from; i < 20; i += 2)
        await log.saveCheckpoint({ module: "m", version: "1", seq: i as Seq, bytes: filled(i) });
    };
    let writing = true;
    const writers = Promise.all([save(logs[0], 2), save(logs[1], 3)]).finally(() => {
      writing = false;
    });
    let loaded = 0;
    while (writing) {
      const checkpoint = await logs[loaded % 2]!.loadCheckpoint("m");
      if (checkpoint !== null) assert.deepEqual(checkpoint.bytes, filled(checkpoint.seq));
      else assert.equal(loaded, 0);
      if (checkpoint !== null) loaded++;
      await new Promise(setImmediate);
    }
    await writers;
    assert.ok(loaded > 0);
    await logs[0].saveCheckpoint({ module: "m", version: "1", seq: 99 as Seq, bytes: filled(99) });
    assert.deepEqual((await logs[1].verify()).problems, []);
    for (const log of logs) await log.close();
    const db = new DatabaseSync(path);
    assert.deepEqual(
      { ...db.prepare("SELECT count(*) AS n FROM chunks").get() },
      { n: 3 },
      "rubbish was left",
    );
    assert.deepEqual({ ...db.prepare("SELECT count(*) AS n FROM checkpoints").get() }, { n: 1 });
    db.close();
  });

  it("L19: a checkpoint that is replaced and swept while it is read is read again", async () => {
    const path = newPath();
    const reader = await openSqliteLog({ path });
    const savers = await Promise.all([0, 1, 2, 3].map(() => openSqliteLog({ path })));
    const checkpoint = (module: string, length: number) => ({
      module,
      version: "1",
      seq: 0 as Seq,
      bytes: new Uint8Array(length).fill(7),
    });
    for (let turns = 0; turns < 6; turns++) {
      await savers[0]!.saveCheckpoint(checkpoint("m", 9_000_000));
      const loading = reader.loadCheckpoint("m");
      for (let i = 0; i < turns; i++) await new Promise(setImmediate);
      // Each of them sweeps, so that together they overtake the reader.
      await Promise.all(
        savers.map((saver, i) => saver.saveCheckpoint(checkpoint(i === 0 ? "m" : `n${i}`, 10))),
      );
      const loaded = await loading;
      assert.ok(loaded !== null, `null after ${turns} turns`);
      assert.ok(loaded.bytes.every((byte) => byte === 7));
    }
    for (const log of [reader, ...savers]) await log.close();
  });

  it("L20: a write waits for another process without holding the event loop, then succeeds", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const held = await holder(path, "BEGIN IMMEDIATE");
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const waiting = [log.append([observed("a", "x")], at), log.append([observed("b", "y")], at)];
    assert.equal(await log.head(), 0, "reading goes on");
    await new Promise((resolve) => setTimeout(resolve, 200));
    delay.disable();
    await held.letGo();
    assert.deepEqual(
      (await Promise.all(waiting)).map(([appended]) => appended?.seq),
      [1, 2],
    );
    assert.ok(delay.percentile(90) < 50e6, `the event loop was held for ${delay.percentile(90) / 1e6} ms`);
    await log.close();
  });

  it("L20: after the timeout it is `locked`, for writing and for opening", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path, lockTimeoutMs: 150 });
    const held = await holder(path, "BEGIN IMMEDIATE");
    const start = performance.now();
    await assert.rejects(log.append([observed("a", "x")], at), refuses("locked"));
    const waited = performance.now() - start;
    assert.ok(waited >= 150 && waited < 2000, `waited ${waited} ms`);
    await held.letGo();
    await log.append([observed("a", "x")], at);
    await log.close();
    const exclusive = await holder(path, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    for (const readOnly of [false, true])
      await assert.rejects(openSqliteLog({ path, readOnly, lockTimeoutMs: 100 }), refuses("locked"));
    await exclusive.letGo();
    const again = await openSqliteLog({ path });
    assert.equal(await again.head(), 1);
    await again.close();
  });

  it("L20: writers that take turns all get theirs", async () => {
    const path = newPath();
    const logs = [await openSqliteLog({ path }), await openSqliteLog({ path })];
    await Promise.all(
      logs.map(async (log, k) => {
        for (let i = 0; i < 100; i++) await log.append([observed(`${k}-${i}`, "x")], at);
      }),
    );
    assert.equal(await logs[0]!.head(), 200);
    for (const log of logs) await log.close();
  });

  it("L8: closing waits for the writes that are still waiting", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const held = await holder(path, "BEGIN IMMEDIATE");
    const waiting = log.append([observed("a", "x")], at);
    const closing = log.close();
    await assert.rejects(log.append([observed("b", "y")], at), refuses("closed"));
    await held.letGo();
    assert.deepEqual(await waiting, [{ seq: 1, outcome: "new" }]);
    await closing;
  });
});
