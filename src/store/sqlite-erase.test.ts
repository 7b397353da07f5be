import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import fc from "fast-check";
import { observed, someTime } from "../../tests/contracts/log-samples.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { randomFrom } from "../../tests/crash/plan.ts";
import type { EpisodeRef, EventBody } from "../model/event.ts";
import type { EpisodeId, Seq } from "../model/ids.ts";
import type { ErasureCertificate } from "../model/reports.ts";
import type { Codec } from "../ports/codec.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();
const at = someTime;

/**
 * The canaries that the brain's files hold, read by another process: closing the file in this one
 * would take away the locks of the handles that are open here.
 */
function canaries(path: string): Set<string> {
  const files = [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file));
  const bytes = execFileSync("cat", files, { maxBuffer: 2 ** 30 }).toString("latin1");
  return new Set(bytes.match(/anary-\d+-/g));
}

const canary = (i: number): string => `canary-${i}-`;

/** A vector whose bytes are the canary's, again and again. ASCII makes small finite numbers. */
function canaryVector(i: number, repeat: number): Float32Array {
  const text = canary(i).repeat(repeat);
  return new Float32Array(
    new Uint8Array(Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4, "-"))).buffer,
  );
}

describe("erasing", () => {
  it("ER7: a scan that the log is closed under ends as closed", async () => {
    const log = await openSqliteLog({ path: newPath() });
    const bytes = new Uint8Array(8 * 1024 * 1024);
    await log.saveCheckpoint({ module: "m", version: "1", seq: 0 as Seq, bytes });
    const scanned = log.scan([], new Set()).then(
      () => "done",
      (error: { readonly code?: unknown }) => error.code,
    );
    await log.close();
    assert.equal(await scanned, "closed");
  });

  it("ER7: what was looked for is in no file any more once the certificate is final", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const count = 20;
    for (let i = 1; i <= count; i++) await log.append([observed(`e${i}`, "x")], at);
    const certificate = { status: "pending" } as ErasureCertificate;
    for (let i = 1; i <= count; i++) {
      const sought = Buffer.from(canary(i).repeat(i * 10));
      const episodes = [{ id: `e${i}` as EpisodeId, seq: i as Seq }];
      const seq = await log.erase(episodes, at, { certificate, canaries: sought });
      await log.scrub();
      assert.ok(canaries(path).has(`anary-${i}-`));
      const later = { ...certificate, reasons: Array.from({ length: i }, () => "a longer one than before") };
      await log.keepErasure({ seq, certificate: later, canaries: sought });
      await log.keepErasure({ seq, certificate: { ...later, status: "final" }, canaries: null });
      assert.deepEqual(canaries(path), new Set());
    }
    await log.close();
  });

  it("ER12: of a source that is trusted the rest is read once, whatever the number of events", async () => {
    let decoded = 0;
    const counting: Codec = {
      id: "counting",
      encode: (bytes) => bytes,
      decode: (bytes) => {
        decoded++;
        return bytes;
      },
    };
    const log = await openSqliteLog({ path: newPath(), codec: counting });
    const each = 750;
    const ids = Array.from({ length: 2 * each }, (_, i) => `e${i}`);
    await log.append(
      ids.map((id, i) => observed(id, "x", { source: i % 2 ? "gone" : "kept" })),
      at,
    );
    await log.append([{ type: "trusted", source: "gone", trust: 0.5 }], at);
    decoded = 0;
    await log.erase(
      ids.flatMap((id, i) => (i % 2 ? [{ id: id as EpisodeId, seq: (i + 1) as Seq }] : [])),
      at,
    );
    // What goes, once, and what stays, once.
    assert.ok(decoded < 2.5 * each, `${decoded} decoded`);
    await log.close();
  });

  it("L21: after erase and scrub the files hold no byte of the content; before, they do", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const text = (i: number): string => canary(i).repeat(i === 2 ? 2000 : 3);
    await log.append(
      [1, 2, 3].map((i) => observed(`e${i}`, text(i), { scope: { user: text(1) } })),
      at,
    );
    await log.saveCheckpoint({
      module: "m",
      version: "1",
      seq: 3 as Seq,
      bytes: Buffer.from(text(1) + text(2) + text(3)),
    });
    assert.deepEqual(canaries(path).size, 3);
    await log.erase(
      [1, 2, 3].map((i) => ({ id: `e${i}` as EpisodeId, seq: i as Seq })),
      at,
    );
    assert.ok(canaries(path).size > 0);
    await log.saveCheckpoint({ module: "m", version: "1", seq: 4 as Seq, bytes: Buffer.from("clean") });
    assert.equal(await log.scrub(), true);
    assert.deepEqual(canaries(path), new Set());
    assert.equal(Buffer.from((await log.loadCheckpoint("m"))!.bytes).toString(), "clean");
    assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 4 });
    await log.close();
    assert.deepEqual(canaries(path), new Set());
  });

  it("N25: after erase and scrub the files hold no byte of the vectors either", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    await log.append(
      [1, 2, 3].map((i) => observed(`e${i}`, "x")),
      at,
    );
    const vectors = [1, 2, 3].flatMap((i): EventBody[] =>
      // One longer than a page, one that shares a page with others.
      [1, 400].map((repeat) => ({
        type: "encoded",
        encoder: `x${repeat}`,
        episode: { id: `e${i}` as EpisodeId, seq: i as Seq },
        vector: canaryVector(i, repeat),
      })),
    );
    await log.append(vectors, at);
    assert.equal(canaries(path).size, 3);
    await log.erase([{ id: "e1" as EpisodeId, seq: 1 as Seq }], at);
    assert.equal(await log.scrub(), true);
    assert.deepEqual(canaries(path), new Set([2, 3].map((i) => canary(i).slice(1))));
    assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 10 });
    await log.erase(
      [2, 3].map((i) => ({ id: `e${i}` as EpisodeId, seq: i as Seq })),
      at,
    );
    assert.equal(await log.scrub(), true);
    await log.close();
    assert.deepEqual(canaries(path), new Set());
  });

  it("N25: vectors that were left behind by an episode without content are destroyed", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const episode: EpisodeRef = { id: "e1" as EpisodeId, seq: 1 as Seq };
    await log.append([observed("e1", "x")], at);
    await log.append([{ type: "encoded", encoder: "m", episode, vector: canaryVector(1, 3) }], at);
    await log.close();
    const db = new DatabaseSync(path);
    db.exec("UPDATE events SET time = NULL, scope = NULL, body = x'' WHERE seq = 1");
    db.close();
    assert.equal(canaries(path).size, 1);
    const again = await openSqliteLog({ path });
    await again.erase([episode], at);
    assert.equal(await again.erasurePending(), true);
    assert.equal(await again.scrub(), true);
    await again.close();
    assert.deepEqual(canaries(path), new Set());
  });

  it("N25: the vectors of an episode are found by an index", async () => {
    const path = newPath();
    await (await openSqliteLog({ path })).close();
    const db = new DatabaseSync(path);
    const plan = db.prepare("EXPLAIN QUERY PLAN SELECT body FROM events WHERE about = ? ORDER BY seq").all(1);
    assert.deepEqual(
      plan.map(({ detail }) => detail),
      ["SEARCH events USING INDEX events_about (about=?)"],
    );
    db.close();
  });

  it("L22: while another connection still reads the old bytes, scrub is false and the erasure pending", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    await log.append([observed("a", canary(1).repeat(500)), observed("b", "stays")], at);
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec("BEGIN; SELECT count(*) FROM events");
    await log.erase([{ id: "a" as EpisodeId, seq: 1 as Seq }], at);
    assert.equal(await log.scrub(), false);
    assert.equal(await log.erasurePending(), true);
    assert.equal(await log.scrub(), false);
    await log.close();
    const again = await openSqliteLog({ path });
    assert.equal(await again.erasurePending(), true, "it survives the process");
    reader.close();
    assert.equal(await again.scrub(), true);
    assert.equal(await again.erasurePending(), false);
    assert.deepEqual(canaries(path), new Set());
    await again.close();
  });

  it("L22: what is erased while a scrub is running is pending until the next one", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    for (let turns = 0; turns < 40; turns++) {
      const refs = (
        await log.append([observed(`a${turns}`, canary(1)), observed(`b${turns}`, canary(2))], at)
      ).map(({ seq }, i): EpisodeRef => ({ id: `${"ab"[i]}${turns}` as EpisodeId, seq }));
      const seq = await log.erase([refs[0]!], at);
      // Clean of what was erased first, not of what is erased next.
      await log.saveCheckpoint({ module: "m", version: "1", seq, bytes: Buffer.from(canary(2)) });
      const scrubbing = log.scrub();
      for (let i = 0; i < turns; i++) await Promise.resolve();
      await log.erase([refs[1]!], at);
      await scrubbing;
      if (!(await log.erasurePending())) assert.deepEqual(canaries(path), new Set(), `after ${turns} turns`);
      assert.equal(await log.scrub(), true);
    }
    assert.deepEqual(canaries(path), new Set());
    await log.close();
  });

  it("L21: small checkpoints that were replaced many times leave no copy behind", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    await log.append([observed("a", "x")], at);
    // With this seed SQLite leaves one behind where rows are only deleted, secure_delete or not.
    const random = randomFrom(1);
    let i = 0;
    const save = (seq: number) => {
      const module = `m${seq === 1 ? Math.floor(random() * 12) : i % 12}`;
      const bytes = Buffer.from(canary(++i).repeat(8 + Math.floor(random() * 60)));
      return log.saveCheckpoint({ module, version: "1", seq: seq as Seq, bytes });
    };
    while (i < 1200) await save(1);
    await log.erase([{ id: "a" as EpisodeId, seq: 1 as Seq }], at);
    while (i < 1212) await save(2);
    assert.equal(await log.scrub(), true);
    assert.deepEqual(
      canaries(path),
      new Set(Array.from({ length: 12 }, (_, k) => canary(1201 + k).slice(1))),
    );
    await log.close();
  });

  it("L21: a checkpoint that is late, or was being saved meanwhile, brings nothing back", async () => {
    const path = newPath();
    const log = await openSqliteLog({ path });
    const late = {
      module: "m",
      version: "1",
      seq: 1 as Seq,
      bytes: Buffer.from(canary(1).repeat(1_500_000)),
    };
    await log.append([observed("a", canary(1)), observed("b", canary(1))], at);
    const saving = log.saveCheckpoint(late);
    await new Promise(setImmediate);
    await log.erase([{ id: "a" as EpisodeId, seq: 1 as Seq }], at);
    await saving;
    assert.ok((await log.loadCheckpoint("m")) === null, "the erasure came before the end");
    const again = log.saveCheckpoint({ ...late, seq: 3 as Seq });
    await new Promise(setImmediate);
    await log.erase([{ id: "b" as EpisodeId, seq: 2 as Seq }], at);
    assert.equal(await log.scrub(), true, "the scrub came before the end, too");
    await again;
    assert.ok((await log.loadCheckpoint("m")) === null);
    await log.saveCheckpoint(late);
    assert.deepEqual(canaries(path), new Set());
    await log.close();
  });

  it("L21: whatever was written, replaced and erased in whatever order", async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 900 }));
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ op: fc.constant("observe"), size }) },
      { weight: 2, arbitrary: fc.record({ op: fc.constant("erase"), size: fc.nat() }) },
      { weight: 3, arbitrary: fc.record({ op: fc.constant("encode"), size }) },
      {
        weight: 4,
        arbitrary: fc.record({ op: fc.constant("checkpoint"), size: fc.integer({ min: 1, max: 200 }) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 300, size: "max" }), async (steps) => {
        const path = newPath();
        const log = await openSqliteLog({ path });
        const live = new Map<number, EpisodeRef>();
        let gone = 0;
        let next = 1;
        const checkpoint = async (module: string, repeat: number): Promise<void> => {
          const [first] = live.keys();
          const text = first === undefined ? "nothing" : canary(first).repeat(repeat);
          await log.saveCheckpoint({ module, version: "1", seq: await log.head(), bytes: Buffer.from(text) });
        };
        for (const { op, size: n } of steps)
          if (op === "observe") {
            const i = next++;
            const [appended] = await log.append([observed(`e${i}`, canary(i).repeat(n))], at);
            live.set(i, { id: `e${i}` as EpisodeId, seq: appended!.seq });
          } else if (op === "encode" && live.size > 0) {
            const i = [...live.keys()][n % live.size]!;
            const encoder = `encoder ${n % 3}`;
            const vector = canaryVector(i, n);
            await log.append([{ type: "encoded", encoder, episode: live.get(i)!, vector }], at);
          } else if (op === "checkpoint") await checkpoint(`m${n % 7}`, n);
          else if (op === "erase" && live.size > 0) {
            const i = [...live.keys()][n % live.size]!;
            await log.erase([live.get(i)!], at);
            live.delete(i);
            gone++;
          }
        await checkpoint("m0", 3);
        assert.equal(await log.scrub(), true);
        assert.deepEqual(canaries(path), new Set([...live.keys()].map((i) => canary(i).slice(1))));
        assert.equal((await log.size()).episodes, live.size);
        assert.equal(next - 1, live.size + gone);
        assert.equal((await log.verify()).ok, true);
        await log.close();
      }),
      { numRuns: 8, seed: 4 },
    );
  });
});
