import { type Judgement, Judgements } from "../../math/judgements.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { OddsKeeper } from "../../ports/odds-keeper.ts";
import { chanceAt, logOddsOf } from "./confidence.ts";
import {
  afterOutcome,
  nothingLearned,
  type OddsBelief,
  type OddsPrior,
  oddsPrior,
  restatedOdds,
} from "./odds-belief.ts";

/** What was said of one memory, and of what the recall that showed it was. */
interface Outcome extends Judgement {
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
  /** null: nothing is known. */
  readonly #judgements: Judgements<Outcome, OddsBelief | null>;

  constructor(prior: OddsPrior = oddsPrior) {
    this.#judgements = new Judgements({
      learned: (outcomes) => beliefAfter(outcomes, prior),
      write: (writer, { recall, stated, helped }) => {
        writer.string(recall);
        writer.float(stated);
        writer.uint(helped ? 1 : 0);
      },
      read: (reader, judgement) => ({
        ...judgement,
        recall: reader.string(),
        stated: reader.float(),
        helped: reader.uint() === 1,
      }),
    });
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "feedback" && event.choice?.recall !== undefined) {
      const row = context.ordinalOf(event.episode.seq);
      if (row === null || event.value === 0) return noSignals;
      const { scope, recall } = event.choice;
      this.#judgements.add({
        row,
        scope,
        recall: recall.id,
        stated: recall.stated,
        helped: event.value > 0,
      });
    } else if (event.type === "erased")
      this.#judgements.forget(new Set(event.episodes.map(({ seq }) => context.ordinalOf(seq))));
    return noSignals;
  }

  restated(confidence: number, scopeKeys: readonly string[]): number {
    const belief = this.#judgements.learnedBy(scopeKeys);
    return belief === null ? confidence : chanceAt(restatedOdds(belief, logOddsOf(confidence)));
  }

  checkpoint(): Generator<Uint8Array> {
    return this.#judgements.checkpoint();
  }

  restore(bytes: Uint8Array | null): void {
    this.#judgements.restore(bytes);
  }

  witness(): Generator<Uint8Array> {
    return this.#judgements.witness();
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return { judged: this.#judgements.count(ordinal) };
  }

  stats(): Readonly<Record<string, number>> {
    return { recalls: new Set(this.#judgements.all.map(({ recall }) => recall)).size };
  }
}

/** Of a recall it counts whether any memory that was judged helped; its place is that of the first. */
function beliefAfter(outcomes: readonly Outcome[], prior: OddsPrior): OddsBelief | null {
  const recalls = new Map<string, { readonly stated: number; helped: boolean }>();
  for (const { recall, stated, helped } of outcomes) {
    const outcome = recalls.get(recall);
    if (outcome === undefined) recalls.set(recall, { stated, helped });
    else outcome.helped ||= helped;
  }
  let belief: OddsBelief | null = null;
  for (const { stated, helped } of recalls.values())
    belief = afterOutcome(belief ?? nothingLearned(prior), logOddsOf(stated), helped, prior);
  return belief;
}
