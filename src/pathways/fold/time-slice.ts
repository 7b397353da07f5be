/** Milliseconds of work in one turn of the event loop after which the others are due. */
const SLICE_MS = 8;

/** When this turn's work began. There is one event loop, however many brains share it. */
let began: number | null = null;

/**
 * To be asked between two pieces of work: give way when it is true. Awaiting what is ready already
 * does not give way: a loop of such calls would hold the event loop for as long as it runs.
 */
export function isSliceOver(): boolean {
  if (began !== null) return performance.now() - began > SLICE_MS;
  began = performance.now();
  void nextTurn().then(() => {
    began = null;
  });
  return false;
}

/** Lets timers, sockets and other work have the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** Does work that comes in short pieces, and gives way between them. */
export async function inSlices<Result>(work: Iterator<unknown, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (isSliceOver()) await nextTurn();
  }
}
