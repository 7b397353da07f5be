import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { encoded, observed, ref, someTime } from "../../tests/contracts/log-samples.ts";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import type { EpisodeId, Seq } from "../model/ids.ts";
import { type Codec, identityCodec } from "../ports/codec.ts";
import { createMemoryLog } from "./memory-log.ts";
import { migrate } from "./schema.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();
const at = someTime;

function hash(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

async function makeBrain(episodes = 3): Promise<string> {
  const path = newPath();
  const log = await openSqliteLog({ path });
  for (let i = 0; i < episodes; i++) await log.append([observed(`e${i}`, `text ${i} `.repeat(20))], at);
  await log.close();
  return path;
}

async function refusesUntouched(path: string, code: Parameters<typeof refuses>[0]): Promise<void> {
  const before = hash(path);
  const files = readdirSync(dirname(path)).filter((name) => join(dirname(path), name).startsWith(path));
  for (const readOnly of [true, false])
    await assert.rejects(openSqliteLog({ path, readOnly }), refuses(code));
  assert.equal(hash(path), before);
  // Looking under locks, as into a brain that may be damaged, leaves SQLite's empty files beside it.
  if (code === "damaged") return;
  assert.deepEqual(
    readdirSync(dirname(path)).filter((name) => join(dirname(path), name).startsWith(path)),
    files,
    "files were left beside it",
  );
}

describe("opening a file", () => {
  it("L12: a missing file is made, a missing folder is named", async () => {
    const path = newPath();
    await (await openSqliteLog({ path })).close();
    assert.ok(existsSync(path));
    const lost = join(newPath(), "deep.brain");
    await assert.rejects(
      openSqliteLog({ path: lost }),
      (error) => refuses("cannot-open")(error) && (error as Error).message.includes(dirname(lost)),
    );
    await assert.rejects(openSqliteLog({ path: dirname(path) }), refuses("cannot-open"));
    await assert.rejects(openSqliteLog({ path: newPath(), readOnly: true }), refuses("cannot-open"));
  });

  it("L12: an empty file is adopted", async () => {
    const path = newPath();
    writeFileSync(path, "");
    await assert.rejects(openSqliteLog({ path, readOnly: true, lockTimeoutMs: 50 }), refuses("not-a-brain"));
    const log = await openSqliteLog({ path });
    await log.append([observed("a", "x")], at);
    await log.close();
  });

  it("L12: no commit leaves a page without the marks of a brain", () => {
    const path = newPath();
    const db = new DatabaseSync(path);
    assert.throws(() => migrate(db, path, "identity", ["CREATE TABLE t (x)", "not SQL"]));
    assert.equal(readFileSync(path).length, 0);
    migrate(db, path, "identity");
    assert.equal(db.prepare("PRAGMA auto_vacuum").get()?.auto_vacuum, 2, "incremental");
    db.close();
  });

  it("L12: a brain whose maker died in its first commit is made by the next who may write", async () => {
    for (const keep of [4096, 12_288]) {
      const path = await makeBrain();
      // A rollback journal of a file that had no page: magic, records, nonce, pages, sector and page size.
      const journal = Buffer.alloc(512);
      Buffer.from("d9d505f920a163d7", "hex").copy(journal);
      journal.writeUInt32BE(512, 20);
      journal.writeUInt32BE(4096, 24);
      const marks = readFileSync(path);
      // What makes it a file with a write-ahead log comes after the first commit.
      marks.fill(1, 18, 20);
      writeFileSync(path, marks.subarray(0, keep));
      writeFileSync(`${path}-journal`, journal);
      await assert.rejects(openSqliteLog({ path, readOnly: true }), refuses("cannot-open"));
      const log = await openSqliteLog({ path });
      assert.equal(await log.head(), 0);
      await log.append([observed("a", "x")], at);
      assert.equal((await log.verify()).ok, true);
      await log.close();
    }
  });

  it("L12: options that are not there are refused before a file is made", async () => {
    const path = newPath();
    for (const wrong of [
      { synchronous: "off" },
      { synchronous: "normal; DROP TABLE events" },
      { lockTimeoutMs: Number.NaN },
      { lockTimeoutMs: Number.POSITIVE_INFINITY },
      { lockTimeoutMs: -1 },
      { maxPages: 1.5 },
    ])
      await assert.rejects(openSqliteLog({ path, ...(wrong as object) }), refuses("invalid-options"));
    assert.ok(!existsSync(path));
  });

  it("L12: a name that SQLite would take for a URI or for memory is a file's name", async () => {
    const folder = newPath();
    mkdirSync(folder);
    for (const name of ["file:x?mode=memory", ":memory:", "50%25 #1?.brain"]) {
      const path = join(folder, name);
      const log = await openSqliteLog({ path });
      await log.append([observed("a", "x")], at);
      await log.close();
      assert.ok(existsSync(path), name);
      const again = await openSqliteLog({ path, readOnly: true });
      assert.equal(await again.head(), 1);
      await again.close();
    }
  });

  it("L13: what is not a brain is refused and keeps every byte", async () => {
    const text = newPath();
    writeFileSync(text, "Dear diary, today I met Ana.\n".repeat(100));
    await refusesUntouched(text, "not-a-brain");
    const tiny = newPath();
    writeFileSync(tiny, "x");
    await refusesUntouched(tiny, "not-a-brain");
    const zeros = newPath();
    writeFileSync(zeros, Buffer.alloc(8192));
    await refusesUntouched(zeros, "not-a-brain");
    for (const setup of [
      "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')",
      "PRAGMA journal_mode = WAL; CREATE TABLE events (seq INTEGER PRIMARY KEY, body)",
      "PRAGMA application_id = 77; CREATE TABLE meta (key, value)",
      "CREATE TABLE t (x); DROP TABLE t",
    ]) {
      const other = newPath();
      const db = new DatabaseSync(other);
      db.exec(setup);
      db.close();
      await refusesUntouched(other, "not-a-brain");
    }
  });

  it("L13: a later version's brain is refused and keeps every byte", async () => {
    const path = await makeBrain();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 1000");
    db.close();
    await refusesUntouched(path, "newer-brain");
  });

  it("L13: a brain that was cut short is damaged, wherever it was cut", async () => {
    for (const keep of [20, 99, 1000, 4096, 9000, 40_000]) {
      const path = await makeBrain(60);
      truncateSync(path, keep);
      await refusesUntouched(path, "damaged");
    }
  });

  it("L13: a brain whose tables are gone or whose header is broken is damaged", async () => {
    const dropped = await makeBrain();
    const db = new DatabaseSync(dropped);
    db.exec("DROP TABLE chunks");
    db.close();
    await refusesUntouched(dropped, "damaged");
    const header = await makeBrain();
    const bytes = readFileSync(header);
    bytes.fill(0xff, 16, 24);
    writeFileSync(header, bytes);
    await refusesUntouched(header, "damaged");
  });

  it("L14: a byte that changed in the file is met as `damaged`, naming the event, and by verify", async () => {
    const path = await makeBrain(40);
    const bytes = readFileSync(path);
    const place = bytes.indexOf("text 17 ");
    assert.ok(place > 0);
    bytes[place + 5] = "9".charCodeAt(0);
    writeFileSync(path, bytes);
    const log = await openSqliteLog({ path });
    await assert.rejects(
      log.read(0 as Seq, 100),
      (error) =>
        refuses("damaged")(error) &&
        /Event 18 \(episode "e17"\) /.test((error as Error).message) &&
        !/text/.test((error as Error).message),
    );
    await assert.rejects(log.find("e17" as EpisodeId), refuses("damaged"));
    assert.equal((await log.read(0 as Seq, 17)).length, 17);
    assert.deepEqual(await log.verify(), {
      ok: false,
      problems: ['Event 18 (episode "e17") is not what was written.'],
      events: 40,
    });
    assert.equal(await log.seqOf("e17" as EpisodeId), 18);
    await log.erase([ref("e17", 18)], at);
    assert.equal((await log.find("e17" as EpisodeId))?.episode, null);
    assert.equal((await log.read(0 as Seq, 100)).length, 41, "the rest can be read again");
    assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 41 });
    await log.close();
  });

  it("L14: a vector whose bytes, encoder or episode changed is `damaged`; its episode can be erased", async () => {
    const changes = [
      "UPDATE events SET body = zeroblob(8) WHERE seq = 2",
      "UPDATE events SET encoder = 'y' WHERE seq = 2",
      "UPDATE events SET about = 3 WHERE seq = 2",
    ];
    for (const change of changes) {
      const path = newPath();
      const made = await openSqliteLog({ path });
      await made.append([observed("a", "one"), encoded("a", 1, [1, 0]), observed("b", "two")], at);
      await made.close();
      const db = new DatabaseSync(path);
      db.exec(change);
      db.close();
      const log = await openSqliteLog({ path });
      await assert.rejects(log.read(0 as Seq, 9), refuses("damaged"));
      assert.deepEqual((await log.verify()).problems, ["Event 2 is not what was written."]);
      await log.erase([ref("a", 1), ref("b", 3)], at);
      assert.equal((await log.read(0 as Seq, 9)).length, 4, "the rest can be read again");
      await log.close();
    }
  });

  it("L14: verify reports broken pages instead of failing", async () => {
    const path = await makeBrain(400);
    const bytes = readFileSync(path);
    for (let page = 20; page < 30; page++) bytes.fill(0x5a, page * 4096, (page + 1) * 4096);
    writeFileSync(path, bytes);
    const log = await openSqliteLog({ path });
    const report = await log.verify();
    assert.equal(report.ok, false);
    assert.ok(report.problems.length > 0);
    for (const problem of report.problems) assert.match(problem, /^[A-Z].*\.$/s);
    await assert.rejects(log.read(0 as Seq, 1000), refuses("damaged"));
    await log.close();
  });

  it("L5: a checkpoint whose bytes changed is not loaded, and verify reports it", async () => {
    const path = await makeBrain();
    const marked = await openSqliteLog({ path });
    const bytes = Buffer.alloc(2_500_000, "checkpoint ");
    const good = { module: "good", version: "1", seq: 3 as Seq, bytes: new Uint8Array(bytes) };
    await marked.saveCheckpoint(good);
    await marked.saveCheckpoint({ ...good, module: "bad" });
    await marked.close();
    const db = new DatabaseSync(path);
    const id = db.prepare("SELECT id FROM checkpoints WHERE module = 'bad'").get()!.id!;
    assert.equal(db.prepare("SELECT count(*) AS n FROM chunks WHERE checkpoint = ?").get(id)?.n, 3);
    db.prepare(
      "UPDATE chunks SET bytes = CAST(replace(CAST(bytes AS TEXT), 'k', 'K') AS BLOB) WHERE checkpoint = ? AND part = 1",
    ).run(id);
    db.close();
    const log = await openSqliteLog({ path });
    assert.ok((await log.loadCheckpoint("bad")) === null);
    assert.deepEqual(await log.loadCheckpoint("good"), good);
    assert.deepEqual((await log.verify()).problems, ["The checkpoint of bad is not what was written."]);
    await log.saveCheckpoint({ ...good, module: "bad" });
    assert.equal((await log.verify()).ok, true);
    await log.close();
  });

  it("L15: content passes the codec; ids, times and scopes stay clear; another codec is refused", async () => {
    const xor = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x55);
    const codec: Codec = { id: "xor-55", encode: xor, decode: xor };
    const path = newPath();
    const log = await openSqliteLog({ path, codec });
    await log.append([observed("clear-id", "veiled-canary", { scope: { user: "clear-user" } })], at);
    await log.append([{ type: "policy", name: "veiled-canary", value: "v" }], at);
    const hidden = new Float32Array(new Uint8Array(Buffer.from("veiled-canary---")).buffer);
    await log.append([encoded("clear-id", 1, [...hidden], "clear-encoder")], at);
    await log.saveCheckpoint({
      module: "m",
      version: "1",
      seq: 2 as Seq,
      bytes: Buffer.from("veiled-canary"),
    });
    await log.close();
    const bytes = readFileSync(path).toString("latin1");
    assert.ok(!bytes.includes("veiled-canary"));
    assert.ok(bytes.includes("clear-id") && bytes.includes("clear-user"));
    await assert.rejects(
      openSqliteLog({ path }),
      (error) => refuses("cannot-open")(error) && (error as Error).message.includes("xor-55"),
    );
    const again = await openSqliteLog({ path, codec });
    assert.deepEqual((await again.read(0 as Seq, 1))[0], {
      seq: 1,
      at,
      ...observed("clear-id", "veiled-canary", { scope: { user: "clear-user" } }),
    });
    assert.deepEqual(await again.read(2 as Seq, 1), [
      { seq: 3, at, ...encoded("clear-id", 1, [...hidden], "clear-encoder") },
    ]);
    assert.ok(bytes.includes("clear-encoder"));
    assert.equal(Buffer.from((await again.loadCheckpoint("m"))!.bytes).toString(), "veiled-canary");
    await again.close();
    const wrongKey: Codec = { id: "xor-55", encode: identityCodec.encode, decode: identityCodec.decode };
    const veiled = await openSqliteLog({ path, codec: wrongKey });
    await assert.rejects(veiled.read(0 as Seq, 1), refuses("damaged"));
    await veiled.close();
  });

  it("L16: a brain opened for reading is read, and every write is refused", async () => {
    const path = await makeBrain();
    const log = await openSqliteLog({ path, readOnly: true });
    assert.equal(log.readOnly, true);
    assert.equal(await log.head(), 3);
    assert.equal((await log.read(0 as Seq, 9)).length, 3);
    assert.equal((await log.verify()).ok, true);
    for (const write of [
      () => log.append([], at),
      () => log.merge([]),
      () => log.erase([], at),
      () => log.scrub(),
      () => log.saveCheckpoint({ module: "m", version: "1", seq: 3 as Seq, bytes: new Uint8Array(0) }),
      () => log.compact(),
      () => log.acquireLease("l", 1),
    ])
      await assert.rejects(write, refuses("read-only"));
    await log.close();
  });

  const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const bind = process.platform === "win32" ? "permissions are not chmod's on Windows" : false;

  it("L16: a file or folder that may not be written is `read-only`, and can be read", {
    skip: bind,
  }, async () => {
    const folder = newPath();
    mkdirSync(folder);
    chmodSync(dirname(folder), 0o755);
    const path = join(folder, "a.brain");
    const log = await openSqliteLog({ path });
    await log.append([observed("a", "x")], at);
    await log.close();
    const script = `
      const { openSqliteLog } = await import(${JSON.stringify(new URL("sqlite-log.ts", import.meta.url).href)});
      for (const [name, readOnly] of [["a", false], ["a", true], ["new", false]])
        try {
          const log = await openSqliteLog({ path: ${JSON.stringify(folder)} + "/" + name + ".brain", readOnly });
          console.log("head", await log.head());
          await log.close();
        } catch (error) { console.log(error.code); }`;
    const tryAll = (): string[] =>
      execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
        ...asNobody,
        cwd: "/",
        encoding: "utf8",
      })
        .trim()
        .split("\n");
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    assert.deepEqual(tryAll(), ["read-only", "head 1", "read-only"]);
    chmodSync(path, 0o666);
    assert.deepEqual(tryAll(), ["read-only", "head 1", "read-only"], "only the folder is closed");
    chmodSync(folder, 0o777);
    chmodSync(path, 0o444);
    assert.deepEqual(tryAll().slice(0, 2), ["read-only", "head 1"], "only the file is closed");
    chmodSync(path, 0o000);
    assert.deepEqual(tryAll().slice(0, 2), ["cannot-open", "cannot-open"]);
    chmodSync(path, 0o666);
    for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
    assert.deepEqual(tryAll().slice(0, 2), ["head 1", "head 1"], "nothing is closed");
  });

  it("L17: a full disk keeps what was stored, and writing works again when there is space", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path, maxPages: 60 });
    let stored = 0;
    await assert.rejects(async () => {
      for (; stored < 1000; stored++) await log.append([observed(`e${stored}`, "x".repeat(3000))], at);
    }, refuses("disk-full"));
    assert.ok(stored > 10 && stored < 60, `${stored} fitted`);
    assert.equal(await log.head(), stored);
    const big = { module: "m", version: "1", seq: stored as Seq, bytes: new Uint8Array(500_000) };
    await assert.rejects(log.saveCheckpoint(big), refuses("disk-full"));
    assert.equal(await log.loadCheckpoint("m"), null);
    assert.equal((await log.read(0 as Seq, 1000)).length, stored);
    assert.deepEqual((await log.verify()).problems, []);
    await log.close();
    const roomy = await openSqliteLog({ path });
    assert.equal(await roomy.head(), stored);
    await roomy.append([observed(`e${stored}`, "x".repeat(3000))], at);
    await roomy.saveCheckpoint(big);
    assert.deepEqual(await roomy.verify(), { ok: true, problems: [], events: stored + 1 });
    await roomy.close();
  });
});

describe("a backup", () => {
  it("L18: is the log as it was, opens as a brain, and never replaces a file", async () => {
    for (const log of [await openSqliteLog({ path: newPath() }), createMemoryLog()]) {
      await log.append([observed("a", "x"), observed("b", "y")], at);
      await log.append([{ type: "used", episodes: [] }], (at + 1) as typeof at);
      await log.erase([{ id: "a" as EpisodeId, seq: 1 as Seq }], at);
      const checkpoint = { module: "m", version: "1", seq: 4 as Seq, bytes: Uint8Array.of(1, 2, 3) };
      await log.saveCheckpoint(checkpoint);
      const path = newPath();
      await log.backup(path);
      const before = hash(path);
      await assert.rejects(log.backup(path), refuses("cannot-open"));
      assert.equal(hash(path), before);
      const copy = await openSqliteLog({ path });
      assert.deepEqual(await copy.read(0 as Seq, 99), await log.read(0 as Seq, 99));
      assert.deepEqual(await copy.loadCheckpoint("m"), checkpoint);
      assert.equal((await copy.verify()).ok, true);
      await copy.close();
      await assert.rejects(log.backup(join(newPath(), "no", "folder.brain")), refuses("cannot-open"));
      await log.close();
    }
  });

  it("L18: goes on while others write, and is one moment of the log", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const text = "x".repeat(2000);
    for (let i = 0; i < 20; i++)
      await log.append(
        Array.from({ length: 100 }, (_, j) => observed(`e${i * 100 + j}`, text)),
        at,
      );
    const other = await openSqliteLog({ path });
    let written = 0;
    let done = false;
    const copyPath = newPath();
    const backup = log.backup(copyPath).finally(() => {
      done = true;
    });
    while (!done) {
      await log.append([observed(`own${written}`, text)], at);
      await other.append([observed(`other${written++}`, text)], at);
      await new Promise(setImmediate);
    }
    await backup;
    assert.ok(written > 2, `${written} were written meanwhile`);
    const copy = await openSqliteLog({ path: copyPath });
    const head = await copy.head();
    assert.ok(head >= 2000);
    assert.deepEqual(await copy.read(2000 as Seq, 99999), await log.read(2000 as Seq, head - 2000));
    assert.equal((await copy.verify()).ok, true);
    assert.deepEqual(
      readdirSync(dirname(copyPath)).filter((name) => name.includes("partial")),
      [],
    );
    for (const each of [copy, other, log]) await each.close();
  });
});
