import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { refuses } from "../../tests/contracts/log-store.ts";
import { applicationId, migrate, migrations, pragma } from "./schema.ts";

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
