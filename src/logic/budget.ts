import { LogicError } from "./logic-error.ts";
import { type Rule, signatureOf } from "./syntax.ts";

/** How much may be derived. Counted, never timed: the same facts end in the same way on every machine. */
export interface Budget {
  /** Facts that hold at once, asserted or derived. */
  readonly facts: number;
  /** Facts looked at by one call: the work of an update, a query or an explanation. */
  readonly steps: number;
}

export const defaultBudget: Budget = { facts: 1_000_000, steps: 50_000_000 };

/** Steps after which others may have their turn: a fraction of a millisecond. */
const stepsAPiece = 2_000;

/** Counts what a call does against what it may. */
export class Meter {
  readonly budget: Budget;
  facts = 0;
  #before = 0;
  #steps = 0;
  #nextPiece = stepsAPiece;
  #rule: Rule | undefined;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  restart(): void {
    this.#before += this.#steps;
    this.#steps = 0;
    this.#nextPiece = stepsAPiece;
    this.#rule = undefined;
  }

  /** Steps of all calls. */
  get total(): number {
    return this.#before + this.#steps;
  }

  /** What it is at work on; undefined: a question. */
  get rule(): Rule | undefined {
    return this.#rule;
  }

  /** Whether a piece is over; then the next begins. */
  isPieceOver(): boolean {
    if (this.#steps < this.#nextPiece) return false;
    this.#nextPiece = this.#steps + stepsAPiece;
    return true;
  }

  /** From here on it is this rule that works; undefined: a question. */
  enter(rule: Rule | undefined): void {
    this.#rule = rule;
    this.step();
  }

  step(): void {
    if (++this.#steps <= this.budget.steps) return;
    const rule = this.#rule;
    const where = rule === undefined ? "" : `, in a rule for ${headOf(rule)}`;
    throw new LogicError("budget", `more than ${this.budget.steps} steps${where}.`, {
      ...(rule !== undefined && { at: rule.at }),
      value: this.budget.steps,
      remedy: "Nothing was changed. Begin rules with their rarest condition, or allow more steps.",
    });
  }

  addFact(predicate: string): void {
    if (++this.facts <= this.budget.facts) return;
    const rule = this.#rule?.head.predicate === predicate ? this.#rule : undefined;
    throw new LogicError("budget", `more than ${this.budget.facts} facts, the last of ${predicate}.`, {
      ...(rule !== undefined && { at: rule.at }),
      value: this.budget.facts,
      remedy: "Nothing was changed. Bound what rules with arithmetic count up to, or allow more facts.",
    });
  }
}

const headOf = ({ head }: Rule): string => signatureOf(head.predicate, head.terms.length);
