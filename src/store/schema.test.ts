import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { crc32 } from "node:zlib";
import { encoded, observed, ref } from "../../tests/contracts/log-samples.ts";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import { applicationId, migrate, migrations, pragma } from "./schema.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();

const second = "ALTER TABLE leases ADD COLUMN note TEXT; INSERT INTO leases VALUES ('two', 'h', 1, 'n')";

function versionOf(db: DatabaseSync): number {
  return pragma(db, "user_version");
}

it("L11: an empty file gets every version's tables and the mark of a brain", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, "p", "identity");
  assert.equal(versionOf(db), migrations.length);
  assert.equal(pragma(db, "application_id"), applicationId);
  assert.equal(applicationId, Buffer.from("Ence").readInt32BE());
});

it("L11: an older brain is brought up to date, once, and keeps what it holds", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, "p", "identity");
  db.exec("INSERT INTO events (at, type, crc, body) VALUES (5, 'slept', 0, x'01')");
  for (let again = 0; again < 2; again++) migrate(db, "p", "identity", [...migrations, second]);
  assert.equal(versionOf(db), migrations.length + 1);
  assert.deepEqual(
    db
      .prepare("SELECT name FROM leases")
      .all()
      .map(({ name }) => name),
    ["two"],
  );
  assert.equal(db.prepare("SELECT at FROM events").get()?.at, 5);
});

it("L11: a migration that fails changes nothing", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, "p", "identity");
  assert.throws(
    () => migrate(db, "p", "identity", [...migrations, second, "SELECT * FROM nowhere"]),
    /nowhere/,
  );
  assert.equal(versionOf(db), migrations.length);
  assert.equal(db.isTransaction, false);
  assert.throws(() => db.prepare("SELECT note FROM leases"), /note/);
});

it("L11: a brain of a later version is refused", () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, "p", "identity", [...migrations, second]);
  assert.throws(() => migrate(db, "p", "identity"), refuses("newer-brain"));
});

it("L11, ER2: a brain from before sources were trusted opens, and finds trusted ones by an index", async () => {
  const path = newPath();
  const db = new DatabaseSync(path);
  migrate(db, path, "identity", migrations.slice(0, 3));
  const { episode } = observed("a", "old", { source: "s" }) as { episode: object };
  const bytes = Buffer.from(JSON.stringify(episode));
  db.prepare(
    "INSERT INTO events (at, type, episode, time, scope, crc, body) VALUES (5, 'observed', 'a', 1, '', ?, ?)",
  ).run(crc32(bytes, crc32("5 observed a")), bytes);
  db.close();
  const log = await openSqliteLog({ path });
  await log.append([{ type: "trusted", source: "s", trust: 0 }], 6 as Millis);
  await log.erase([ref("a", 1)], 7 as Millis);
  assert.deepEqual((await log.read(1 as Seq, 9)).at(0), {
    seq: 2,
    at: 6,
    type: "trusted",
    source: null,
    trust: null,
  });
  await log.close();
  const again = new DatabaseSync(path, { readOnly: true });
  assert.equal(versionOf(again), migrations.length);
  const plan = again
    .prepare("EXPLAIN QUERY PLAN SELECT body FROM events WHERE type = 'trusted' ORDER BY seq")
    .all();
  assert.deepEqual(
    plan.map(({ detail }) => detail),
    ["SCAN events USING INDEX events_trusted"],
  );
  again.close();
});

it("L11: a brain from before vectors were recorded opens, and takes vectors", async () => {
  const path = newPath();
  const db = new DatabaseSync(path);
  migrate(db, path, "identity", migrations.slice(0, 1));
  const body = (text: string): string => JSON.stringify((observed("a", text) as { episode: object }).episode);
  for (const id of ["a", "b"]) {
    const bytes = Buffer.from(body("old").replace('"a"', `"${id}"`));
    db.prepare(
      "INSERT INTO events (at, type, episode, time, scope, crc, body) VALUES (5, 'observed', ?, 1, '', ?, ?)",
    ).run(id, crc32(bytes, crc32(`5 observed ${id}`)), bytes);
  }
  const used = Buffer.from(JSON.stringify({ episodes: [ref("a", 1)] }));
  db.prepare("INSERT INTO events (at, type, crc, body) VALUES (6, 'used', ?, ?)").run(
    crc32(used, crc32("6 used ")),
    used,
  );
  db.close();
  await assert.rejects(openSqliteLog({ path, readOnly: true }), refuses("cannot-open"));

  const log = await openSqliteLog({ path });
  const at = 7 as Millis;
  assert.deepEqual(await log.append([encoded("a", 1, [1, 0]), encoded("b", 2, [0, 1])], at), [
    { seq: 4, outcome: "new" },
    { seq: 5, outcome: "new" },
  ]);
  await log.erase([ref("a", 1)], at);
  assert.deepEqual(await log.read(0 as Seq, 9), [
    { seq: 1, at: 5, type: "observed", id: "a", episode: null },
    { seq: 2, at: 5, ...observed("b", "old") },
    { seq: 3, at: 6, type: "used", episodes: [ref("a", 1)] },
    { seq: 4, at, ...encoded("a", 1, null) },
    { seq: 5, at, ...encoded("b", 2, [0, 1]) },
    { seq: 6, at, type: "erased", episodes: [ref("a", 1)] },
  ]);
  assert.equal((await log.find("b" as EpisodeId))?.seq, 2);
  assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 6 });
  await log.close();
});
