import type { DatabaseSync, StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { Seq } from "../model/ids.ts";
import type { Codec } from "../ports/codec.ts";
import type { Checkpoint } from "../ports/log-store.ts";

const chunkBytes = 8 * 1024 * 1024;

interface CheckpointRow {
  readonly module: string;
  readonly version: string;
  readonly seq: number;
  readonly size: number;
  readonly crc: number;
}

/** The tables `checkpoints` and `chunks`. What writes expects to be inside a transaction. */
export class CheckpointTable {
  readonly #codec: Codec;
  readonly #put: StatementSync;
  readonly #get: StatementSync;
  readonly #names: StatementSync;
  readonly #delete: StatementSync;
  readonly #putChunk: StatementSync;
  readonly #chunks: StatementSync;
  readonly #deleteChunks: StatementSync;
  readonly #allChunks: StatementSync;
  readonly #deleteAllChunks: StatementSync;

  constructor(db: DatabaseSync, codec: Codec) {
    this.#codec = codec;
    this.#put = db.prepare("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?)");
    this.#get = db.prepare("SELECT * FROM checkpoints WHERE module = ?");
    this.#names = db.prepare("SELECT module FROM checkpoints ORDER BY module");
    this.#delete = db.prepare("DELETE FROM checkpoints WHERE seq < ?");
    this.#putChunk = db.prepare("INSERT INTO chunks VALUES (?, ?, ?)");
    this.#chunks = db.prepare("SELECT bytes FROM chunks WHERE module = ? ORDER BY part");
    this.#deleteChunks = db.prepare("DELETE FROM chunks WHERE module = ?");
    this.#allChunks = db.prepare(
      "SELECT module, part, bytes FROM chunks WHERE module IN (SELECT module FROM checkpoints)",
    );
    this.#deleteAllChunks = db.prepare("DELETE FROM chunks");
  }

  save({ module, version, seq, bytes }: Checkpoint): void {
    const stored = this.#codec.encode(bytes);
    this.#deleteChunks.run(module);
    this.#put.run(module, version, seq, stored.length, crc32(stored));
    for (let part = 0; part * chunkBytes < stored.length; part++)
      this.#putChunk.run(module, part, stored.subarray(part * chunkBytes, (part + 1) * chunkBytes));
  }

  /** null where there is none, or it is not what was written. */
  load(module: string): Checkpoint | null {
    const row = this.#get.get(module) as CheckpointRow | undefined;
    if (row === undefined) return null;
    const stored = new Uint8Array(row.size);
    let filled = 0;
    for (const { bytes } of this.#chunks.all(module) as { bytes: Uint8Array }[]) {
      if (filled + bytes.length > stored.length) return null;
      stored.set(bytes, filled);
      filled += bytes.length;
    }
    if (filled !== stored.length || crc32(stored) !== row.crc) return null;
    try {
      return { module, version: row.version, seq: row.seq as Seq, bytes: this.#codec.decode(stored) };
    } catch {
      return null;
    }
  }

  modules(): readonly string[] {
    return (this.#names.all() as { module: string }[]).map(({ module }) => module);
  }

  /**
   * Drops what was folded before `seq` and writes the rest anew. Deleting a row may make SQLite move
   * others, and it does not wipe the place that a moved row leaves: that is wiped only with the whole
   * table.
   */
  purgeBefore(seq: Seq): void {
    this.#delete.run(seq);
    const kept = this.#allChunks.all() as { module: string; part: number; bytes: Uint8Array }[];
    this.#deleteAllChunks.run();
    for (const { module, part, bytes } of kept) this.#putChunk.run(module, part, bytes);
  }
}
