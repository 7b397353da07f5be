/** Rejects when the time is over, also where the model does not look at the signal; and where it throws at once. */
export function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    Promise.resolve(work(signal)).then(resolve, reject);
  });
}
