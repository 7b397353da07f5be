import { closeSync, openSync, read, statSync } from "node:fs";
import { promisify } from "node:util";

const readInto = promisify(read);

/** The brain's file and what SQLite puts beside it. */
const suffixes = ["", "-wal", "-shm", "-journal"] as const;
/** Searched in one go: a millisecond, or ten where tens of thousands of strings are looked for. */
const pieceBytes = 64 * 1024;

interface Held {
  users: number;
  /** By device and inode, as in `shared`. */
  readonly open: Map<string, number>;
}

/** Brains that this process has open. */
const shared = new Map<string, Held>();

/**
 * The bytes of an open brain's files, read beside SQLite. Closing a file takes away every lock that this process
 * holds on it, those of other handles on the same brain included: what was opened here stays open until none of
 * them is left.
 */
export class BrainFiles {
  readonly #path: string;
  readonly #key: string;
  readonly #held: Held;

  /** A database connection to it is open. */
  constructor(path: string) {
    this.#path = path;
    this.#key = keyOf(path) ?? path;
    this.#held = shared.get(this.#key) ?? { users: 0, open: new Map() };
    this.#held.users++;
    shared.set(this.#key, this.#held);
  }

  /** Every file that is there, in pieces; `null` after each one's last. Throws what the file system throws. */
  async read(take: (suffix: string, piece: Uint8Array | null) => void): Promise<void> {
    for (const suffix of suffixes) {
      const path = this.#path + suffix;
      const key = keyOf(path);
      if (key === null) continue;
      const file = this.#held.open.get(key) ?? openSync(path, "r");
      this.#held.open.set(key, file);
      const buffer = Buffer.alloc(pieceBytes);
      for (let at = 0; ; ) {
        const { bytesRead } = await readInto(file, buffer, 0, pieceBytes, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        take(suffix, buffer.subarray(0, bytesRead));
      }
      take(suffix, null);
    }
  }

  /** To be called once, when the database is closed. */
  release(): void {
    this.#held.users--;
    if (this.#held.users > 0) return;
    shared.delete(this.#key);
    for (const file of this.#held.open.values()) closeSync(file);
  }
}

/** null where there is no file. */
function keyOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}
