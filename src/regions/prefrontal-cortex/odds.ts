import { ByteReader, ByteWriter } from "../../math/bytes.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import { scopeMark } from "../../model/scope.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { OddsKeeper } from "../../ports/odds-keeper.ts";
import { logOddsOf } from "./confidence.ts";
import {
  afterOutcome,
  nothingLearned,
  type OddsBelief,
  type OddsPrior,
  oddsPrior,
  restatedOdds,
} from "./odds-belief.ts";

/** What was said of one memory, and of what the recall that showed it was. */
interface Judgement {
  readonly row: Ordinal;
  /** `Choice.scope` of the recall. */
  readonly scope: string;
  /** `Choice.recall`. */
  readonly recall: string;
  readonly stated: number;
  readonly helped: boolean;
}

/**
 * Metacognition: at which odds a brain's own questions are asked, learned from what the world says of its memories.
 *
 * Claim: some dozens of judged recalls turn a confidence that states other odds than those at which it is asked into one
 *   that states these (each question with its evidence and without: calibration error 0.34 to 0.41 without, 0.03 to 0.05 from
 *   the first recall on); where it was right it stays (0.02).
 * Formula: docs/SPEC.md, MO7 and MO8: a recall's outcome y is 1 if any of its judged memories helped, else 0; with x = (1, z),
 *   z the stated log odds, m and S the mean and covariance of the belief, in the order of the log:
 *   S += drift * S(0), p = 1 / (1 + exp(-(z + m . x))), S = 1 / (1/S + p (1 - p) x x'), m += S x (y - p).
 * Citation: the hierarchical Gaussian filter, its binary level and the one above: Mathys et al. 2011,
 *   doi:10.3389/fnhum.2011.00039, in S109 (pyhgf).
 * Deviations: two values, of offset and slope, where the filter has one; its volatility is fixed, for a level that
 *   learns it was worth nothing on questions whose odds change; no choice of what to ask next comes of it.
 * Test: src/regions/prefrontal-cortex/odds.test.ts; the prior: bench/learn-odds.ts; its worth: bench/truth/knowing.ts.
 */
export class Odds implements Derived, OddsKeeper {
  readonly manifest: Manifest = {
    name: "odds",
    version: "1",
    kind: "region",
    consumes: ["feedback", "erased"],
    produces: [],
    function: "Learns from feedback how often what monitoring is sure of is so.",
    anatomy: "Anterior prefrontal cortex: how good one's own judgement is, moved by what comes of it.",
    citations: ["S109", "Mathys, Daunizeau, Friston, Stephan 2011 doi:10.3389/fnhum.2011.00039"],
    test: "src/regions/prefrontal-cortex/odds.test.ts",
  };
  readonly #prior: OddsPrior;
  /** In the order of the log. */
  #judgements: Judgement[] = [];
  /** What they come to, by the scopes that a recall sees; null: nothing. Built when it is asked for. */
  readonly #beliefs = new Map<string, OddsBelief | null>();

  constructor(prior: OddsPrior = oddsPrior) {
    this.#prior = prior;
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "feedback" && event.choice?.recall !== undefined) {
      const row = context.ordinalOf(event.episode.seq);
      if (row === null || event.value === 0) return noSignals;
      const { scope, recall } = event.choice;
      this.#judgements.push({
        row,
        scope,
        recall: recall.id,
        stated: recall.stated,
        helped: event.value > 0,
      });
      this.#beliefs.clear();
    } else if (event.type === "erased") {
      const gone = new Set(event.episodes.map(({ seq }) => context.ordinalOf(seq)));
      // Also where no judgement goes: what is kept by scope names who asked.
      this.#become(this.#judgements.filter(({ row }) => !gone.has(row)));
    }
    return noSignals;
  }

  restated(confidence: number, scopeKeys: readonly string[]): number {
    const belief = this.#beliefFor(scopeKeys);
    return belief === null ? confidence : 1 / (1 + Math.exp(-restatedOdds(belief, logOddsOf(confidence))));
  }

  /** SPEC S5: who may not see a recall learns nothing from it. */
  #beliefFor(scopeKeys: readonly string[]): OddsBelief | null {
    if (this.#judgements.length === 0) return null;
    const key = JSON.stringify(scopeKeys);
    let belief = this.#beliefs.get(key);
    if (belief === undefined) {
      const seen = new Set(scopeKeys.map(scopeMark));
      belief = this.#learned(this.#judgements.filter(({ scope }) => seen.has(scope)));
      if (this.#beliefs.size >= MOST_SCOPES) this.#beliefs.clear();
      this.#beliefs.set(key, belief);
    }
    return belief;
  }

  #learned(judgements: readonly Judgement[]): OddsBelief | null {
    const outcomes = new Map<string, { readonly stated: number; helped: boolean }>();
    for (const { recall, stated, helped } of judgements) {
      const outcome = outcomes.get(recall);
      if (outcome === undefined) outcomes.set(recall, { stated, helped });
      else outcome.helped ||= helped;
    }
    let belief: OddsBelief | null = null;
    for (const { stated, helped } of outcomes.values())
      belief = afterOutcome(belief ?? nothingLearned(this.#prior), logOddsOf(stated), helped, this.#prior);
    return belief;
  }

  #become(judgements: Judgement[]): void {
    this.#judgements = judgements;
    this.#beliefs.clear();
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#judgements.length);
    for (const judgement of this.#judgements) {
      writer.uint(judgement.row);
      write(writer, judgement);
      if (writer.length > PIECE) yield writer.take();
    }
    yield writer.take();
  }

  restore(bytes: Uint8Array | null): void {
    const judgements: Judgement[] = [];
    if (bytes !== null) {
      const reader = new ByteReader(bytes);
      for (let left = reader.count(); left > 0; left--) judgements.push(read(reader));
      reader.end();
    }
    this.#become(judgements);
  }

  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    for (const judgement of this.#judgements) {
      write(writer, judgement);
      if (writer.length > PIECE) yield writer.take();
    }
    yield writer.take();
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return { judged: this.#judgements.filter(({ row }) => row === ordinal).length };
  }

  stats(): Readonly<Record<string, number>> {
    return { recalls: new Set(this.#judgements.map(({ recall }) => recall)).size };
  }
}

const MOST_SCOPES = 64;
const PIECE = 1 << 16;

function write(writer: ByteWriter, { scope, recall, stated, helped }: Judgement): void {
  writer.string(scope);
  writer.string(recall);
  writer.float(stated);
  writer.uint(helped ? 1 : 0);
}

function read(reader: ByteReader): Judgement {
  const row = reader.uint() as Ordinal;
  const scope = reader.string();
  const recall = reader.string();
  return { row, scope, recall, stated: reader.float(), helped: reader.uint() === 1 };
}
