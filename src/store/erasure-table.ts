import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Seq } from "../model/ids.ts";
import type { ErasureCertificate } from "../model/reports.ts";
import type { Codec } from "../ports/codec.ts";
import type { KeptErasure } from "../ports/log-store.ts";

interface Row {
  readonly seq: number;
  readonly certificate: Uint8Array;
  readonly canaries: Uint8Array | null;
}

/** The table `erasures`. What writes expects to be inside a transaction. */
export class ErasureTable {
  readonly #codec: Codec;
  readonly #add: StatementSync;
  readonly #replace: StatementSync;
  readonly #all: StatementSync;

  constructor(db: DatabaseSync, codec: Codec) {
    this.#codec = codec;
    this.#add = db.prepare("INSERT INTO erasures VALUES (?, ?, ?)");
    this.#replace = db.prepare(
      "UPDATE erasures SET certificate = ?, canaries = ? WHERE seq = ? AND canaries IS NOT NULL",
    );
    this.#all = db.prepare("SELECT seq, certificate, canaries FROM erasures ORDER BY seq");
  }

  add(kept: KeptErasure): void {
    this.#add.run(kept.seq, ...this.#encoded(kept));
  }

  /** Without effect on one that is final. */
  replace(kept: KeptErasure): void {
    this.#replace.run(...this.#encoded(kept), kept.seq);
  }

  all(): readonly KeptErasure[] {
    return (this.#all.all() as unknown as Row[]).map(({ seq, certificate, canaries }) => ({
      seq: seq as Seq,
      certificate: JSON.parse(
        new TextDecoder().decode(this.#codec.decode(certificate)),
      ) as ErasureCertificate,
      canaries: canaries && this.#codec.decode(canaries),
    }));
  }

  #encoded({ certificate, canaries }: KeptErasure): [Uint8Array, Uint8Array | null] {
    const text = new TextEncoder().encode(JSON.stringify(certificate));
    return [this.#codec.encode(text), canaries && this.#codec.encode(canaries)];
  }
}
