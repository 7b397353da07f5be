import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as breathe } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { Seq } from "../model/ids.ts";
import type { Codec } from "../ports/codec.ts";
import type { Checkpoint } from "../ports/log-store.ts";

/** What one transaction writes or deletes at most, so that the event loop is held for milliseconds. */
const chunkBytes = 1024 * 1024;

interface Row {
  readonly id: number;
  readonly module: string;
  readonly version: string;
  readonly seq: number;
  readonly size: number;
  readonly crc: number;
}

interface Chunk {
  readonly checkpoint: number;
  readonly part: number;
  readonly bytes: Uint8Array;
}

/** How to run something: in a write transaction of its own, or as a read. */
export type Run = <T>(work: () => T) => Promise<T>;

/**
 * The tables `checkpoints` and `chunks`. A checkpoint is written chunk by chunk with `live = 0`; one
 * transaction then makes it live and drops the row that it replaces. Chunks without a row are rubbish
 * and are swept, a chunk a transaction. So a reader, or a crash, meets the old one or the new one.
 */
export class CheckpointTable {
  readonly #codec: Codec;
  readonly #stage: StatementSync;
  readonly #staged: StatementSync;
  readonly #publish: StatementSync;
  readonly #dropOthers: StatementSync;
  readonly #live: StatementSync;
  readonly #modules: StatementSync;
  readonly #dropBefore: StatementSync;
  readonly #putChunk: StatementSync;
  readonly #getChunk: StatementSync;
  readonly #sweepOne: StatementSync;
  readonly #kept: StatementSync;
  readonly #dropChunks: StatementSync;

  constructor(db: DatabaseSync, codec: Codec) {
    this.#codec = codec;
    this.#stage = db.prepare(
      "INSERT INTO checkpoints (module, version, seq, size, crc, live) VALUES (?, ?, ?, ?, ?, 0)",
    );
    this.#staged = db.prepare("SELECT seq FROM checkpoints WHERE id = ?");
    this.#publish = db.prepare("UPDATE checkpoints SET live = 1 WHERE id = ?");
    this.#dropOthers = db.prepare("DELETE FROM checkpoints WHERE module = ? AND id <> ?");
    this.#live = db.prepare("SELECT * FROM checkpoints WHERE module = ? AND live = 1");
    this.#modules = db.prepare("SELECT module FROM checkpoints WHERE live = 1 ORDER BY module");
    this.#dropBefore = db.prepare("DELETE FROM checkpoints WHERE seq < ?");
    this.#putChunk = db.prepare("INSERT INTO chunks VALUES (?, ?, ?)");
    this.#getChunk = db.prepare("SELECT bytes FROM chunks WHERE checkpoint = ? AND part = ?");
    this.#sweepOne = db.prepare(
      `DELETE FROM chunks WHERE rowid =
         (SELECT rowid FROM chunks WHERE checkpoint NOT IN (SELECT id FROM checkpoints) LIMIT 1)`,
    );
    this.#kept = db.prepare("SELECT * FROM chunks WHERE checkpoint IN (SELECT id FROM checkpoints)");
    this.#dropChunks = db.prepare("DELETE FROM chunks");
  }

  /**
   * Makes all of them live at once. One is given up when another process finished saving the same
   * module meanwhile, or when it is from before the `lastErasure`: it would bring erased content back.
   */
  async save(checkpoints: readonly Checkpoint[], write: Run, lastErasure: () => Seq): Promise<void> {
    const staged: { readonly id: number; readonly module: string }[] = [];
    for (const checkpoint of checkpoints) {
      const id = await this.#stageAll(checkpoint, write, lastErasure);
      if (id !== null) staged.push({ id, module: checkpoint.module });
    }
    await write(() => {
      for (const { id, module } of staged) {
        const row = this.#staged.get(id) as { seq: number } | undefined;
        if (row === undefined || row.seq < lastErasure()) continue;
        this.#dropOthers.run(module, id);
        this.#publish.run(id);
      }
    });
    while (await write(() => Number(this.#sweepOne.run().changes) === 1)) await breathe();
  }

  async #stageAll(
    { module, version, seq, bytes }: Checkpoint,
    write: Run,
    lastErasure: () => Seq,
  ): Promise<number | null> {
    const stored = this.#codec.encode(bytes);
    const crc = crc32(stored);
    const id = await write(() =>
      seq < lastErasure()
        ? null
        : Number(this.#stage.run(module, version, seq, stored.length, crc).lastInsertRowid),
    );
    if (id === null) return null;
    for (let part = 0; part * chunkBytes < stored.length; part++) {
      const chunk = stored.subarray(part * chunkBytes, (part + 1) * chunkBytes);
      const written = await write(() => {
        if (this.#staged.get(id) === undefined) return false;
        this.#putChunk.run(id, part, chunk);
        return true;
      });
      if (!written) return null;
      await breathe();
    }
    return id;
  }

  /** null where there is none, or it is not what was written. */
  async load(module: string, read: Run): Promise<Checkpoint | null> {
    const row = await read(() => this.#live.get(module) as unknown as Row | undefined);
    if (row === undefined) return null;
    const stored = new Uint8Array(row.size);
    for (let part = 0; part * chunkBytes < stored.length; part++) {
      const chunk = await read(() => this.#getChunk.get(row.id, part) as { bytes: Uint8Array } | undefined);
      if (chunk?.bytes.length !== Math.min(chunkBytes, stored.length - part * chunkBytes)) {
        const replaced = (await read(() => this.#staged.get(row.id))) === undefined;
        return replaced ? this.load(module, read) : null;
      }
      stored.set(chunk.bytes, part * chunkBytes);
      await breathe();
    }
    if (crc32(stored) !== row.crc) return null;
    try {
      return { module, version: row.version, seq: row.seq as Seq, bytes: this.#codec.decode(stored) };
    } catch {
      return null;
    }
  }

  modules(): readonly string[] {
    return (this.#modules.all() as { module: string }[]).map(({ module }) => module);
  }

  /**
   * Inside a transaction: drops what was folded before `seq` and writes the rest anew. Deleting a row
   * may make SQLite move its neighbours, and the place that a moved row leaves is not wiped, whatever
   * `secure_delete` says: only deleting all rows wipes every page.
   */
  purgeBefore(seq: Seq): void {
    this.#dropBefore.run(seq);
    const kept = this.#kept.all() as unknown as Chunk[];
    this.#dropChunks.run();
    for (const { checkpoint, part, bytes } of kept) this.#putChunk.run(checkpoint, part, bytes);
  }
}
