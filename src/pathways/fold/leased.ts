import type { LogStore } from "../../ports/log-store.ts";

/** Work that one process does at a time, however long it takes; null: another one is at it. */
export async function leased<T>(
  log: Pick<LogStore, "acquireLease">,
  name: string,
  ttlMs: number,
  work: () => Promise<T>,
): Promise<T | null> {
  const lease = await log.acquireLease(name, ttlMs);
  if (lease === null) return null;
  // A lease that is lost costs double work, never a wrong record: the log takes one of each.
  const renewing = setInterval(() => void lease.renew().catch(() => undefined), ttlMs / 3);
  (renewing as { unref?(): void }).unref?.();
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await lease.release().catch(() => undefined);
  }
}
