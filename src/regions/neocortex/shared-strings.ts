/**
 * Strings that rows share, by small numbers, each with how many rows use it: it goes with the last of them,
 * since a name that an erased episode alone held must not live on in a table. Give no slice of a text: it would keep
 * the whole text alive.
 */
export class SharedStrings {
  readonly #ids = new Map<string, number>();
  readonly #values: string[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#ids.size;
  }

  valueOf(id: number): string {
    return this.#values[id]!;
  }

  /** -1 for what no row uses. */
  find(value: string): number {
    return this.#ids.get(value) ?? -1;
  }

  /** For one more row. */
  take(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      this.#uses[known]!++;
      return known;
    }
    const id = this.#free.pop() ?? this.#values.length;
    this.#ids.set(value, id);
    this.#values[id] = value;
    this.#uses[id] = 1;
    return id;
  }

  /** For one row less. */
  drop(id: number): void {
    this.#uses[id]!--;
    if (this.#uses[id]! > 0) return;
    this.#ids.delete(this.#values[id]!);
    this.#values[id] = "";
    this.#free.push(id);
  }
}
