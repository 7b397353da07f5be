import { LogicError } from "./logic-error.ts";
import type { Value } from "./syntax.ts";

/**
 * Constants as small integers, in order of first appearance. With a base, those that it lacks are known here alone,
 * as long as it gets no others.
 */
export class Constants {
  readonly #values: Value[] = [];
  readonly #ids = new Map<Value, number>();
  readonly #base: Constants | undefined;
  readonly #first: number;

  constructor(base?: Constants) {
    this.#base = base;
    this.#first = base?.size ?? 0;
  }

  get size(): number {
    return this.#first + this.#values.length;
  }

  idOf(value: Value): number {
    const known = this.find(value);
    if (known >= 0) return known;
    if (typeof value !== "string" && !Number.isFinite(value))
      throw new LogicError("invalid-fact", "a value that is neither text nor a finite number.", {
        value,
        remedy: "Leave the fact out, or say it in words.",
      });
    this.#ids.set(value, this.size);
    return this.#first + this.#values.push(value) - 1;
  }

  /** -1 for a value that nothing names yet. */
  find(value: Value): number {
    const known = this.#base?.find(value) ?? -1;
    return known >= 0 ? known : (this.#ids.get(value) ?? -1);
  }

  valueOf(id: number): Value {
    return id < this.#first ? this.#base!.valueOf(id) : this.#values[id - this.#first]!;
  }
}
