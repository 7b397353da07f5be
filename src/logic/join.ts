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

/**
 * A nested-loop join over hash indexes, in a fixed order of steps. `environment` has a slot for each
 * variable and each constant.
 */
export class Join {
  readonly environment: Int32Array;
  /** The row that each condition matched; -1 where it matches none: absence, comparisons. */
  readonly matched: Int32Array;
  readonly #seed: Pattern | undefined;
  readonly #steps: readonly Step[];
  readonly #indexes: readonly (TupleIndex | undefined)[];
  readonly #keys: readonly Int32Array[];
  readonly #meter: Meter;
  /** What it is a part of; undefined: of a question. */
  readonly #rule: Rule | undefined;
  #mask: number = rowIs.now;
  #found: () => boolean = () => false;

  constructor(
    seed: Pattern | undefined,
    steps: readonly Step[],
    environment: Int32Array,
    conditions: number,
    meter: Meter,
    rule: Rule | undefined,
  ) {
    this.#seed = seed;
    this.#steps = steps;
    this.environment = environment;
    this.matched = new Int32Array(conditions).fill(-1);
    this.#meter = meter;
    this.#rule = rule;
    this.#indexes = steps.map((step) =>
      "pattern" in step && step.pattern.key.length > 0
        ? step.pattern.relation.indexOn(step.pattern.key.map(({ column }) => column))
        : undefined,
    );
    this.#keys = steps.map((step) => new Int32Array("pattern" in step ? step.pattern.key.length : 0));
  }

  /**
   * Calls `found` for each way to satisfy the steps, in the state that the bit `mask` names, until it says
   * true; says whether it did. With a seed, `row` is its match.
   */
  run(mask: number, row: number, found: () => boolean): boolean {
    this.#meter.enter(this.#rule);
    if (this.#seed !== undefined && !this.#fits(this.#seed, row)) return false;
    this.#mask = mask;
    this.#found = found;
    return this.#from(0);
  }

  #from(at: number): boolean {
    const step = this.#steps[at];
    if (step === undefined) return this.#found();
    switch (step.kind) {
      case "test":
        return step.holds(this.environment) && this.#from(at + 1);
      case "let": {
        const value = step.value(this.environment);
        if (value < 0) return false;
        this.environment[step.slot] = value;
        return this.#from(at + 1);
      }
      case "absent":
        return !this.#isThere(at, step.pattern) && this.#from(at + 1);
      case "each":
        return this.#each(at, step.pattern, step.literal);
    }
  }

  /** Goes on from each row that fits. Rows that come meanwhile may be missed: they are seeds later. */
  #each(at: number, pattern: Pattern, literal: number): boolean {
    const { relation } = pattern;
    const index = this.#indexes[at];
    for (
      let row = this.#first(at, pattern);
      row >= 0;
      row = index === undefined ? row - 1 : index.next[row]!
    ) {
      this.#meter.step();
      if ((relation.state[row]! & this.#mask) === 0 || !this.#fits(pattern, row)) continue;
      this.matched[literal] = row;
      if (this.#from(at + 1)) return true;
    }
    return false;
  }

  #isThere(at: number, pattern: Pattern): boolean {
    const { relation } = pattern;
    const index = this.#indexes[at];
    for (
      let row = this.#first(at, pattern);
      row >= 0;
      row = index === undefined ? row - 1 : index.next[row]!
    ) {
      this.#meter.step();
      if ((relation.state[row]! & this.#mask) !== 0 && this.#fits(pattern, row)) return true;
    }
    return false;
  }

  #first(at: number, { relation, key }: Pattern): number {
    const index = this.#indexes[at];
    if (index === undefined) return relation.rows - 1;
    const values = this.#keys[at]!;
    for (let i = 0; i < key.length; i++) values[i] = this.environment[key[i]!.slot]!;
    return index.first(values);
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
