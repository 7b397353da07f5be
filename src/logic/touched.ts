import type { Meter } from "./budget.ts";
import { type Relation, rowIs } from "./relation.ts";

export interface Row {
  readonly relation: Relation;
  readonly row: number;
}

export interface ChangedRows {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** What an update has touched so far: enough to undo it, and to say what changed. */
export class Touched {
  readonly #rows = new Map<Relation, number[]>();
  readonly #settled = new Map<Relation, ChangedRows>();
  readonly #undo: (() => void)[] = [];
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  raise(relation: Relation, row: number): void {
    relation.state[row]! |= rowIs.now;
    relation.size++;
    this.#note(relation, row);
    this.#meter.addFact(relation.predicate);
  }

  lower(relation: Relation, row: number): void {
    relation.state[row]! &= ~rowIs.now;
    relation.size--;
    this.#note(relation, row);
    this.#meter.facts--;
  }

  /** Says whether a row is asserted, and how sure it is. */
  assert({ relation, row }: Row, confidence: number | undefined): void {
    const { state, confidence: weights } = relation;
    const was = (state[row]! & rowIs.asserted) === 0 ? undefined : (weights.get(row) ?? 1);
    if (was === confidence) return;
    this.#undo.push(() => setAsserted(relation, row, was));
    setAsserted(relation, row, confidence);
  }

  /** Rows of a relation that is complete: those that hold only now, and those that held only before. */
  changed(relation: Relation): ChangedRows {
    const known = this.#settled.get(relation);
    if (known !== undefined) return known;
    const rows = [...new Set(this.#rows.get(relation) ?? [])];
    const holding = (bit: number): readonly number[] =>
      rows.filter((row) => (relation.state[row]! & (rowIs.now | rowIs.before)) === bit);
    const changed = { added: holding(rowIs.now), removed: holding(rowIs.before) };
    this.#settled.set(relation, changed);
    return changed;
  }

  relations(): readonly Relation[] {
    return [...this.#rows.keys()];
  }

  /** What holds now is what held before the next update. */
  keep(): void {
    for (const [relation, rows] of this.#rows) {
      const { state } = relation;
      for (const row of rows)
        state[row] = (state[row]! & ~rowIs.before) | ((state[row]! & rowIs.now) === 0 ? 0 : rowIs.before);
      relation.compact();
    }
  }

  undo(): void {
    for (const step of this.#undo.reverse()) step();
    for (const [relation, rows] of this.#rows)
      for (const row of rows) {
        const before = (relation.state[row]! & rowIs.before) === 0 ? 0 : rowIs.now;
        const difference = before - (relation.state[row]! & rowIs.now);
        relation.size += difference;
        this.#meter.facts += difference;
        relation.state[row] = (relation.state[row]! & ~rowIs.now) | before;
      }
    this.keep();
  }

  #note(relation: Relation, row: number): void {
    const rows = this.#rows.get(relation);
    if (rows === undefined) this.#rows.set(relation, [row]);
    else rows.push(row);
  }
}

function setAsserted(
  { state, confidence: weights }: Relation,
  row: number,
  confidence: number | undefined,
): void {
  state[row] = confidence === undefined ? state[row]! & ~rowIs.asserted : state[row]! | rowIs.asserted;
  if (confidence === undefined || confidence === 1) weights.delete(row);
  else weights.set(row, confidence);
}
