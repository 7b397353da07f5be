/** Does work that comes in pieces, without a pause between them. */
export function inOneGo<Result>(work: Iterator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
