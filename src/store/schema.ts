import type { DatabaseSync } from "node:sqlite";
import { newerBrain } from "./errors.ts";

/** "Ence" in ASCII, in SQLite's header: marks the file as a brain. */
export const applicationId = 0x456e6365;

/**
 * `migrations[v]` takes a file from version v to v + 1; version 0 is the empty file. Entries are only
 * ever added: a brain of any age is brought up to date one entry after the other.
 *
 * Rows of `events` are never deleted and never grow: erasing shrinks a body in place. SQLite therefore
 * never rearranges a page that holds content, and an erased body leaves no copy behind. It also means
 * that `max(seq) + 1` was never used before.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

   CREATE TABLE events (
     seq     INTEGER PRIMARY KEY,
     at      INTEGER NOT NULL,
     type    TEXT NOT NULL,
     episode TEXT,
     time    INTEGER,
     scope   TEXT,
     crc     INTEGER NOT NULL,
     body    BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX events_episode ON events (episode) WHERE episode IS NOT NULL;
   CREATE INDEX events_erased ON events (seq) WHERE episode IS NOT NULL AND time IS NULL;
   CREATE INDEX events_other ON events (at) WHERE episode IS NULL;

   CREATE TABLE checkpoints (
     id      INTEGER PRIMARY KEY AUTOINCREMENT,
     module  TEXT NOT NULL,
     version TEXT NOT NULL,
     seq     INTEGER NOT NULL,
     size    INTEGER NOT NULL,
     crc     INTEGER NOT NULL,
     live    INTEGER NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX checkpoints_live ON checkpoints (module) WHERE live = 1;
   CREATE TABLE chunks (
     checkpoint INTEGER NOT NULL,
     part       INTEGER NOT NULL,
     bytes      BLOB NOT NULL,
     UNIQUE (checkpoint, part)
   ) STRICT;

   CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,

  // Of an `encoded` event: the encoder, and the position of the episode that its vector is of.
  `ALTER TABLE events ADD COLUMN encoder TEXT;
   ALTER TABLE events ADD COLUMN about INTEGER;
   CREATE INDEX events_about ON events (about) WHERE about IS NOT NULL;`,

  // Chunks begin with padding: older checkpoints are folded anew.
  `DELETE FROM checkpoints;
   DELETE FROM chunks;`,

  // `extracted` events name the extractor where `encoded` ones name the encoder. What is said of sources is few
  // and is looked for at every erasure.
  `CREATE INDEX events_trusted ON events (seq) WHERE type = 'trusted';`,

  // By the position of the last event of each: its certificate and, until that is final, digests of what to look for.
  `CREATE TABLE erasures (seq INTEGER PRIMARY KEY, certificate BLOB NOT NULL, canaries BLOB) STRICT;
   DELETE FROM meta WHERE key = 'doubted';`,
];

export const schemaVersion: number = migrations.length;

export function pragma(db: DatabaseSync, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
  return Object.values(row)[0]!;
}

/** Brings a file up to date in one transaction. A newer one is left as it is: `newer-brain`. */
export function migrate(
  db: DatabaseSync,
  path: string,
  codecId: string,
  steps: readonly string[] = migrations,
): void {
  const version = pragma(db, "user_version");
  if (version > steps.length) throw newerBrain(path, version);
  if (version === steps.length) return;
  try {
    // Of a file without pages `auto_vacuum` writes the first one: inside the transaction, so that no
    // commit leaves a page without the marks. A file that has pages keeps the mode it has.
    db.exec(version === 0 ? "BEGIN; PRAGMA auto_vacuum = INCREMENTAL" : "BEGIN IMMEDIATE");
    // Under the lock: another process may have done it meanwhile.
    const from = pragma(db, "user_version");
    for (const step of steps.slice(from)) db.exec(step);
    if (from === 0) {
      db.exec(`PRAGMA application_id = ${applicationId}`);
      db.prepare("INSERT INTO meta VALUES ('codec', ?)").run(codecId);
    }
    if (from < steps.length) db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
