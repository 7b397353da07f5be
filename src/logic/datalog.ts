import { inOneGo } from "../math/in-one-go.ts";
import { type Budget, defaultBudget, Meter } from "./budget.ts";
import { always, type CompiledRule, compileQuery, compileRule } from "./compile.ts";
import type { Tables } from "./compile-join.ts";
import { Constants } from "./constants.ts";
import { type Derivation, derivationsBy, factAt } from "./derivation.ts";
import { nextIs } from "./join.ts";
import { LogicError } from "./logic-error.ts";
import { parseBody } from "./parse.ts";
import type { Pieces } from "./pieces.ts";
import { Relation, rowIs } from "./relation.ts";
import { Relations } from "./relations.ts";
import { checkBody, checkRule } from "./safety.ts";
import { strataOf } from "./strata.ts";
import { Stratum } from "./stratum.ts";
import {
  compareFacts,
  compareValues,
  complementOf,
  type Fact,
  type Literal,
  type Rule,
  type Value,
} from "./syntax.ts";
import { type Row, Touched } from "./touched.ts";

/** A fact as asserted, with how sure it is: in (0, 1], 1 where it is left out. */
export interface Assertion extends Fact {
  readonly confidence?: number;
}

export interface Update {
  /** Asserting again replaces the confidence. A fact is asserted or not: who needs to count says by whom in a term. */
  readonly assert?: readonly Assertion[];
  /** Done before `assert`. Facts that are not asserted are passed over. What still follows from others stays. */
  readonly retract?: readonly Fact[];
}

/** What holds since an update and did not before, and the reverse: asserted or derived. Sorted. */
export interface Change {
  readonly added: readonly Fact[];
  readonly removed: readonly Fact[];
}

export interface DatalogOptions {
  readonly budget?: Partial<Budget>;
}

/** Counted, never timed. */
export interface Effort {
  readonly steps: number;
  readonly facts: number;
  readonly constants: number;
  readonly relations: number;
  readonly indexes: number;
}

/** The values of the variables of a query. */
export type Binding = Readonly<Record<string, Value>>;

/**
 * Facts and everything that follows from them by the rules of a program, kept up to date as facts come and
 * go. What holds, and the order of every answer, is that of a new engine with the facts that are asserted
 * at the end: the way there leaves no trace. A call that exceeds the budget throws and changes nothing.
 */
export class Datalog {
  readonly #constants = new Constants();
  readonly #relations = new Relations();
  readonly #meter: Meter;
  readonly #strata: readonly Stratum[];
  readonly #rules = new Map<Relation, CompiledRule[]>();

  /** Throws `unsafe-rule`, `negation-cycle` or what `update` throws. */
  constructor(program: readonly Rule[], options: DatalogOptions = {}) {
    this.#meter = new Meter({ ...defaultBudget, ...options.budget });
    for (const rule of program) checkRule(rule);
    const rules = program.filter(({ body }) => body.length > 0);
    this.#strata = strataOf(rules).map((group) => {
      const compiled = group.map((rule) => compileRule(rule, this.#tables));
      return new Stratum(new Set(compiled.map(({ head }) => head)), compiled, this.#meter);
    });
    for (const rule of this.#strata.flatMap((stratum) => stratum.rules))
      this.#rules.set(rule.head, [...(this.#rules.get(rule.head) ?? []), rule]);
    const facts = program.filter(({ body }) => body.length === 0).map(assertionOf);
    const begin = this.#relations.get(always, 0) !== undefined ? [{ predicate: always, values: [] }] : [];
    this.load({ assert: [...begin, ...facts] });
  }

  /** Throws `invalid-fact` or `budget`; then nothing has changed. */
  update(update: Update): Change {
    return inOneGo(this.updating(update));
  }

  /** The same in pieces. */
  *updating(update: Update): Pieces<Change> {
    const touched = yield* this.#apply(update);
    const facts = (of: "added" | "removed"): readonly Fact[] =>
      touched
        .relations()
        .flatMap((relation) =>
          touched.changed(relation)[of].map((row) => factAt(relation, row, this.#constants)),
        )
        .sort(compareFacts);
    const change = { added: facts("added"), removed: facts("removed") };
    touched.keep();
    return change;
  }

  /** The same without saying what follows: for many facts at once. */
  load(update: Update): void {
    inOneGo(this.loading(update));
  }

  /** The same in pieces. */
  *loading(update: Update): Pieces<void> {
    (yield* this.#apply(update)).keep();
  }

  /** What it takes: rows looked at so far, by all calls, and what is held now. */
  get effort(): Effort {
    const relations = this.#relations.all();
    return {
      steps: this.#meter.total,
      facts: this.#meter.facts,
      constants: this.#constants.size,
      relations: relations.length,
      indexes: relations.reduce((sum, { indexes }) => sum + indexes, 0),
    };
  }

  holds(fact: Fact): boolean {
    return this.#rowOf(fact, rowIs.now) !== undefined;
  }

  /** How sure a fact was said to be; undefined for one that nobody asserted, derived or not. */
  assertedConfidence(fact: Fact): number | undefined {
    const found = this.#rowOf(fact, rowIs.asserted);
    return found === undefined ? undefined : (found.relation.confidence.get(found.row) ?? 1);
  }

  /** Everything that holds, or all of one name. Sorted. */
  facts(predicate?: string): readonly Fact[] {
    return this.#relations
      .all()
      .filter(({ predicate: name }) => name === (predicate ?? name) && name !== always)
      .flatMap((relation) => this.#factsOf(relation))
      .sort(compareFacts);
  }

  /**
   * The ways to satisfy conditions: a text such as `parent(ann, X), not old(X)`, or parsed ones. Each once,
   * sorted by the variables in the order of their names. Leaves no trace. Throws `syntax`, `unsafe-rule`, `budget`.
   */
  query(conditions: string | readonly Literal[]): readonly Binding[] {
    return inOneGo(this.querying(conditions));
  }

  /** The same in pieces. */
  *querying(conditions: string | readonly Literal[]): Pieces<readonly Binding[]> {
    const body = typeof conditions === "string" ? parseBody(conditions) : conditions;
    const names = [...checkBody(body)].sort();
    const constants = new Constants(this.#constants);
    const { join, slots } = compileQuery(body, this.#passingTables(constants));
    const found = new Map<string, readonly Value[]>();
    this.#meter.restart();
    join.begin(rowIs.now, -1);
    for (let next = join.next(); next !== nextIs.end; next = join.next()) {
      if (next === nextIs.pause) {
        yield undefined;
        continue;
      }
      const ids = names.map((name) => join.environment[slots.get(name)!]!);
      found.set(
        ids.join(),
        ids.map((id) => constants.valueOf(id)),
      );
    }
    return [...found.values()]
      .sort(compareValues)
      .map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]!])));
  }

  /** Facts that hold together with their complement: the positive ones, sorted. */
  conflicts(): readonly Fact[] {
    return this.#relations
      .all()
      .filter(({ predicate }) => predicate.startsWith("-"))
      .flatMap((relation) => this.#factsOf(relation))
      .map((fact) => ({ ...fact, predicate: complementOf(fact.predicate) }))
      .filter((fact) => this.holds(fact))
      .sort(compareFacts);
  }

  /**
   * The uses of rules that give this fact now, in the order of the rules, at most `mostDerivations` of each; none for
   * what does not hold.
   */
  derivations(fact: Fact): readonly Derivation[] {
    return inOneGo(this.deriving(fact));
  }

  /** The same in pieces. `goesOn`: within the budget of the call before. */
  *deriving(fact: Fact, goesOn = false): Pieces<readonly Derivation[]> {
    const found = this.#rowOf(fact, rowIs.now);
    if (found === undefined) return [];
    if (!goesOn) this.#meter.restart();
    const all: Derivation[] = [];
    for (const rule of this.#rules.get(found.relation) ?? [])
      all.push(...(yield* derivationsBy(rule, found.row, this.#constants)));
    return all;
  }

  /** An update, not yet kept. Where it throws, or is ended, nothing has changed. */
  *#apply({ assert = [], retract = [] }: Update): Pieces<Touched> {
    this.#meter.restart();
    const touched = new Touched(this.#meter);
    let isDone = false;
    try {
      const retracted = retract
        .map((fact) => this.#rowOf(fact, rowIs.asserted))
        .filter((row) => row !== undefined);
      for (const row of retracted) touched.assert(row, undefined);
      const asserted = assert.map((fact) => this.#placed(fact));
      for (const [i, row] of asserted.entries()) touched.assert(row, assert[i]!.confidence ?? 1);
      const [gone, come] = [Map.groupBy(retracted, relationOf), Map.groupBy(asserted, relationOf)];
      const underived = new Set(this.#relations.all().filter((relation) => !this.#rules.has(relation)));
      for (const stratum of [new Stratum(underived, [], this.#meter), ...this.#strata])
        yield* stratum.update(touched, within(gone, stratum.relations), within(come, stratum.relations));
      isDone = true;
      return touched;
    } finally {
      if (!isDone) touched.undo();
    }
  }

  #placed(fact: Assertion): Row {
    const { predicate, values, confidence = 1 } = fact;
    if (!(confidence > 0 && confidence <= 1))
      throw new LogicError("invalid-fact", `a fact of ${predicate} with a confidence outside (0, 1].`, {
        value: confidence,
        remedy: "Leave out what is sure not to hold.",
      });
    const relation = this.#relations.of(predicate, values.length);
    return { relation, row: relation.place(Int32Array.from(values, (value) => this.#constants.idOf(value))) };
  }

  /** The row of a fact with this bit of its state. */
  #rowOf({ predicate, values }: Fact, bit: number): Row | undefined {
    const relation = this.#relations.get(predicate, values.length);
    if (relation === undefined) return undefined;
    const row = relation.find(Int32Array.from(values, (value) => this.#constants.find(value)));
    return row >= 0 && (relation.state[row]! & bit) !== 0 ? { relation, row } : undefined;
  }

  #factsOf(relation: Relation): readonly Fact[] {
    const rows = Array.from({ length: relation.rows }, (_, row) => row);
    return rows
      .filter((row) => (relation.state[row]! & rowIs.now) !== 0)
      .map((row) => factAt(relation, row, this.#constants));
  }

  get #tables(): Tables {
    return {
      constants: this.#constants,
      meter: this.#meter,
      relationOf: ({ predicate, terms }) => this.#relations.of(predicate, terms.length),
      indexOn: (relation, columns) => relation.indexOn(columns),
    };
  }

  /** For a question: what it names is not kept, nor what it is looked up by. */
  #passingTables(constants: Constants): Tables {
    return {
      constants,
      meter: this.#meter,
      relationOf: ({ predicate, terms: { length } }) =>
        this.#relations.get(predicate, length) ?? new Relation(predicate, length),
      indexOn: (relation, columns, isOnce) => relation.passingIndexOn(columns, isOnce),
    };
  }
}

const relationOf = ({ relation }: Row): Relation => relation;

function within(
  rows: ReadonlyMap<Relation, readonly Row[]>,
  relations: ReadonlySet<Relation>,
): readonly Row[] {
  return [...rows].flatMap(([relation, some]) => (relations.has(relation) ? some : []));
}

function assertionOf({ head, confidence }: Rule): Assertion {
  // Range restriction leaves constants alone in a head without a body.
  const values = head.terms.flatMap((term) => (term.kind === "constant" ? [term.value] : []));
  return { predicate: head.predicate, values, confidence };
}
