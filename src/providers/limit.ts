/** Lets so much work go on at once, and starts the rest in the order in which it came. */
export class Limit {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#free = most;
  }

  /** Does all of it, or throws the first error; what has not begun by then is not begun. */
  async all(works: readonly (() => Promise<void>)[]): Promise<void> {
    let failed = false;
    await Promise.all(
      works.map(async (work) => {
        await this.#enter();
        try {
          if (!failed) await work();
        } catch (error) {
          failed = true;
          throw error;
        } finally {
          this.#leave();
        }
      }),
    );
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
