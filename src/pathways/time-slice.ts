/** Milliseconds of work after which the event loop is given back. */
const SLICE_MS = 8;

/** Long work in short pieces: whoever does it asks between two pieces whether others are due. */
export class TimeSlice {
  #start: number = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#start > SLICE_MS;
  }

  restart(): void {
    this.#start = performance.now();
  }

  async giveWay(): Promise<void> {
    await nextTurn();
    this.restart();
  }
}

/** Lets timers, sockets and other work have the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
