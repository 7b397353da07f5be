import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { Codec } from "../ports/codec.ts";
import {
  cannotOpen,
  damagedBrain,
  isCorrupt,
  isInterrupted,
  isNotADatabase,
  isRefused,
  newerBrain,
  notABrain,
  readOnlyError,
  StillEmpty,
} from "./errors.ts";
import { applicationId, migrate, pragma, schemaVersion } from "./schema.ts";

/** An empty file that is younger than this may be about to become a brain. */
const makingMs = 1000;

/** The module `node:sqlite`, which is imported only after the version of Node was checked. */
export type Sqlite = typeof import("node:sqlite");

export interface FileOptions {
  readonly path: string;
  readonly readOnly: boolean;
  readonly synchronous: "normal" | "full";
  readonly codec: Codec;
  readonly maxPages: number | null;
}

/**
 * A connection to the brain at `path`, made where there is no file. A file that is not a brain of this
 * version or an older one is refused before anything could write to it: it keeps every byte.
 * `prepare` compiles the statements that the log needs, and throws where the file does not fit them.
 */
export function openFile<T>(sqlite: Sqlite, options: FileOptions, prepare: (db: DatabaseSync) => T): T {
  const { path, readOnly } = options;
  const exists = lookAt(path, readOnly);
  if (!readOnly) requireWritable(path, exists);
  if (exists) {
    inspectHeader(sqlite, path);
    const reader = openReader(sqlite, path);
    if (reader === null) {
      if (readOnly)
        throw cannotOpen(
          path,
          "was left in the middle of a commit",
          "Open it once for writing to undo that.",
        );
      rollBack(sqlite, path);
      return openFile(sqlite, options, prepare);
    }
    const found = keepIf(readOnly, reader, (db) => {
      const current = inspectContent(db, options);
      return current ? prepare(db) : null;
    });
    if (readOnly) return found!;
  }
  return keepIf(true, new sqlite.DatabaseSync(path, { timeout: 0 }), (db) => {
    makeReady(db, options);
    return prepare(db);
  });
}

/** Closes the connection when `use` throws, or when it is not to be kept. */
function keepIf<T>(keep: boolean, db: DatabaseSync, use: (db: DatabaseSync) => T): T {
  let kept = false;
  try {
    const result = use(db);
    kept = keep;
    return result;
  } finally {
    if (!kept) db.close();
  }
}

/** Whether there is a file with something in it. Never opens it (see `startsLikeSqlite`). */
function lookAt(path: string, readOnly: boolean): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    if (readOnly)
      throw cannotOpen(path, "does not exist", "Check the path, or open it for writing to make it.");
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true)
      throw cannotOpen(path, "is in a folder that does not exist", `Make the folder ${dirname(path)} first.`);
    return false;
  }
  if (!found.isFile()) throw cannotOpen(path, "is not a file", "Choose the path of a file.");
  if (!may(path, constants.R_OK))
    throw cannotOpen(path, "may not be read", "Give yourself permission to read it.");
  if (found.size === 0 && readOnly)
    throw Date.now() - found.mtimeMs < makingMs ? new StillEmpty() : notABrain(path);
  return found.size > 0;
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** SQLite keeps its write-ahead log beside the file, so that the folder must be writable too. */
function requireWritable(path: string, exists: boolean): void {
  if (!may(dirname(path), constants.W_OK) || (exists && !may(path, constants.W_OK)))
    throw readOnlyError(path);
}

/**
 * Reads the first page through SQLite, without locks and without the write-ahead log. Both marks are
 * in the first page from a brain's first commit on.
 */
function inspectHeader(sqlite: Sqlite, path: string): void {
  const db = openImmutable(sqlite, path);
  try {
    if (pragma(db, "application_id") !== applicationId) throw notABrain(path);
    const version = pragma(db, "user_version");
    if (version > schemaVersion) throw newerBrain(path, version);
  } catch (error) {
    if (isNotADatabase(error))
      throw startsLikeSqlite(path)
        ? damagedBrain(path, "its header does not hold together", error)
        : notABrain(path);
    // A length that does not match the header: cut short, or only being checkpointed by somebody. The
    // next look, under SQLite's locks, knows which.
    if (!isCorrupt(error)) throw error;
  } finally {
    db.close();
  }
}

/**
 * Reads the file without SQLite. Only for a file that SQLite cannot read: closing a file takes away
 * every lock that this process holds on it, those of another handle on the same brain included.
 */
function startsLikeSqlite(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const magic = Buffer.alloc(16);
    readSync(file, magic, 0, magic.length, 0);
    return magic.toString("latin1") === "SQLite format 3\0";
  } finally {
    closeSync(file);
  }
}

function openImmutable(sqlite: Sqlite, path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return new sqlite.DatabaseSync(url, { readOnly: true, timeout: 0 });
}

/** Somebody died in the middle of a commit: whoever may write puts back what was there before. */
function rollBack(sqlite: Sqlite, path: string): void {
  const db = new sqlite.DatabaseSync(path, { timeout: 0 });
  try {
    pragma(db, "user_version");
  } finally {
    db.close();
  }
}

/**
 * Where the folder cannot hold a write-ahead log and there is none, nobody writes: read without it.
 * null where a commit that was cut short has to be rolled back first.
 */
function openReader(sqlite: Sqlite, path: string): DatabaseSync | null {
  const db = new sqlite.DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    pragma(db, "user_version");
    return db;
  } catch (error) {
    db.close();
    if (isInterrupted(error)) return null;
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (!isRefused(error) || (log !== undefined && log.size > 0)) throw error;
    return openImmutable(sqlite, path);
  }
}

/** Whether the brain is of this version; an older one is brought up to date by a writer. */
function inspectContent(db: DatabaseSync, { path, readOnly, codec }: FileOptions): boolean {
  if (pragma(db, "application_id") !== applicationId) throw notABrain(path);
  const version = pragma(db, "user_version");
  if (version > schemaVersion) throw newerBrain(path, version);
  if (version < schemaVersion && readOnly)
    throw cannotOpen(
      path,
      "was written by an earlier Encephalon",
      "Open it once for writing to bring it up to date.",
    );
  const written = db.prepare("SELECT value FROM meta WHERE key = 'codec'").get() as
    | { value: string }
    | undefined;
  if (written === undefined) throw damagedBrain(path, "it does not say how its content is encoded");
  if (written.value !== codec.id)
    throw cannotOpen(
      path,
      `was written with the codec ${JSON.stringify(written.value)}, not ${JSON.stringify(codec.id)}`,
      "Open it with the codec that wrote it.",
    );
  return version === schemaVersion;
}

function makeReady(db: DatabaseSync, { path, synchronous, codec, maxPages }: FileOptions): void {
  db.exec("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
  if (maxPages !== null) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  const before = pragma(db, "user_version");
  migrate(db, path, codec.id);
  const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.journal_mode;
  if (mode !== "wal")
    throw cannotOpen(path, "is on a file system without shared memory", "Put it on a local disk.");
  db.exec(`PRAGMA synchronous = ${synchronous}`);
  // The header of the file itself must name its version: that is where it is looked for.
  if (before !== schemaVersion) db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
