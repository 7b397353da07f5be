import type { Meter } from "./budget.ts";
import type { CompiledRule, Premise } from "./compile.ts";
import { nextIs } from "./join.ts";
import type { Pieces } from "./pieces.ts";
import { type Relation, rowIs } from "./relation.ts";
import type { Row, Touched } from "./touched.ts";

/**
 * Rules that rest on one another, and the relations that they fill. `update` brings these up to date after
 * what lies below has changed: delete and rederive (Gupta, Mumick and Subrahmanian 1993,
 * doi:10.1145/170035.170066). Everything with a derivation that is lost goes, whether or not it has others;
 * then what has another comes back; then what is new follows, semi-naive, a fact at a time: each is joined
 * once with all that is there when its turn comes, so that the last premise of a derivation finds the others.
 */
export class Stratum {
  readonly relations: ReadonlySet<Relation>;
  readonly rules: readonly CompiledRule[];
  /** By relation of this stratum: what its facts satisfy. */
  readonly #within = new Map<Relation, Premise[]>();
  /** What facts of other relations satisfy. */
  readonly #below: Premise[] = [];
  readonly #meter: Meter;

  constructor(relations: ReadonlySet<Relation>, rules: readonly CompiledRule[], meter: Meter) {
    this.#meter = meter;
    this.relations = relations;
    this.rules = rules;
    for (const premise of rules.flatMap(({ premises }) => premises))
      if (!relations.has(premise.relation)) this.#below.push(premise);
      else this.#within.set(premise.relation, [...(this.#within.get(premise.relation) ?? []), premise]);
  }

  /** `retracted` and `asserted` are rows of this stratum whose bit `asserted` was just taken away or given. */
  *update(touched: Touched, retracted: readonly Row[], asserted: readonly Row[]): Pieces<void> {
    const doomed = yield* this.#doom(touched, retracted);
    const queue = new Queue();
    const raise: Conclude = (relation, row) => {
      if ((relation.state[row]! & rowIs.now) !== 0) return;
      touched.raise(relation, row);
      queue.push(relation, row);
    };
    for (let i = 0; i < doomed.rows.length; i++) {
      const [relation, row] = [doomed.relations[i]!, doomed.rows[i]!];
      if (yield* this.#hasSupport(relation, row)) raise(relation, row);
    }
    for (const { relation, row } of asserted) raise(relation, row);
    yield* this.#follow(rowIs.now, queue, touched, raise);
  }

  /** Takes away everything that loses a derivation, unless it is asserted. */
  *#doom(touched: Touched, retracted: readonly Row[]): Pieces<Queue> {
    const queue = new Queue();
    const doom: Conclude = (relation, row) => {
      const state = relation.state[row]!;
      if ((state & rowIs.now) === 0 || (state & rowIs.asserted) !== 0) return;
      touched.lower(relation, row);
      queue.push(relation, row);
    };
    for (const { relation, row } of retracted) doom(relation, row);
    yield* this.#follow(rowIs.before, queue, touched, doom);
    return queue;
  }

  /**
   * Concludes, in the state `mask`, from what changed below and from `queue`, which `conclude` adds to. In
   * the state now, derivations are gained by what was added and by the absence of what was removed; in the
   * state before, they are lost by the reverse.
   */
  *#follow(mask: number, queue: Queue, touched: Touched, conclude: Conclude): Pieces<void> {
    for (const premise of this.#below) {
      const { added, removed } = touched.changed(premise.relation);
      const rows = (premise.kind === "atom") === (mask === rowIs.now) ? added : removed;
      for (const row of rows) {
        premise.join.begin(mask, row);
        while (!concludeFrom(premise, conclude)) yield premise.rule;
        if (this.#meter.isPieceOver()) yield premise.rule;
      }
    }
    for (let next = 0; next < queue.rows.length; next++) {
      const row = queue.rows[next]!;
      for (const premise of this.#within.get(queue.relations[next]!) ?? []) {
        premise.join.begin(mask, row);
        while (!concludeFrom(premise, conclude)) yield premise.rule;
      }
      if (this.#meter.isPieceOver()) yield this.#meter.rule;
    }
  }

  *#hasSupport(relation: Relation, row: number): Pieces<boolean> {
    for (const { head, rule, support } of this.rules) {
      if (head !== relation) continue;
      const { join } = support;
      join.begin(rowIs.now, row);
      let next = join.next();
      for (; next === nextIs.pause; next = join.next()) yield rule;
      if (next === nextIs.match) return true;
    }
    if (this.#meter.isPieceOver()) yield this.#meter.rule;
    return false;
  }
}

type Conclude = (relation: Relation, row: number) => void;

/** Rows in the order in which they came: two columns, since a closure may have millions. */
class Queue {
  readonly relations: Relation[] = [];
  readonly rows: number[] = [];

  push(relation: Relation, row: number): void {
    this.relations.push(relation);
    this.rows.push(row);
  }
}

/** All that follows from the match that the join began with; false where it pauses. */
function concludeFrom({ join, head, headSlots, tuple }: Premise, conclude: Conclude): boolean {
  for (;;) {
    const next = join.next();
    if (next !== nextIs.match) return next === nextIs.end;
    for (let i = 0; i < headSlots.length; i++) tuple[i] = join.environment[headSlots[i]!]!;
    conclude(head, head.place(tuple));
  }
}
