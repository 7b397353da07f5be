import { ByteReader, ByteWriter } from "../../math/bytes.ts";
import { withRoom } from "../../math/columns.ts";
import { renderText } from "../../model/episode.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import { askedIn } from "../../perception/asked.ts";
import { mayDeny } from "../../perception/denials.ts";
import { type Dimension, figuresIn, mayHoldFigure } from "../../perception/figures.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { Asked, AskedTime, CueTerm, Reading, Told, ValueReader } from "../../ports/value-reader.ts";
import { readDenials, readValues } from "./reading.ts";

/** A bit for each kind of value that a text holds. */
const kindOf: Readonly<Record<Dimension | "date" | "denial", number>> = {
  money: 1,
  share: 2,
  time: 4,
  count: 8,
  ratio: 8,
  clock: 16,
  date: 32,
  denial: 64,
  length: 128,
  mass: 128,
  volume: 128,
  data: 128,
  rate: 128,
  other: 128,
};
const ERASED = 0;

/**
 * Neocortex: which episodes speak of quantities, dates and denials; what holds of them is read when it is asked.
 *
 * Claim: one byte an episode tells which texts can answer, so that a recall reads a few and keeps no copy of any.
 * Formula: docs/SPEC.md, CV1-CV8.
 * Citation: a code for number that is independent of notation and object: Dehaene 1997; Nieder and Dehaene 2009,
 *   doi:10.1146/annurev.neuro.051508.135550.
 * Deviations: a notebook of what to look for, no neural code; values are read from the text itself.
 * Test: src/regions/neocortex/figures.test.ts.
 */
export class Figures implements Derived, ValueReader {
  readonly manifest: Manifest;
  #kinds: Uint8Array = new Uint8Array(0);
  #rows = 0;

  constructor(perceptionVersion: string) {
    this.manifest = {
      name: "figures",
      version: `2/${perceptionVersion}`,
      kind: "region",
      consumes: ["observed", "erased"],
      produces: [],
      function: "Notes which episodes hold quantities, dates and denials, and says of them what holds now.",
      anatomy: "Intraparietal sulcus: quantity; medial prefrontal cortex: which of two memories is current.",
      citations: [
        "Nieder, Dehaene 2009 doi:10.1146/annurev.neuro.051508.135550",
        "McFadden 1974 Conditional logit analysis of qualitative choice behavior",
      ],
      test: "src/regions/neocortex/figures.test.ts",
    };
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "observed" && event.episode !== null) {
      const row = context.ordinalOf(event.seq);
      if (row === null) return noSignals;
      this.#kinds = withRoom(this.#kinds, row + 1);
      this.#kinds[row] = kindsIn(renderText(event.episode), context.perceive(event.episode).times.length > 0);
      this.#rows = Math.max(this.#rows, row + 1);
    } else if (event.type === "erased")
      for (const { seq } of event.episodes) {
        const row = context.ordinalOf(seq);
        if (row !== null && row < this.#rows) this.#kinds[row] = ERASED;
      }
    return noSignals;
  }

  askedIn(cue: string): Asked | null {
    return askedIn(cue);
  }

  mayAnswer(ordinal: Ordinal, { kind, dimensions }: Asked): boolean {
    if (kind === "thing" || kind === "whether") return true;
    const wanted = dimensions.reduce(
      (bits, dimension) => bits | kindOf[dimension as Dimension],
      kind === "date" ? kindOf.date : 0,
    );
    return ((this.#kinds[ordinal] ?? 0) & wanted) !== 0;
  }

  mayDeny(ordinal: Ordinal): boolean {
    return ((this.#kinds[ordinal] ?? 0) & kindOf.denial) !== 0;
  }

  resolve(asked: Asked, terms: readonly CueTerm[], told: readonly Told[], at: AskedTime): Reading {
    return asked.kind === "whether" ? readDenials(terms, told, at.asOf) : readValues(asked, terms, told, at);
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#rows);
    yield writer.take();
    for (let at = 0; at < this.#rows; at += PIECE)
      yield this.#kinds.slice(at, Math.min(this.#rows, at + PIECE));
  }

  restore(bytes: Uint8Array | null): void {
    this.#kinds = new Uint8Array(0);
    this.#rows = 0;
    if (bytes === null) return;
    const reader = new ByteReader(bytes);
    this.#rows = reader.count();
    this.#kinds = reader.bytes(this.#rows).slice();
    reader.end();
  }

  /** In the order of the log, without what says nothing: rows of erased episodes leave no trace. */
  *witness(): Generator<Uint8Array> {
    for (let at = 0; at < this.#rows; at += PIECE)
      yield this.#kinds.slice(at, Math.min(this.#rows, at + PIECE)).filter((kinds) => kinds !== 0);
  }

  stats(): Readonly<Record<string, number>> {
    let noted = 0;
    for (let row = 0; row < this.#rows; row++) if (this.#kinds[row] !== 0) noted++;
    return { noted };
  }
}

const PIECE = 1 << 16;

function kindsIn(text: string, hasDate: boolean): number {
  let kinds = mayDeny(text) ? kindOf.denial : 0;
  if (hasDate) kinds |= kindOf.date;
  if (mayHoldFigure.test(text)) for (const { dimension } of figuresIn(text)) kinds |= kindOf[dimension];
  return kinds;
}
