import { ByteReader } from "../math/bytes.ts";
import { inOneGo } from "../math/in-one-go.ts";
import type { Episode } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Ordinal } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import { wordsIn } from "../perception/statements.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../ports/derived.ts";
import { noSignals } from "../ports/derived.ts";
import type { Encoder } from "../ports/encoder.ts";
import type { CreateDenseKernel } from "../ports/kernels.ts";
import type { Candidate, Candidates, Cue, Proposer, Visibility } from "../ports/proposer.ts";
import { queryOf } from "./dense-codes.ts";
import { DenseRows } from "./dense-rows.ts";
import { DenseScratch, DenseSearch } from "./dense-search.ts";
import { encodedText, isOneStatement, textsOf } from "./encoded-text.ts";

/**
 * Dense channel: which episodes mean what the cue means, by the cosines of their vectors.
 *
 * Claim: a message is found by what it states, sentence by sentence, and by what it is a part of: both kinds
 *   of cosine together find more than the cosine with the whole (docs/decisions).
 * Formula: score(q, d) = (cos(q, c(d)) + max(0, max_s cos(q, s) w_s / (w_s + 2))) / 2 over d's statements s of
 *   w_s words; c(d) = d + sum 0.3 exp(-x / 75) n over the neighbours n in d's session, x words from middle to
 *   middle, while the weight is at least 0.05, all at length 1; questions about others are no statements.
 *   A whole is kept as codes round(127 v / max|v|), a statement as round(7 v / max|v|), and taken at their length.
 * Citation: Callan 1994, doi:10.1007/978-1-4471-2099-5_31 (passages as evidence for their document);
 *   Gray and Neuhoff 1998, doi:10.1109/18.720541 (uniform scalar quantisation).
 * Deviations: the best passage and the document weigh the same, passages are sentences, the document stands in
 *   its conversation; what is nearest is looked for among the wholes, then by statements, and its context is added last.
 * Test: src/channels/dense.test.ts compares it with the same sums over the unrounded vectors.
 */
export class DenseChannel implements Derived, Proposer {
  readonly manifest: Manifest;
  readonly #encoder: Encoder;
  readonly #createKernel: CreateDenseKernel;
  #rows: DenseRows;
  readonly #scratch = new DenseScratch();

  /** `perceptionVersion`: what a statement is may differ with it. */
  constructor(encoder: Encoder, createKernel: CreateDenseKernel, perceptionVersion: string) {
    this.#encoder = encoder;
    this.#createKernel = createKernel;
    this.#rows = new DenseRows(createKernel, encoder.dimensions);
    this.manifest = {
      name: "dense",
      version: `3+${encoder.id}+${perceptionVersion}`,
      kind: "channel",
      consumes: ["observed", "encoded", "forgotten", "erased"],
      produces: ["candidates"],
      function:
        "Proposes episodes that state, or are part of, what the cue means, by an exact scan of int8 codes.",
      anatomy: null,
      citations: ["Callan 1994 doi:10.1007/978-1-4471-2099-5_31", "Gray, Neuhoff 1998 doi:10.1109/18.720541"],
      test: "src/channels/dense.test.ts",
    };
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    switch (event.type) {
      case "observed": {
        const row = context.ordinalOf(event.seq);
        if (row !== null && event.episode !== null) this.#add(row, event.episode);
        return noSignals;
      }
      case "encoded": {
        const row = context.ordinalOf(event.episode.seq);
        // What is in the log of an encoder that need not be asked is another one's.
        const isOurs = event.encoder === this.#encoder.id && this.#encoder.encodeNow === undefined;
        if (row !== null && isOurs && event.vector !== null && this.#rows.isThere(row))
          this.#rows.setVectors(row, event.vector);
        return noSignals;
      }
      case "forgotten":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#rows.isThere(row)) this.#rows.setHidden(row, event.forgotten);
        }
        return noSignals;
      case "erased":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#rows.isThere(row)) this.#rows.remove(row);
        }
        return noSignals;
      default:
        return noSignals;
    }
  }

  #add(row: number, episode: Episode): void {
    const text = encodedText(episode);
    const alone = isOneStatement(text);
    this.#rows.add(row, {
      scope: scopeKey(episode.scope),
      session: episode.session ?? null,
      words: wordsIn(text.whole),
      statements: alone ? [] : text.statements.map(({ words }) => words),
      isOneStatement: alone,
    });
    const encoder = this.#encoder;
    if (encoder.encodeNow === undefined) return;
    for (const [i, part] of textsOf(text).entries())
      this.#rows.setVector(row, i, encoder.encodeNow(part, "episode"));
  }

  propose(cue: Cue, visibility: Visibility): Candidates {
    const query = cue.vector === null ? null : queryOf(cue.vector, this.#encoder.dimensions);
    if (query === null) return none;
    const search = new DenseSearch(this.#rows, query, visibility.scopeKeys, this.#scratch);
    const found = search.nearest(Math.max(cue.k, 1), (row) => visibility.admits(row as Ordinal));
    const scoreOf = (ordinal: number): number => {
      const { context, statement } = search.nearness(ordinal);
      return (context + statement) / 2;
    };
    return {
      candidates: found
        .map((row): Candidate => {
          const { context, statement } = search.nearness(row);
          const coverage = Math.min(1, Math.max(0, context, statement));
          return { ordinal: row as Ordinal, score: scoreOf(row), coverage };
        })
        .sort((a, b) => b.score - a.score || b.ordinal - a.ordinal),
      scoreOf,
      explain: (ordinal) => {
        const { context, statement } = search.nearness(ordinal);
        return [
          { what: "half the cosine with it in its context", weight: context / 2 },
          { what: "half the cosine with what it states", weight: statement / 2 },
        ];
      },
    };
  }

  checkpoint(): Generator<Uint8Array> {
    return this.#rows.write(true);
  }

  restore(bytes: Uint8Array | null): void {
    const { dimensions } = this.#encoder;
    if (bytes === null) this.#rows = new DenseRows(this.#createKernel, dimensions);
    else inOneGo(this.restoring(bytes));
  }

  *restoring(bytes: Uint8Array): Generator<void, void> {
    const { dimensions } = this.#encoder;
    this.#rows = yield* DenseRows.reading(new ByteReader(bytes), this.#createKernel, dimensions);
  }

  witness(): Generator<Uint8Array> {
    return this.#rows.write(false);
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return {
      encoder: this.#encoder.id,
      encoded: this.#rows.hasVector(ordinal),
      statements: this.#rows.count[ordinal] ?? 0,
    };
  }

  stats(): Readonly<Record<string, number>> {
    return {
      vectors: this.#rows.wholes.vectors,
      statements: this.#rows.statements.vectors,
      dimensions: this.#encoder.dimensions,
    };
  }
}

const none: Candidates = { candidates: [], scoreOf: () => 0, explain: () => [] };
