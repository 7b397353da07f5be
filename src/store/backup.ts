import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { cannotOpen } from "./errors.ts";
import type { Sqlite } from "./open-file.ts";

/**
 * Has a brain written beside `path` and gives it that name when it is whole: `path` never names half
 * a brain, and never what was there before.
 */
export async function placeBackup(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(path)) throw fileExists(path);
  const partial = `${path}.partial-${process.pid}`;
  try {
    await write(partial);
    claim(partial, path);
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(partial + suffix, { force: true });
  }
}

/**
 * Copies the brain at `from` as it is now. Through a connection of its own that stays in one read
 * transaction: others go on writing, and their commits neither enter the copy nor make it start again.
 */
export async function copyFile(sqlite: Sqlite, from: string, to: string): Promise<void> {
  const source = new sqlite.DatabaseSync(from, { readOnly: true, timeout: 0 });
  try {
    source.exec("BEGIN; SELECT count(*) FROM meta");
    await sqlite.backup(source, to, { rate: 256 });
  } finally {
    source.close();
  }
}

function claim(partial: string, path: string): void {
  try {
    linkSync(partial, path);
  } catch (error) {
    if (existsSync(path)) throw fileExists(path, error);
    // A file system without hard links.
    renameSync(partial, path);
  }
}

function fileExists(path: string, cause?: unknown): Error {
  return cannotOpen(path, "is there already", "Name a new file: a backup never overwrites one.", cause);
}
