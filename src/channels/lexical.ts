import { ByteReader } from "../math/bytes.ts";
import { inOneGo } from "../math/in-one-go.ts";
import type { Episode } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Ordinal } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../ports/derived.ts";
import { noSignals } from "../ports/derived.ts";
import type { Features } from "../ports/features.ts";
import type { Candidates, Cue, Proposer, Visibility } from "../ports/proposer.ts";
import { type LexicalParameters, lexicalParameters } from "./lexical-parameters.ts";
import { LexicalSearch } from "./lexical-search.ts";
import {
  DEAD,
  emptyState,
  enter,
  type LexicalState,
  placeRow,
  readState,
  removeRow,
  setHidden,
  witnessOf,
  writeState,
} from "./lexical-state.ts";
import { addCount, fields, mapFields } from "./postings.ts";

/**
 * Lexical channel: which episodes share the cue's words, or stand beside episodes that do.
 *
 * Claim: BM25F over the fields of a turn and a context window that decays with distance finds the
 *   evidence in conversations far better than BM25 over single turns.
 * Formula: SPEC C1-C8; in short score(d) = speaker(d) * sum over cue terms t of idf(t) * f / (k1 + f),
 *   f = sum over fields of w * tf / (1 - b + b * len / avglen) + sum over neighbours n of
 *   c * exp(-distance(d, n) / lambda) * tf(t, n).
 * Citation: Robertson, Zaragoza and Taylor 2004, doi:10.1145/1031171.1031181 (BM25F);
 *   Robertson and Zaragoza 2009, doi:10.1561/1500000019.
 * Deviations: idf is ln(1 + (N - n + 0.5) / (n + 0.5)), never negative, to the power 1.3; N, n and the
 *   average lengths are those of the rows that the query may see; the context window (whose counts are
 *   not normalised by length), the speaker rule and the prior on short turns are ours.
 * Test: src/channels/lexical.test.ts compares it with a plain second implementation.
 */
export class LexicalChannel implements Derived, Proposer {
  readonly manifest: Manifest;
  #state: LexicalState = emptyState();
  #dead = 0;
  readonly #search: LexicalSearch;

  constructor(perceptionVersion: string, parameters: LexicalParameters = lexicalParameters) {
    this.manifest = {
      name: "lexical",
      version: `1+${perceptionVersion}`,
      kind: "channel",
      consumes: ["observed", "forgotten", "erased"],
      produces: ["candidates"],
      function:
        "Proposes episodes that share the cue's words, or stand beside ones that do, ranked by BM25F.",
      anatomy: null,
      citations: ["Robertson, Zaragoza, Taylor 2004 doi:10.1145/1031171.1031181"],
      test: "src/channels/lexical.test.ts",
    };
    this.#search = new LexicalSearch(parameters);
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    switch (event.type) {
      case "observed": {
        const row = context.ordinalOf(event.seq);
        if (row === null || event.episode === null) return noSignals;
        this.#add(row, event.episode, context.perceive(event.episode));
        return noSignals;
      }
      case "forgotten":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#isLive(row)) setHidden(this.#state, row, event.forgotten);
        }
        return noSignals;
      case "erased":
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null) this.#remove(row);
        }
        return noSignals;
      default:
        return noSignals;
    }
  }

  #isLive(row: number): boolean {
    return row < this.#state.rows && this.#state.state[row] !== DEAD;
  }

  #add(row: number, episode: Episode, features: Features): void {
    const state = this.#state;
    for (let gap = state.rows; gap <= row; gap++) placeRow(state, gap);
    // A term's counts in all fields are one posting. Most terms stand in the text alone.
    const elsewhere = new Map<string, number>();
    for (const field of fields) {
      const { terms, counts, words } = features[field];
      state.lengths[field][row] = words;
      if (field === "text") continue;
      for (let i = 0; i < terms.length; i++)
        elsewhere.set(terms[i]!, addCount(elsewhere.get(terms[i]!) ?? 0, field, counts[i]!));
    }
    const { terms, counts } = features.text;
    for (let i = 0; i < terms.length; i++) {
      state.postings.add(terms[i]!, row, addCount(elsewhere.get(terms[i]!) ?? 0, "text", counts[i]!));
      elsewhere.delete(terms[i]!);
    }
    for (const [term, packed] of elsewhere) state.postings.add(term, row, packed);
    const scope = scopeKey(episode.scope);
    state.words[row] = features.text.words + features.caption.words + features.title.words;
    state.scope[row] = state.scopes.idOf(scope);
    if (episode.speaker !== undefined) {
      const speaker = state.speakers.idOf(episode.speaker);
      state.speaker[row] = speaker;
      state.speakerTerms[speaker] ??= [...features.speaker.terms];
    }
    if (episode.role !== undefined) state.role[row] = state.roles.idOf(episode.role);
    if (episode.session !== undefined) state.chains.append(row, `${scope}\n${episode.session}`);
    enter(state, row);
  }

  #remove(row: number): void {
    if (!this.#isLive(row)) return;
    removeRow(this.#state, row);
    this.#dead++;
  }

  /** Drops the postings of erased rows, and with them words that only those held. */
  *#compact(): Generator<void> {
    if (this.#dead === 0) return;
    this.#state.postings = yield* this.#state.postings.compacted((row) => this.#isLive(row));
    this.#dead = 0;
  }

  propose(cue: Cue, visibility: Visibility): Candidates {
    return this.#search.run(this.#state, cue, visibility);
  }

  *checkpoint(): Generator<Uint8Array> {
    for (const _ of this.#compact()) yield nothing;
    yield* writeState(this.#state);
  }

  restore(bytes: Uint8Array | null): void {
    this.#dead = 0;
    if (bytes === null) this.#state = emptyState();
    else inOneGo(this.restoring(bytes));
  }

  *restoring(bytes: Uint8Array): Generator<void, void> {
    this.#dead = 0;
    this.#state = yield* readState(new ByteReader(bytes));
  }

  witness(): Generator<Uint8Array> {
    return witnessOf(this.#state);
  }

  verify(): readonly string[] {
    const state = this.#state;
    const problems: string[] = [];
    for (let row = 0; row < state.rows; row++) {
      const after = state.chains.next[row]!;
      if (after >= 0 && (state.chains.previous[after] !== row || !this.#isLive(after)))
        problems.push(`lexical: the session chain is broken at row ${row}.`);
    }
    return problems;
  }

  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    if (!this.#isLive(ordinal)) return { indexed: false };
    return {
      indexed: true,
      words: this.#state.words[ordinal]!,
      fields: mapFields((field) => this.#state.lengths[field][ordinal]!),
    };
  }

  stats(): Readonly<Record<string, number>> {
    return { vocabulary: this.#state.postings.vocabulary, bytes: this.#state.postings.bytes };
  }
}

const nothing = new Uint8Array(0);
