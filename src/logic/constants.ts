import { LogicError } from "./logic-error.ts";
import type { Value } from "./syntax.ts";

/** Constants as small integers, in order of first appearance. */
export class Constants {
  readonly #values: Value[] = [];
  readonly #ids = new Map<Value, number>();

  idOf(value: Value): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    if (typeof value !== "string" && !Number.isFinite(value))
      throw new LogicError("invalid-fact", "a value that is neither text nor a finite number.", {
        value,
        remedy: "Leave the fact out, or say it in words.",
      });
    this.#ids.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  /** -1 for a value that nothing names yet. */
  find(value: Value): number {
    return this.#ids.get(value) ?? -1;
  }

  valueOf(id: number): Value {
    return this.#values[id]!;
  }
}
