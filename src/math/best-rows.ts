/** The best rows of a stream: higher value first, later row first among equals. Nothing is allocated for a row. */
export class BestRows {
  readonly #values: Float64Array;
  readonly #rows: Int32Array;
  /** A binary heap, worst at the top. */
  #size = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#rows = new Int32Array(capacity);
  }

  /** A row with a smaller value is not wanted; one with a greater is. */
  get floor(): number {
    return this.#size < this.#values.length ? Number.NEGATIVE_INFINITY : this.#values[0]!;
  }

  wants(value: number, row: number): boolean {
    if (this.#size < this.#values.length) return true;
    return value > this.#values[0]! || (value === this.#values[0]! && row > this.#rows[0]!);
  }

  /** A row that is wanted; the worst makes room for it. */
  add(value: number, row: number): void {
    if (this.#size < this.#values.length) this.#rise(this.#size++, value, row);
    else this.#sink(value, row);
  }

  #rise(from: number, value: number, row: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(value, row, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#values[at] = value;
    this.#rows[at] = row;
  }

  #sink(value: number, row: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#isWorse(this.#values[right]!, this.#rows[right]!, child)) child = right;
      if (this.#isWorse(value, row, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#values[at] = value;
    this.#rows[at] = row;
  }

  #move(from: number, to: number): void {
    this.#values[to] = this.#values[from]!;
    this.#rows[to] = this.#rows[from]!;
  }

  #isWorse(value: number, row: number, than: number): boolean {
    return value < this.#values[than]! || (value === this.#values[than]! && row < this.#rows[than]!);
  }

  /** What it holds, in no order: how many, and each by its place. */
  get size(): number {
    return this.#size;
  }

  rowAt(place: number): number {
    return this.#rows[place]!;
  }

  take(): readonly { readonly value: number; readonly row: number }[] {
    return Array.from({ length: this.#size }, (_, i) => ({
      value: this.#values[i]!,
      row: this.#rows[i]!,
    })).sort((a, b) => b.value - a.value || b.row - a.row);
  }
}
