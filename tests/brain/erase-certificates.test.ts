import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { type Brain, type LogStore, openBrain, type Percept } from "../../src/index.ts";
import type { KeptErasure } from "../../src/ports/log-store.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";

const newPath = scratchFiles();

const life: readonly Percept[] = [
  { id: "1", text: "I moved to Porto in March.", speaker: "Ana" },
  { id: "2", text: "The password of the safe is Wolkenkuckucksheim.", speaker: "Ben" },
  { id: "3", text: "Biscuit likes bread and lighthouses.", speaker: "Ana" },
].map((percept, i) => ({ ...percept, time: 1_700_000_000_000 + i * 60_000 }));

const secret = "Wolkenkuckucksheim";

async function lived(path: string, log?: LogStore): Promise<Brain> {
  const brain = await openBrain(log === undefined ? { path } : { log });
  await brain.observe(life);
  return brain;
}

async function keptIn(path: string): Promise<readonly KeptErasure[]> {
  const log = await openSqliteLog({ path, readOnly: true });
  const kept = await log.erasures();
  await log.close();
  return kept;
}

/** What a process leaves that dies when it has scrubbed, before it has looked. */
async function died(path: string, prove = true): Promise<void> {
  const log = await openSqliteLog({ path });
  const { promise: looking, resolve: looks } = Promise.withResolvers<void>();
  const dying: LogStore = new Proxy(log, {
    get(target, key) {
      if (key === "scan")
        return () => {
          looks();
          return new Promise(() => undefined);
        };
      const found: unknown = Reflect.get(target, key, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
  const brain = await lived(path, dying);
  brain.erase({ speaker: "Ben" }, { prove }).catch(() => undefined);
  await looking;
  await brain.close();
}

test("ER12: an erasure whose process died is proved by the next one, and says what nobody saw", async () => {
  for (const prove of [true, false]) {
    const path = newPath();
    await died(path, prove);
    const [pending] = await keptIn(path);
    assert.deepEqual([pending?.certificate.status, pending?.certificate.erased], ["pending", ["2"]]);
    assert.equal(pending?.canaries === null, false);
    assert.equal(readFileSync(path).includes(secret), false, "what is kept of it does not say it");
    assert.equal(JSON.stringify(pending?.certificate).includes(secret), false);
    const next = await openBrain({ path });
    await next.sleep();
    const hash = await next.stateHash();
    assert.deepEqual((await next.verify()).problems, []);
    await next.close();
    const [kept, ...others] = await keptIn(path);
    const { status, reasons, erased, stateHash, proof, scan, notes } = kept!.certificate;
    assert.deepEqual([status, reasons, erased, others], ["final", [], ["2"], []]);
    assert.deepEqual([stateHash, proof?.stateHash], [hash, prove ? hash : undefined]);
    assert.ok(scan!.canaries > 3 && scan!.episodes === 1 && scan!.places.every(({ found }) => found === 0));
    assert.match(notes.join(), /another process proved this/);
    assert.equal(kept!.canaries, null, "nothing is looked for any more");
    const never = await openBrain({ path: newPath() });
    await never.observe(life.filter(({ id }) => id !== "2"));
    assert.equal(await never.stateHash(), hash);
    await never.close();
  }
});

test("ER12: the next process finds what is still there, and does not call it final", async () => {
  const path = newPath();
  await (await openBrain({ path })).close();
  const other = new DatabaseSync(path);
  other.exec("CREATE TABLE copy (said TEXT)");
  other.prepare("INSERT INTO copy VALUES (?)").run(life[1]!.text!);
  other.close();
  await died(path);
  const next = await openBrain({ path });
  await next.sleep();
  assert.match((await next.verify()).problems.join(), /canaries are still there: file/);
  await next.close();
  const [kept] = await keptIn(path);
  assert.equal(kept?.certificate.status, "pending");
  const cleaner = new DatabaseSync(path);
  cleaner.exec("PRAGMA secure_delete = ON; DROP TABLE copy; PRAGMA wal_checkpoint(TRUNCATE)");
  cleaner.close();
  const last = await openBrain({ path });
  await last.sleep();
  await last.close();
  assert.equal((await keptIn(path))[0]?.certificate.status, "final");
});

test("ER12: a second process proves what the first could not for a reader, and both have the certificate", async () => {
  const path = newPath();
  const brain = await lived(path);
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.exec("BEGIN; SELECT count(*) FROM events");
  const { status } = await brain.erase({ speaker: "Ben" });
  assert.equal(status, "pending");
  reader.close();
  const second = await openBrain({ path });
  await second.sleep();
  await second.close();
  const told: string[] = [];
  brain.on("erased", (certificate) => told.push(certificate.status));
  await brain.sleep();
  await brain.close();
  assert.deepEqual(told, [], "it is final already");
  assert.equal((await keptIn(path))[0]?.certificate.status, "final");
});

test("ER12: where another process is quicker to prove it, who erased still says what it saw", async () => {
  const path = newPath();
  const log = await openSqliteLog({ path });
  let quicker: Promise<void> | null = null;
  const slow: LogStore = new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== "function") return found;
      if (key !== "scan") return found.bind(target);
      return async (...given: Parameters<LogStore["scan"]>) => {
        quicker ??= openBrain({ path }).then(async (second) => {
          await second.sleep();
          assert.deepEqual(
            (await second.erasures()).map(({ status }) => status),
            ["final"],
          );
          await second.close();
        });
        await quicker;
        return target.scan(...given);
      };
    },
  });
  const brain = await lived(path, slow);
  const certificate = await brain.erase({ speaker: "Ben" });
  assert.ok(quicker !== null);
  assert.equal(certificate.status, "final");
  assert.equal(certificate.touched.modules.register?.episodes, 1, "what it lost was seen");
  assert.equal(/gone/.test(certificate.notes.join()), false, "nobody is gone");
  await brain.close();
});

test("ER6: the proof of a long log says how far it is: the whole way", async () => {
  const brain = await openBrain({ encoder: null });
  const count = 5_000;
  await brain.observe(Array.from({ length: count }, (_, i) => ({ id: `${i}`, text: "Bread.", time: i })));
  const shares: number[] = [];
  await brain.erase({ ids: ["7"] }, { onProgress: ({ done, total }) => shares.push(done / total) });
  assert.ok(shares.length >= 10 && shares.every((share, i) => i === 0 || share > shares[i - 1]!));
  assert.equal(shares.at(-1), 1);
  await brain.close();
});

/** A log that fails so many times when its content is destroyed. */
function failing(log: LogStore, method: keyof LogStore, times: number): LogStore {
  let left = 0;
  return new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof found !== "function") return found;
      return (...given: unknown[]) => {
        if (key === method && left-- > 0) return Promise.reject(new Error("It fails."));
        if (key === "erase") left = times;
        return found.apply(target, given);
      };
    },
  });
}

test("ER12: what fails after the content is destroyed makes no erasure fail, nor doubts it for good", async () => {
  const faults: readonly (keyof LogStore)[] = ["read", "saveCheckpoint", "scrub", "keepErasure", "erasures"];
  for (const method of faults) {
    for (const times of [1, 4]) {
      const brain = await openBrain({ log: failing(createMemoryLog(), method, times) });
      const warnings: unknown[] = [];
      brain.on("warning", ({ error }) => warnings.push(error));
      await brain.observe(life);
      const { status, erased } = await brain.erase({ speaker: "Ben" });
      assert.ok(warnings.length > 0 && erased.length === 1, method);
      if (times > 1 && method !== "saveCheckpoint") assert.equal(status, "pending", method);
      while ((await brain.sleep().catch(() => null)) === null);
      assert.deepEqual(
        (await brain.erasures()).map((certificate) => [certificate.status, certificate.notes]),
        [["final", []]],
        method,
      );
      await brain.close();
    }
  }
});

test("ER12: one that is doubted holds up no other", async () => {
  const path = newPath();
  const brain = await lived(path);
  const other = new DatabaseSync(path);
  other.exec("CREATE TABLE copy (said TEXT)");
  other.prepare("INSERT INTO copy VALUES (?)").run(life[1]!.text!);
  other.close();
  assert.equal((await brain.erase({ speaker: "Ben" })).status, "pending");
  assert.equal((await brain.erase("3")).status, "final");
  await brain.close();
  const statuses = (await keptIn(path)).map(({ certificate }) => certificate.status);
  assert.deepEqual(statuses, ["pending", "final"]);
});

test("ER12: what was withdrawn is told to who asked, and not kept", async () => {
  const path = newPath();
  const brain = await openBrain({ path });
  await brain.observe({ id: "1", speaker: "Ana", text: "I live in Porto." });
  const { withdrawn } = await brain.erase({ speaker: "Ana" }, { report: true });
  assert.ok(withdrawn.length > 0);
  await brain.close();
  assert.deepEqual((await keptIn(path))[0]?.certificate.withdrawn, []);
});

test("ER8: a backup made before still has it, and the certificate says so; an export made after has not", async () => {
  const path = newPath();
  const copy = newPath();
  const brain = await lived(path);
  await brain.backup(copy);
  const { outOfReach } = await brain.erase({ speaker: "Ben" });
  assert.match(outOfReach.join("\n"), /^backups .* made before/);
  assert.equal((await Array.fromAsync(brain.export())).join().includes(secret), false);
  await brain.close();
  assert.equal(readFileSync(copy).includes(secret), true);
});

test("ER12: an opening waits for no proof; the certificate comes, and stays", async () => {
  const path = newPath();
  await died(path);
  const next = await openBrain({ path });
  const { promise: certified, resolve } = Promise.withResolvers<string>();
  next.on("erased", ({ status }) => resolve(status));
  assert.deepEqual(
    (await next.erasures()).map(({ status }) => status),
    ["pending"],
  );
  assert.equal(await certified, "final");
  await next.close();
  const reader = await openBrain({ path, readOnly: true });
  const [certificate, ...others] = await reader.erasures();
  assert.deepEqual([certificate?.status, certificate?.erased, others], ["final", ["2"], []]);
  await reader.close();
});
