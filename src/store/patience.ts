import { setTimeout as pause } from "node:timers/promises";
import { isBusy } from "./errors.ts";

const longestPauseMs = 10;

/**
 * Runs `work` until it does not meet a lock, for at most `timeoutMs`. SQLite's own busy handler would
 * hold the event loop for as long as it waits; this one sleeps between the tries.
 */
export async function patiently<T>(timeoutMs: number, work: () => T): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    await pause(pauseMs);
  }
}

/**
 * Jobs in the order in which they were asked for, one at a time, so that a write that waits for a lock
 * is not overtaken by a later one. A job that finds nobody waiting starts at once.
 */
export class Turnstile {
  #last: Promise<unknown> | null = null;

  pass<T>(job: () => Promise<T>): Promise<T> {
    const mine = this.#last === null ? job() : this.#last.then(job, job);
    this.#last = mine;
    const leave = (): void => {
      if (this.#last === mine) this.#last = null;
    };
    mine.then(leave, leave);
    return mine;
  }

  /** Resolves when everybody who is waiting now has passed. */
  async empty(): Promise<void> {
    await this.#last?.catch(() => {});
  }
}
