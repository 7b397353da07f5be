import { type Judgement, Judgements } from "../../math/judgements.ts";
import type { Choice, LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { EffortPolicy, Prospect } from "../../ports/effort.ts";
import { type EffortWeights, effortWeights, expectedGain, prospectTerms } from "./effort.ts";
import { learned } from "./learn-effort.ts";

/** One judgement of a memory, and the choice that had brought it. */
export interface Lesson extends Judgement {
  readonly prospect: Prospect;
  /** The share of what was useful that only the search found, as far as this memory tells: in [0, 1]. */
  readonly gain: number;
}

/**
 * Basal ganglia: whether to search on, learned from what the world says of the memories that came of it.
 *
 * Claim: a few dozen judgements turn the choice around where searching pays otherwise than it does on the
 *   data that the weights were learned on.
 * Formula: docs/SPEC.md, Y6-Y8: for each judgement in the order of the log, with the terms x of W8,
 *   w += rate * (gain - w . x) * x / (x . x), from the frozen weights on.
 * Citation: the difference between the gain that came and the one expected as what is learned from: Schultz, Dayan
 *   and Montague 1997, doi:10.1126/science.275.5306.1593; the rule: Widrow and Hoff 1960, in its normalised form
 *   (Nagumo and Noda 1967, doi:10.1109/TAC.1967.1098599).
 * Deviations: one action; no eligibility over time, since a judgement names what it is about; no separate go and
 *   no-go pathways.
 * Test: src/regions/basal-ganglia/basal-ganglia.test.ts.
 */
export class BasalGanglia implements Derived, EffortPolicy {
  readonly manifest: Manifest = {
    name: "basal-ganglia",
    version: "1",
    kind: "region",
    consumes: ["feedback", "erased"],
    produces: [],
    function: "Chooses whether to search on, and learns from feedback where that pays.",
    anatomy: "Striatum and dopamine: the value of one action, moved by the error of its prediction.",
    citations: [
      "Schultz, Dayan, Montague 1997 doi:10.1126/science.275.5306.1593",
      "Shenhav, Botvinick, Cohen 2013 doi:10.1016/j.neuron.2013.07.007",
      "Nagumo, Noda 1967 doi:10.1109/TAC.1967.1098599",
    ],
    test: "src/regions/basal-ganglia/basal-ganglia.test.ts",
  };
  readonly #lessons: Judgements<Lesson, EffortWeights>;

  constructor(prior: EffortWeights = effortWeights) {
    this.#lessons = new Judgements({
      learned: (lessons) => learned(prior, lessons),
      write: (writer, { prospect, gain }) => {
        for (const name of prospectTerms) writer.float(prospect[name]);
        writer.float(gain);
      },
      read: (reader, judgement) => {
        const prospect = { coverage: 0, margin: 0, share: 0, known: 0, open: 0 };
        for (const name of prospectTerms) prospect[name] = reader.float();
        return { ...judgement, prospect, gain: reader.float() };
      },
    });
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "feedback" && event.choice?.prospect !== undefined) {
      const row = context.ordinalOf(event.episode.seq);
      if (row === null || event.value === 0) return noSignals;
      const { scope, prospect } = event.choice;
      const gain = gainOf(event.choice, event.value > 0);
      this.#lessons.add({ row, scope, prospect, gain });
    } else if (event.type === "erased")
      this.#lessons.forget(new Set(event.episodes.map(({ seq }) => context.ordinalOf(seq))));
    return noSignals;
  }

  expectedGain(prospect: Prospect, scopeKeys: readonly string[]): number {
    return expectedGain(prospect, this.weightsFor(scopeKeys));
  }

  /** SPEC S5: who may not see a recall learns nothing from it. */
  weightsFor(scopeKeys: readonly string[]): EffortWeights {
    return this.#lessons.learnedBy(scopeKeys);
  }

  checkpoint(): Generator<Uint8Array> {
    return this.#lessons.checkpoint();
  }

  restore(bytes: Uint8Array | null): void {
    this.#lessons.restore(bytes);
  }

  witness(): Generator<Uint8Array> {
    return this.#lessons.witness();
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return { judged: this.#lessons.count(ordinal) };
  }

  stats(): Readonly<Record<string, number>> {
    return { lessons: this.#lessons.all.length };
  }
}

/**
 * How often a search is taken to find what the first look missed, where none was made: the upper end of what it did on
 * the development halves (4 to 11 in 100). Above the cost of a search, so that it is tried where the first look keeps failing.
 */
const MISSED = 0.1;

/** What one judgement says of the gain of searching. */
function gainOf({ searched, added }: Choice, useful: boolean): number {
  if (searched) return useful && added ? 1 : 0;
  return useful ? 0 : MISSED;
}
