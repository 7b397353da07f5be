import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as breathe } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { Seq } from "../model/ids.ts";
import type { Codec } from "../ports/codec.ts";
import type { Checkpoint } from "../ports/log-store.ts";

/** What one transaction writes or deletes at most, so that the event loop is held for milliseconds. */
const chunkBytes = 1024 * 1024;

/**
 * Begins every chunk. SQLite keeps the first part of a value, at most a page of it, beside its row, and
 * when rows are deleted it moves others without wiping their old place, whatever `secure_delete` says. The
 * rest is in pages of the value's own, which are wiped: so no content is ever beside a row.
 */
const padding = new Uint8Array(4096);

interface Row {
  readonly id: number;
  readonly module: string;
  readonly version: string;
  readonly seq: number;
  readonly size: number;
  readonly crc: number;
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

  constructor(db: DatabaseSync, codec: Codec) {
    this.#codec = codec;
    this.#stage = db.prepare(
      "INSERT INTO checkpoints (module, version, seq, size, crc, live) VALUES (?, ?, ?, ?, ?, 0)",
    );
    this.#staged = db.prepare("SELECT 1 FROM checkpoints WHERE id = ?");
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
  }

  /**
   * It is given up when another process finished saving the same module meanwhile, or when it is from
   * before the `lastErasure`: it would bring erased content back.
   */
  async save(checkpoint: Checkpoint, write: Run, lastErasure: () => Seq): Promise<void> {
    const id = await this.#stageAll(checkpoint, write, lastErasure);
    if (id !== null)
      await write(() => {
        if (this.#staged.get(id) === undefined || checkpoint.seq < lastErasure()) return;
        this.#dropOthers.run(checkpoint.module, id);
        this.#publish.run(id);
      });
    await this.#sweep(write);
  }

  /** Drops what was folded before `seq`. */
  async purgeBefore(seq: Seq, write: Run): Promise<void> {
    await write(() => this.#dropBefore.run(seq));
    await this.#sweep(write);
  }

  async #sweep(write: Run): Promise<void> {
    while (await write(() => Number(this.#sweepOne.run().changes) === 1)) await breathe();
  }

  async #stageAll(
    { module, version, seq, bytes }: Checkpoint,
    write: Run,
    lastErasure: () => Seq,
  ): Promise<number | null> {
    const stored = this.#codec.encode(bytes);
    const parts = Math.ceil(stored.length / chunkBytes);
    const chunkOf = (part: number): Uint8Array => stored.subarray(part * chunkBytes, (part + 1) * chunkBytes);
    let crc = 0;
    for (let part = 0; part < parts; part++, await breathe()) crc = crc32(chunkOf(part), crc);
    const id = await write(() =>
      seq < lastErasure()
        ? null
        : Number(this.#stage.run(module, version, seq, stored.length, crc).lastInsertRowid),
    );
    if (id === null) return null;
    for (let part = 0; part < parts; part++) {
      const written = await write(() => {
        if (this.#staged.get(id) === undefined) return false;
        this.#putChunk.run(id, part, Buffer.concat([padding, chunkOf(part)]));
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
    let crc = 0;
    for (let part = 0; part * chunkBytes < stored.length; part++) {
      const chunk = await read(() => this.#getChunk.get(row.id, part) as { bytes: Uint8Array } | undefined);
      const expected = padding.length + Math.min(chunkBytes, stored.length - part * chunkBytes);
      if (chunk?.bytes.length !== expected) {
        const replaced = (await read(() => this.#staged.get(row.id))) === undefined;
        return replaced ? this.load(module, read) : null;
      }
      const bytes = chunk.bytes.subarray(padding.length);
      stored.set(bytes, part * chunkBytes);
      crc = crc32(bytes, crc);
      await breathe();
    }
    if (crc !== row.crc) return null;
    try {
      return { module, version: row.version, seq: row.seq as Seq, bytes: this.#codec.decode(stored) };
    } catch {
      return null;
    }
  }

  modules(): readonly string[] {
    return (this.#modules.all() as { module: string }[]).map(({ module }) => module);
  }
}
