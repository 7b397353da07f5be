import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The table `leases`. Expects to be inside a write transaction. */
export class LeaseTable {
  readonly #take: StatementSync;
  readonly #renew: StatementSync;
  readonly #giveBack: StatementSync;

  constructor(db: DatabaseSync) {
    this.#take = db.prepare(
      `INSERT INTO leases VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires = excluded.expires WHERE expires <= ?`,
    );
    this.#renew = db.prepare("UPDATE leases SET expires = ? WHERE name = ? AND holder = ?");
    this.#giveBack = db.prepare("DELETE FROM leases WHERE name = ? AND holder = ?");
  }

  /** False while somebody else's has not expired. */
  take(name: string, holder: string, now: number, ttlMs: number): boolean {
    return Number(this.#take.run(name, holder, now + ttlMs, now).changes) === 1;
  }

  /** False when somebody else has taken it since. */
  renew(name: string, holder: string, expires: number): boolean {
    return Number(this.#renew.run(expires, name, holder).changes) === 1;
  }

  /** Without effect on a lease that expired and was taken by somebody else. */
  giveBack(name: string, holder: string): void {
    this.#giveBack.run(name, holder);
  }
}
