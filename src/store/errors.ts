import { EncephalonError, type ErrorCode } from "../model/errors.ts";

/** What node:sqlite throws when SQLite itself reports an error: https://www.sqlite.org/rescode.html */
interface SqliteError extends Error {
  /** Extended result code: the primary one is its low byte. */
  readonly errcode: number;
}

/** Primary result codes that have a meaning for a log. */
const sqlite = {
  error: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const shortRead = 522;
const readOnlyRollback = 776;

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number";
}

function primaryCode(error: unknown): number | null {
  return isSqliteError(error) ? error.errcode & 0xff : null;
}

/** There is nothing in the file yet: perhaps somebody is making a brain of it. */
export class StillEmpty extends Error {}

/** Somebody else holds the lock, or is making the brain: worth another try. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return error instanceof StillEmpty || code === sqlite.busy || code === sqlite.locked;
}

export function isNotADatabase(error: unknown): boolean {
  return primaryCode(error) === sqlite.notADatabase;
}

/** The bytes are not what SQLite wrote: a page or the header does not hold together, or is missing. */
export function isCorrupt(error: unknown): boolean {
  return primaryCode(error) === sqlite.corrupt || (isSqliteError(error) && error.errcode === shortRead);
}

/** SQL that does not fit the file: a table or column of ours is missing. */
export function isMissingTable(error: unknown): boolean {
  return primaryCode(error) === sqlite.error;
}

/** A commit was cut short: its rollback needs somebody who may write. */
export function isInterrupted(error: unknown): boolean {
  return isSqliteError(error) && error.errcode === readOnlyRollback;
}

/** The folder or file system refuses what SQLite needs beside the file. */
export function isRefused(error: unknown): boolean {
  const code = primaryCode(error);
  return code === sqlite.cannotOpen || code === sqlite.readOnly;
}

const restore = "Keep the file, and restore a backup or import a bundle into a new brain.";

/** The one place where SQLite's errors become ours. What SQLite did not report is passed on as it is. */
export function storeError(error: unknown, path: string): unknown {
  const code = primaryCode(error);
  if (error instanceof StillEmpty) return notABrain(path);
  if (code === null) return error;
  const give = (ours: ErrorCode, message: string, remedy: string): EncephalonError =>
    new EncephalonError(ours, message, { value: path, remedy, cause: error });
  if (isCorrupt(error) || code === sqlite.notADatabase)
    return give("damaged", `The brain at ${path} is damaged.`, restore);
  switch (code) {
    case sqlite.busy:
    case sqlite.locked:
      return give(
        "locked",
        `The brain at ${path} is locked by another process.`,
        "Try again later, or end the process that holds it.",
      );
    case sqlite.readOnly:
      return readOnlyError(path, error);
    case sqlite.full:
      return give(
        "disk-full",
        `There is no space left for the brain at ${path}.`,
        "Free some space and try again: what was stored before is safe.",
      );
    case sqlite.cannotOpen:
    case sqlite.ioError:
      return give(
        "cannot-open",
        `The system could not read or write the brain at ${path}.`,
        "Check the path, its permissions and the disk.",
      );
    default:
      return error;
  }
}

export function readOnlyError(path: string, cause?: unknown): EncephalonError {
  return new EncephalonError("read-only", `The brain at ${path} can only be read.`, {
    value: path,
    remedy: "Make the file and its folder writable, or open it with `readOnly: true` and only recall.",
    cause,
  });
}

export function cannotOpen(path: string, what: string, remedy: string, cause?: unknown): EncephalonError {
  return new EncephalonError("cannot-open", `${path} ${what}.`, { value: path, remedy, cause });
}

export function notABrain(path: string): EncephalonError {
  return new EncephalonError("not-a-brain", `${path} is not a brain; it was left as it is.`, {
    value: path,
    remedy: "Choose another path: a new brain is made where there is no file.",
  });
}

export function damagedBrain(path: string, what: string, cause?: unknown): EncephalonError {
  return new EncephalonError("damaged", `The brain at ${path} is damaged: ${what}.`, {
    value: path,
    remedy: restore,
    cause,
  });
}

/** `episode`: the id in an event that observed one. */
export function damagedEvent(path: string, seq: number, episode: string | null): EncephalonError {
  return new EncephalonError("damaged", `The brain at ${path} is damaged. ${changedEvent(seq, episode)}`, {
    value: episode ?? path,
    remedy:
      episode === null
        ? restore
        : `${restore} While the brain still opens, erasing the episode keeps the rest.`,
  });
}

export function changedEvent(seq: number, episode: string | null): string {
  const name = episode === null ? "" : ` (episode ${JSON.stringify(episode)})`;
  return `Event ${seq}${name} is not what was written.`;
}

export function newerBrain(path: string, version: number): EncephalonError {
  return new EncephalonError("newer-brain", `The brain at ${path} was written by a later Encephalon.`, {
    value: version,
    remedy: "Update the package; the file was left as it is.",
  });
}

export function closedError(): EncephalonError {
  return new EncephalonError("closed", "The brain was closed.", { remedy: "Open it again." });
}

export function idConflict(id: string): EncephalonError {
  return new EncephalonError("id-conflict", "An episode with this id and another content is there already.", {
    value: id,
    remedy: "Give the new content an id of its own: episodes never change.",
  });
}

export function unknownEpisode(id: string): EncephalonError {
  return new EncephalonError("unknown-episode", "There is no episode with this id at this position.", {
    value: id,
    remedy: "Use an id that `observe` returned.",
  });
}
