import type { Meter } from "./budget.ts";
import { type Relation, rowIs } from "./relation.ts";
import type { Rule } from "./syntax.ts";
import type { TupleIndex } from "./tuple-index.ts";

/**
 * Columns of a relation against slots of the environment: `key` has a value already, `bind` gets one, and
 * `same` must equal what an earlier column of this row bound.
 */
export interface Pattern {
  readonly relation: Relation;
  readonly key: readonly Cell[];
  readonly bind: readonly Cell[];
  readonly same: readonly Cell[];
}

export interface Cell {
  readonly column: number;
  readonly slot: number;
}

export type Step =
  /** Rows that match, one after the other; `literal` says of which condition they are. */
  | { readonly kind: "each"; readonly pattern: Pattern; readonly literal: number }
  | { readonly kind: "absent"; readonly pattern: Pattern }
  | { readonly kind: "test"; readonly holds: (environment: Int32Array) => boolean }
  /** The slot gets a value, or the branch ends where there is none (-1). */
  | { readonly kind: "let"; readonly slot: number; readonly value: (environment: Int32Array) => number };

/** What a call of `next` ends with: a way to satisfy the steps, the end of a piece of work, or no more ways. */
export const nextIs = { match: 0, pause: 1, end: 2 } as const;
export type Next = (typeof nextIs)[keyof typeof nextIs];

/**
 * The index of a relation on some of its columns; undefined: its rows are looked at one by one. `isOnce`: that is
 * done once, and not for each of another's rows.
 */
export type IndexOn = (
  relation: Relation,
  columns: readonly number[],
  isOnce: boolean,
) => TupleIndex | undefined;

/**
 * A nested-loop join over hash indexes, in a fixed order of steps. `environment` has a slot for each
 * variable and each constant. What it is at is kept between calls, so that it may pause anywhere.
 */
export class Join {
  readonly environment: Int32Array;
  /** The row that each condition matched; -1 where it matches none: absence, comparisons. */
  readonly matched: Int32Array;
  readonly #seed: Pattern | undefined;
  readonly #steps: readonly Step[];
  readonly #indexes: readonly (TupleIndex | undefined)[];
  readonly #keys: readonly Int32Array[];
  /** The row that each step is at. */
  readonly #rows: Int32Array;
  readonly #meter: Meter;
  /** What it is a part of; undefined: of a question. */
  readonly #rule: Rule | undefined;
  #mask: number = rowIs.now;
  /** The step to go on with; -1: the end. */
  #at = -1;
  /** Whether that step is to begin, or to go on to its next row. */
  #begins = false;

  constructor(
    seed: Pattern | undefined,
    steps: readonly Step[],
    {
      environment,
      conditions,
      meter,
      rule,
      indexOn,
    }: {
      readonly environment: Int32Array;
      readonly conditions: number;
      readonly meter: Meter;
      readonly rule: Rule | undefined;
      readonly indexOn: IndexOn;
    },
  ) {
    this.#seed = seed;
    this.#steps = steps;
    this.environment = environment;
    this.matched = new Int32Array(conditions).fill(-1);
    this.#meter = meter;
    this.#rule = rule;
    const isOnce = (step: number): boolean => steps.slice(0, step).every(({ kind }) => kind !== "each");
    this.#indexes = steps.map((step, i) => {
      if (!("pattern" in step) || step.pattern.key.length === 0) return undefined;
      const columns = step.pattern.key.map(({ column }) => column);
      return indexOn(step.pattern.relation, columns, isOnce(i));
    });
    this.#keys = steps.map((step) => new Int32Array("pattern" in step ? step.pattern.key.length : 0));
    this.#rows = new Int32Array(steps.length);
  }

  /** To be called first: in the state that the bit `mask` names; with a seed, `row` is its match. */
  begin(mask: number, row: number): void {
    this.#meter.enter(this.#rule);
    this.#mask = mask;
    const fits = this.#seed === undefined || this.#fits(this.#seed, row);
    this.#at = fits ? 0 : -1;
    this.#begins = true;
  }

  /** Goes on to the next way to satisfy the steps. Rows that come meanwhile may be missed: they are seeds later. */
  next(): Next {
    let [at, begins] = [this.#at, this.#begins];
    while (at >= 0) {
      const step = this.#steps[at];
      if (step === undefined) {
        this.#at = at - 1;
        this.#begins = false;
        return nextIs.match;
      }
      if (step.kind !== "each") {
        begins = begins && this.#passes(step, at);
      } else {
        if (!begins && this.#meter.isPieceOver()) {
          this.#at = at;
          this.#begins = false;
          return nextIs.pause;
        }
        const { pattern, literal } = step;
        const row = this.#rowFrom(
          at,
          pattern,
          begins ? this.#first(at, pattern) : this.#after(at, this.#rows[at]!),
        );
        this.#rows[at] = row;
        this.matched[literal] = row;
        begins = row >= 0;
      }
      at += begins ? 1 : -1;
    }
    this.#at = -1;
    return nextIs.end;
  }

  #passes(step: Exclude<Step, { kind: "each" }>, at: number): boolean {
    if (step.kind === "test") return step.holds(this.environment);
    if (step.kind === "absent") return this.#rowFrom(at, step.pattern, this.#first(at, step.pattern)) < 0;
    const value = step.value(this.environment);
    this.environment[step.slot] = value;
    return value >= 0;
  }

  /** The first row from `row` on that fits, or -1. */
  #rowFrom(at: number, pattern: Pattern, row: number): number {
    const { state } = pattern.relation;
    for (let one = row; one >= 0; one = this.#after(at, one)) {
      this.#meter.step();
      if ((state[one]! & this.#mask) !== 0 && this.#fits(pattern, one)) return one;
    }
    return -1;
  }

  #first(at: number, { relation, key }: Pattern): number {
    const index = this.#indexes[at];
    if (index === undefined) return relation.rows - 1;
    const values = this.#keys[at]!;
    for (let i = 0; i < key.length; i++) values[i] = this.environment[key[i]!.slot]!;
    return index.first(values);
  }

  #after(at: number, row: number): number {
    const index = this.#indexes[at];
    return index === undefined ? row - 1 : index.next[row]!;
  }

  /** Sets what the pattern binds; false where the row contradicts what has a value. */
  #fits({ relation, key, bind, same }: Pattern, row: number): boolean {
    const { environment } = this;
    const start = row * relation.arity;
    for (const { column, slot } of key) if (relation.data[start + column] !== environment[slot]) return false;
    for (const { column, slot } of bind) environment[slot] = relation.data[start + column]!;
    for (const { column, slot } of same)
      if (relation.data[start + column] !== environment[slot]) return false;
    return true;
  }
}
