import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventBody } from "../model/event.ts";
import type { Millis, Seq } from "../model/ids.ts";
import type { Codec } from "../ports/codec.ts";
import type { Appended } from "../ports/log-store.ts";
import { CheckpointTable } from "./checkpoint-table.ts";
import { ErasureTable } from "./erasure-table.ts";
import { EventTable } from "./event-table.ts";
import { LeaseTable } from "./lease-table.ts";
import { Transactions } from "./transaction.ts";

/** Facts about the file: `erased`, the last erasure that destroyed content; `pending`, not scrubbed yet. */
type MetaKey = "erased" | "pending";

/** One connection with its prepared statements: what must hold between the tables. */
export class Tables {
  readonly db: DatabaseSync;
  readonly events: EventTable;
  readonly erasures: ErasureTable;
  readonly checkpoints: CheckpointTable;
  readonly leases: LeaseTable;
  readonly transactions: Transactions;
  readonly #getMeta: StatementSync;
  readonly #putMeta: StatementSync;

  constructor(db: DatabaseSync, path: string, codec: Codec) {
    this.db = db;
    this.events = new EventTable(db, path, codec);
    this.erasures = new ErasureTable(db, codec);
    this.checkpoints = new CheckpointTable(db, codec);
    this.leases = new LeaseTable(db);
    this.transactions = new Transactions(db);
    this.#getMeta = db.prepare("SELECT value FROM meta WHERE key = ?");
    this.#putMeta = db.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  }

  /** Content is destroyed in the transaction that records the erasure. `living`: see `EventTable.destroy`. */
  append(event: EventBody, at: Millis, living: Map<string, Seq> = new Map()): Appended {
    if (event.type !== "erased") return this.events.append(event, at);
    const { episodes } = event;
    const { destroyed, trusted } = this.events.destroy(episodes, living);
    const erased: EventBody = { type: "erased", episodes, ...(trusted.length > 0 && { trusted }) };
    const appended = this.events.append(erased, at);
    if (destroyed > 0) {
      this.#putMeta.run("erased", appended.seq);
      this.#putMeta.run("pending", 1);
    }
    return appended;
  }

  /** Position of the last event that destroyed content, or 0. */
  lastErasure(): Seq {
    return (this.#meta("erased") ?? 0) as Seq;
  }

  erasurePending(): boolean {
    return this.#meta("pending") !== null;
  }

  scrubAgain(): void {
    this.#putMeta.run("pending", 1);
  }

  /** False when somebody has erased more since. */
  endErasure(erasure: Seq): boolean {
    if (this.lastErasure() !== erasure) return false;
    this.db.exec("DELETE FROM meta WHERE key = 'pending'");
    return true;
  }

  #meta(key: MetaKey): number | null {
    const row = this.#getMeta.get(key) as { value: number } | undefined;
    return row?.value ?? null;
  }
}
