import type { EpisodeRef } from "../model/event.ts";
import type { Millis } from "../model/ids.ts";
import type { ErasureCertificate, Touched } from "../model/reports.ts";
import type { Conclusion } from "../model/truth.ts";

/** Strings of what is erased, and whose each is: an index into the erased episodes, or -1. */
export interface Canaries {
  readonly needles: readonly Uint8Array[];
  readonly owners: readonly number[];
}

/** An erasure without a final certificate. */
export interface Unfinished {
  readonly episodes: readonly EpisodeRef[];
  readonly at: Millis;
  readonly touched: Touched;
  readonly canaries: Canaries;
  readonly prove: boolean;
  readonly withdrawn: readonly Conclusion[];
  /** What went wrong while it was folded. */
  readonly trouble: string | null;
  certificate: ErasureCertificate | null;
  failure: unknown;
}

/** The erasures of this process that have no final certificate yet. */
export class Erasures {
  waiting: Unfinished[] = [];
  /** This process has marked the log so, and takes it back. */
  doubted = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** One at a time, outside the turn of the brain: others go on meanwhile. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
