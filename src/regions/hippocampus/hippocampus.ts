import { ByteReader } from "../../math/bytes.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import { scopeKey } from "../../model/scope.ts";
import { keyOf } from "../../perception/concept-key.ts";
import type { Association, Associator, FirstStage, Openings } from "../../ports/associator.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { Cue, Visibility } from "../../ports/proposer.ts";
import { ConceptGraph } from "./concept-graph.ts";
import { bindingNames } from "./names.ts";
import { openings } from "./openings.ts";
import { type PathParameters, pathParameters } from "./path-parameters.ts";
import { PathSearch } from "./path-search.ts";

/**
 * Hippocampal index: which episodes are bound together by what they name, and the search along those
 * bonds for the episodes that answer a cue only together.
 *
 * Claim: without a language model, following names from the best first hits finds the second and third
 *   passage that a question needs far better than matching words, and better than personalised PageRank
 *   over the same graph.
 * Formula: H4-H9, H12-H13 of docs/SPEC.md; in short, for a path P and its continuation by d over concept c,
 *   score(P, d) = score(P) * (keep + link * specificity(c) / fan(c)^0.75) + rest * added(d | P),
 *   added(d | P) = the part of d's own score that is due to words of the cue which nothing on P holds.
 * Citation: the index and its graph of passages and names: Gutiérrez et al. 2024 (HippoRAG, S147),
 *   arXiv:2405.14831, after Teyler and DiScenna 1986, doi:10.1037/0735-7044.100.2.147; activation that
 *   spreads over links and is divided among them: Collins and Loftus 1975,
 *   doi:10.1037/0033-295X.82.6.407, Anderson 1974, doi:10.1016/0010-0285(74)90021-8.
 * Deviations: names are recognised by rules and there are no relations; a search over paths in place of
 *   PageRank, whose walk forgets which words are still open; specificity is how far a shared name is
 *   from coincidence given how many both episodes could share, not 1 / document frequency.
 * Test: src/regions/hippocampus/path-search.test.ts compares it with a plain second implementation; the
 *   reference is bench/systems/pagerank-associator.ts.
 */
export class Hippocampus implements Derived, Associator {
  readonly manifest: Manifest;
  #graph = new ConceptGraph();
  readonly #parameters: PathParameters;
  readonly #search: PathSearch;

  constructor(perceptionVersion: string, parameters: PathParameters = pathParameters) {
    this.manifest = {
      name: "hippocampus",
      version: `2+${perceptionVersion}`,
      kind: "region",
      consumes: ["observed", "forgotten", "erased"],
      produces: ["association"],
      function:
        "Binds episodes to what they name, and follows those bonds from what a cue finds to what completes it.",
      anatomy:
        "Hippocampal index: the recurrent links of CA3, by which a part leads to the rest. Neither separation (dentate gyrus) nor comparison (CA1).",
      citations: [
        "Gutiérrez et al. 2024 (S147) arXiv:2405.14831",
        "Teyler, DiScenna 1986 doi:10.1037/0735-7044.100.2.147",
        "Collins, Loftus 1975 doi:10.1037/0033-295X.82.6.407",
        "Anderson 1974 doi:10.1016/0010-0285(74)90021-8",
      ],
      test: "src/regions/hippocampus/path-search.test.ts",
    };
    this.#parameters = parameters;
    this.#search = new PathSearch(parameters);
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    switch (event.type) {
      case "observed": {
        const row = context.ordinalOf(event.seq);
        if (row === null || event.episode === null) return noSignals;
        const { concepts, topics } = context.perceive(event.episode);
        this.#graph.add(row, scopeKey(event.episode.scope), bindingNames(concepts), bindingNames(topics));
        return noSignals;
      }
      case "forgotten":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#graph.isThere(row)) this.#graph.setHidden(row, event.forgotten);
        }
        return noSignals;
      case "erased":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#graph.isThere(row)) this.#graph.remove(row);
        }
        return noSignals;
      default:
        return noSignals;
    }
  }

  associate(cue: Cue, first: FirstStage, visibility: Visibility): Association {
    return this.#search.run(this.#graph, cue, first, visibility);
  }

  openings(cue: Cue, found: readonly Ordinal[], visibility: Visibility): Openings {
    return openings(this.#graph, cue, found, visibility, this.#parameters);
  }

  keyOf(written: string): string {
    return keyOf(written);
  }

  naming(key: string): readonly Ordinal[] {
    return this.#graph.rowsOf(key) as readonly number[] as readonly Ordinal[];
  }

  /** What the reference algorithms of the bench read. */
  get graph(): ConceptGraph {
    return this.#graph;
  }

  *checkpoint(): Generator<Uint8Array> {
    const compaction = this.#graph.compacted();
    for (;;) {
      const { done, value } = compaction.next();
      if (done) {
        this.#graph = value;
        break;
      }
      yield nothing;
    }
    yield* this.#graph.write();
  }

  restore(bytes: Uint8Array | null): void {
    this.#graph = bytes === null ? new ConceptGraph() : ConceptGraph.read(new ByteReader(bytes));
  }

  witness(): Generator<Uint8Array> {
    return this.#graph.witness();
  }

  verify(): readonly string[] {
    return this.#graph.verify();
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return this.#graph.isThere(ordinal)
      ? { indexed: true, ...this.#graph.describe(ordinal) }
      : { indexed: false };
  }

  stats(): Readonly<Record<string, number>> {
    return { concepts: this.#graph.concepts, mentions: this.#graph.slots, bytes: this.#graph.bytes };
  }
}

const nothing = new Uint8Array(0);
