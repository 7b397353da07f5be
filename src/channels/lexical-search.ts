import { BestRows } from "../math/best-rows.ts";
import { withRoom } from "../math/columns.ts";
import type { Ordinal } from "../model/ids.ts";
import type { Candidate, Candidates, Cue, Reason, Visibility } from "../ports/proposer.ts";
import type { LexicalParameters } from "./lexical-parameters.ts";
import { type LexicalState, LIVE } from "./lexical-state.ts";
import { blockHead, countOf, fieldMask, fieldShift, fields, mapFields } from "./postings.ts";

/** Terms of a cue that `matchOf` tells apart: a bit each in a 32-bit integer. */
const TERM_BITS = 31;

/** Reads a `LexicalState`; owns nothing but scratch space that is reused between queries. */
export class LexicalSearch {
  readonly #p: LexicalParameters;
  /** contextWeight * exp(-distance / contextWords) by whole distance, down to `leastContext`. */
  readonly #decay: Float64Array;
  #frequency = new Float64Array(0);
  #score = new Float64Array(0);
  #touched = new Int32Array(0);
  /** Rows whose `#score` is not 0, of the latest query: they are cleared by the next one. */
  #scored = new Int32Array(0);
  #found = 0;
  /** Bits of the terms that a row itself holds; not 0 only where `#score` is not. */
  #match = new Int32Array(0);
  #query = 0;

  constructor(parameters: LexicalParameters) {
    this.#p = parameters;
    const { contextWeight, contextWords, leastContext } = parameters;
    const weights: number[] = [];
    for (let distance = 0; ; distance++) {
      const weight = contextWeight * Math.exp(-distance / contextWords);
      if (weight < leastContext) break;
      weights.push(weight);
    }
    this.#decay = Float64Array.from(weights);
  }

  run(state: LexicalState, cue: Cue, visibility: Visibility): Candidates {
    const p = this.#p;
    const seen = state.scopes.flags(visibility.scopeKeys);
    const population = measure(state, seen);
    const terms = cueTerms(cue);
    const boosted = boostedSpeakers(state, cue);
    this.#frequency = withRoom(this.#frequency, state.rows);
    this.#score = withRoom(this.#score, state.rows);
    this.#touched = withRoom(this.#touched, state.rows);
    this.#scored = withRoom(this.#scored, state.rows);
    this.#match = withRoom(this.#match, state.rows);
    const score = this.#score;
    const scored = this.#scored;
    this.#clear();
    const query = ++this.#query;
    const frequency = this.#frequency;
    const touchedRows = this.#touched;
    const { k1, shortWords } = p;
    const { words } = state;
    const termWeights: number[] = [];
    let found = 0;
    let total = 0;
    for (const [index, term] of terms.entries()) {
      const bit = index < TERM_BITS ? 1 << index : 0;
      const { touched, holders } = this.#spread(state, term, seen, population, bit);
      const idf = this.#idf(population.rows, holders);
      total += idf;
      if (bit !== 0) termWeights.push(idf);
      for (let i = 0; i < touched; i++) {
        const row = touchedRows[i]!;
        const f = frequency[row]!;
        frequency[row] = 0;
        if (score[row] === 0) scored[found++] = row;
        score[row] = score[row]! + (idf * f) / (k1 + f);
      }
    }
    this.#found = found;
    const worthOf = (row: number): number =>
      score[row]! *
      (words[row]! / (words[row]! + shortWords)) *
      (isBoosted(state, row, boosted) ? p.speakerBoost : 1);
    const best = new BestRows(Math.max(cue.k, 1));
    // A factor that no row exceeds: most rows are too far off for their own to matter.
    const most = Math.max(1, p.speakerBoost);
    let { floor } = best;
    for (let i = 0; i < found; i++) {
      const row = scored[i]!;
      if (score[row]! * most < floor) continue;
      const value = worthOf(row);
      if (value <= 0 || !best.wants(value, row) || !visibility.admits(row as Ordinal)) continue;
      best.add(value, row);
      floor = best.floor;
    }
    const candidates: Candidate[] = best.take().map(({ value, row }) => ({
      ordinal: row as Ordinal,
      score: value,
      coverage: total === 0 ? 0 : score[row]! / total,
    }));
    const isFresh = (): true => {
      if (query === this.#query) return true;
      throw new RangeError("The lexical channel has answered another cue since.");
    };
    let explained: ReadonlyMap<Ordinal, readonly Reason[]> | null = null;
    return {
      candidates,
      explain: (ordinal) => {
        explained ??= this.#explain(state, candidates, terms, seen, population, boosted);
        return explained.get(ordinal) ?? [];
      },
      termWeights,
      scoreOf: (ordinal) => (isFresh() && score[ordinal]! > 0 ? worthOf(ordinal) : 0),
      matchOf: (ordinal) => (isFresh() ? this.#match[ordinal]! : 0),
      isAbout: (ordinal) => isBoosted(state, ordinal, boosted),
    };
  }

  #clear(): void {
    for (let i = 0; i < this.#found; i++) {
      const row = this.#scored[i]!;
      this.#score[row] = this.#match[row] = 0;
    }
    this.#found = 0;
  }

  /**
   * Leaves f(t, d) of SPEC C4 in `#frequency` for the rows listed in `#touched`, sets `bit` in the
   * `#match` of the visible rows that hold the term themselves, and counts these.
   */
  #spread(
    state: LexicalState,
    term: string,
    seen: Uint8Array,
    population: Population,
    bit: number,
  ): { touched: number; holders: number } {
    const p = this.#p;
    const { pool } = state.postings;
    const { previous, next } = state.chains;
    const frequency = this.#frequency;
    const touchedRows = this.#touched;
    const decay = this.#decay;
    const match = this.#match;
    const { words, scope, state: states } = state;
    const textLengths = state.lengths.text;
    const textBase = 1 - p.b.text;
    const textSlope = population.average.text === 0 ? 0 : p.b.text / population.average.text;
    const { contextTurns, contextBackward } = p;
    const reach = decay.length;
    let touched = 0;
    let holders = 0;
    for (let block = state.postings.firstBlock(term); block !== 0; block = pool[block]!) {
      const end = block + blockHead + 2 * pool[block + 2]!;
      for (let at = block + blockHead; at < end; at += 2) {
        const row = pool[at]!;
        if (states[row] !== LIVE || seen[scope[row]!] === 0) continue;
        holders++;
        const packed = pool[at + 1]!;
        const textAlone = packed <= fieldMask.text;
        const own = textAlone
          ? (p.weight.text * packed) / (textBase + textSlope * textLengths[row]!)
          : this.#own(state, row, packed, population);
        if (own > 0) {
          if (frequency[row] === 0) touchedRows[touched++] = row;
          frequency[row] = frequency[row]! + own;
          match[row] = match[row]! | bit;
        }
        const spoken = textAlone
          ? packed
          : (packed & fieldMask.text) +
            ((packed >>> fieldShift.caption) & fieldMask.caption) * p.weight.caption;
        if (spoken === 0) continue;
        for (let direction = 0; direction < 2; direction++) {
          // A row's words are "before" for the turns that follow it, and "later" for those it follows.
          const link = direction === 0 ? previous : next;
          const carried = direction === 0 ? spoken * contextBackward : spoken;
          let distance = words[row]! >> 1;
          let neighbour = link[row]!;
          for (let step = 0; neighbour >= 0 && step < contextTurns; step++) {
            const length = words[neighbour]!;
            const middle = distance + (length >> 1);
            if (middle >= reach) break;
            if (states[neighbour] === LIVE) {
              const before = frequency[neighbour]!;
              if (before === 0) touchedRows[touched++] = neighbour;
              frequency[neighbour] = before + decay[middle]! * carried;
            }
            distance += length;
            neighbour = link[neighbour]!;
          }
        }
      }
    }
    return { touched, holders };
  }

  #idf(rows: number, holders: number): number {
    return Math.log(1 + (rows - holders + 0.5) / (holders + 0.5)) ** this.#p.idfPower;
  }

  #own(state: LexicalState, row: number, packed: number, population: Population): number {
    let sum = 0;
    for (const field of fields) {
      const count = countOf(packed, field);
      if (count === 0) continue;
      const b = this.#p.b[field];
      const average = population.average[field];
      const norm = average === 0 ? 1 : 1 - b + (b * state.lengths[field][row]!) / average;
      sum += (this.#p.weight[field] * count) / norm;
    }
    return sum;
  }

  /** The reasons of all candidates: each term is spread once, however many are to be explained. */
  #explain(
    state: LexicalState,
    candidates: readonly Candidate[],
    terms: readonly string[],
    seen: Uint8Array,
    population: Population,
    boosted: Boosted,
  ): ReadonlyMap<Ordinal, readonly Reason[]> {
    const reasons = new Map<Ordinal, Reason[]>(candidates.map(({ ordinal }) => [ordinal, []]));
    for (const term of terms) {
      const { touched, holders } = this.#spread(state, term, seen, population, 0);
      const idf = this.#idf(population.rows, holders);
      const holding = new Map<number, number>();
      state.postings.each(term, (row, packed) => {
        if (reasons.has(row as Ordinal)) holding.set(row, packed);
      });
      for (const [row, given] of reasons) {
        const f = this.#frequency[row]!;
        if (f === 0) continue;
        const packed = holding.get(row) ?? 0;
        const where = fields.filter((field) => countOf(packed, field) > 0);
        const place = where.length > 0 ? `in ${where.join(", ")}` : "nearby in the session";
        given.push({ what: `"${term}" ${place}`, weight: (idf * f) / (this.#p.k1 + f) });
      }
      for (let i = 0; i < touched; i++) this.#frequency[this.#touched[i]!] = 0;
    }
    for (const [row, given] of reasons) {
      const words = state.words[row]!;
      given.push({ what: `factor: ${words} words long`, weight: words / (words + this.#p.shortWords) });
      if (isBoosted(state, row, boosted))
        given.push({ what: "factor: said by whom the cue is about", weight: this.#p.speakerBoost });
    }
    return reasons;
  }
}

interface Population {
  readonly rows: number;
  readonly average: Readonly<Record<(typeof fields)[number], number>>;
}

/** SPEC C2: how many rows the query sees, and their average field lengths (over rows that have the field). */
function measure(state: LexicalState, seen: Uint8Array): Population {
  const words = mapFields(() => 0);
  const holders = mapFields(() => 0);
  let rows = 0;
  state.tallies.forEach((tally, scope) => {
    if (seen[scope] === 0) return;
    rows += tally.rows;
    for (const field of fields) {
      words[field] += tally.words[field];
      holders[field] += tally.holders[field];
    }
  });
  return { rows, average: mapFields((field) => (holders[field] === 0 ? 0 : words[field] / holders[field])) };
}

function cueTerms(cue: Cue): readonly string[] {
  return [...new Set([...cue.features.terms, ...cue.features.dateTerms])];
}

/** Flags by speaker number and by role number. */
interface Boosted {
  readonly speakers: Uint8Array;
  readonly roles: Uint8Array;
}

/** SPEC C7: whom the cue names, and whom its "I" stands for. */
function boostedSpeakers(state: LexicalState, cue: Cue): Boosted {
  const terms = new Set(cue.features.terms);
  const words = new Set(cue.features.words);
  const isNamed = (name: readonly string[]): boolean =>
    name.some((term) => terms.has(term)) || (name.length > 0 && name.every((term) => words.has(term)));
  const self = cue.features.self && !cue.features.addressee ? (cue.asker ?? "user").toLowerCase() : null;
  return {
    speakers: Uint8Array.from(state.speakers.values, (name, speaker) =>
      name.toLowerCase() === self || isNamed(state.speakerTerms[speaker]!) ? 1 : 0,
    ),
    roles: Uint8Array.from(state.roles.values, (name) => (name.toLowerCase() === self ? 1 : 0)),
  };
}

function isBoosted(state: LexicalState, row: number, boosted: Boosted): boolean {
  return boosted.speakers[state.speaker[row]!] === 1 || boosted.roles[state.role[row]!] === 1;
}
