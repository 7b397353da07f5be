import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * SPEC U8: on a signal, closes what is open (what was committed stays, what is being committed is
 * finished) and exits with 128 and the signal's number. The function returned ends that.
 */
export function closeOnSignal(open: { close(): Promise<void> }): () => void {
  const stop = (signal: (typeof signals)[number]): void => {
    const code = 128 + constants.signals[signal];
    open.close().then(
      () => process.exit(code),
      () => process.exit(code),
    );
    release();
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return release;
}
