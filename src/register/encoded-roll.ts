import { ByteReader, ByteWriter } from "../math/bytes.ts";
import { withRoom } from "../math/columns.ts";
import type { EventOf, LogEvent } from "../model/event.ts";
import type { Ordinal } from "../model/ids.ts";
import { type Derived, type FoldContext, type Manifest, noSignals, type Signals } from "../ports/derived.ts";

/** States of a row: no episode (any more), one that nothing was said of, one that something was. */
const GONE = 0;
const LACKING = 1;
const ENCODED = 2;

/**
 * The roll of what one encoder has said: which episodes have a recorded vector of it; or of one extractor: which have
 * recorded claims. Another encoder is another version, so that its roll is folded from the log, which knows what
 * every one said.
 */
export class EncodedRoll implements Derived {
  readonly manifest: Manifest;
  readonly #sayer: string;
  #rows = 0;
  #state = new Uint8Array(0);
  readonly #count = [0, 0, 0];

  constructor(sayer: string, says: "encoded" | "extracted" = "encoded") {
    this.#sayer = sayer;
    this.manifest = {
      name: says,
      version: `1+${sayer}`,
      kind: "store",
      consumes: ["observed", says, "erased"],
      produces: [],
      function: `Keeps which episodes have ${says === "encoded" ? "a recorded vector of the brain's encoder" : "recorded claims of the brain's extractor"}.`,
      anatomy: null,
      citations: [],
      test: "src/register/encoded-roll.test.ts",
    };
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "observed" && event.episode !== null) {
      const row = context.ordinalOf(event.seq)!;
      this.#reserve(row + 1);
      this.#become(row, LACKING);
    } else if (event.type === this.manifest.name && isSaidBy(this.#sayer, event)) {
      const row = context.ordinalOf(event.episode.seq);
      if (row !== null && this.#stateOf(row) === LACKING) this.#become(row, ENCODED);
    } else if (event.type === "erased")
      for (const { seq } of event.episodes) {
        const row = context.ordinalOf(seq);
        if (row !== null && this.#stateOf(row) !== GONE) this.#become(row, GONE);
      }
    return noSignals;
  }

  #reserve(rows: number): void {
    if (rows <= this.#rows) return;
    this.#state = withRoom(this.#state, rows).fill(GONE, this.#rows, rows);
    this.#count[GONE]! += rows - this.#rows;
    this.#rows = rows;
  }

  #stateOf(row: number): number {
    return row < this.#rows ? this.#state[row]! : GONE;
  }

  #become(row: number, state: number): void {
    this.#count[this.#state[row]!]!--;
    this.#count[state]!++;
    this.#state[row] = state;
  }

  isEncoded(row: Ordinal): boolean {
    return this.#stateOf(row) === ENCODED;
  }

  /** False also where there is no episode any more. */
  isLacking(row: Ordinal): boolean {
    return this.#stateOf(row) === LACKING;
  }

  /** How many episodes have no vector. */
  get missing(): number {
    return this.#count[LACKING]!;
  }

  /** The share of the episodes that have a vector, in [0, 1]. */
  get share(): number {
    const episodes = this.#count[LACKING]! + this.#count[ENCODED]!;
    return episodes === 0 ? 1 : this.#count[ENCODED]! / episodes;
  }

  /** Up to `limit` rows without a vector, the latest first, but for those that `passes` is false of. */
  lacking(limit: number, passes: (row: Ordinal) => boolean): readonly Ordinal[] {
    const found: Ordinal[] = [];
    let left = this.missing;
    for (let row = this.#rows - 1; row >= 0 && left > 0 && found.length < limit; row--) {
      if (this.#state[row] !== LACKING) continue;
      left--;
      if (passes(row as Ordinal)) found.push(row as Ordinal);
    }
    return found;
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#rows);
    writer.bytes(this.#state.subarray(0, this.#rows));
    yield writer.take();
  }

  restore(bytes: Uint8Array | null): void {
    this.#rows = 0;
    this.#count.fill(0);
    if (bytes === null) return;
    const reader = new ByteReader(bytes);
    const rows = reader.count();
    const states = reader.bytes(rows);
    reader.end();
    if (states.some((state) => state > ENCODED)) throw new RangeError("A row's state is none.");
    this.#reserve(rows);
    for (let row = 0; row < rows; row++) this.#become(row, states[row]!);
  }

  witness(): Iterable<Uint8Array> {
    return [this.#state.subarray(0, this.#rows).filter((state) => state !== GONE)];
  }

  describe(row: Ordinal): Readonly<Record<string, unknown>> {
    return { by: this.#sayer, [this.manifest.name]: this.isEncoded(row) };
  }

  stats(): Readonly<Record<string, number>> {
    return { [this.manifest.name]: this.#count[ENCODED]!, lacking: this.missing };
  }
}

function isSaidBy(sayer: string, event: LogEvent): event is EventOf<"encoded" | "extracted"> {
  if (event.type === "encoded") return event.encoder === sayer && event.vector !== null;
  return event.type === "extracted" && event.extractor === sayer && event.drafts !== null;
}
