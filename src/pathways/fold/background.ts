import { closedError } from "../../model/errors.ts";
import type { EventBody, LogEvent } from "../../model/event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogStore } from "../../ports/log-store.ts";
import type { Deriver } from "./derive.ts";
import { leased } from "./leased.ts";

/** A process that dies at its work keeps others from it no longer than this. */
const LEASE_MS = 10_000;
/** When another process is at it: how long until the next look whether it is done. */
const LOOK_AGAIN_MS = 250;
/** Wait after a failure, doubled with each one after it. */
const BACKOFF_MS = { first: 1_000, most: 60_000 };
/** The longest wait between two attempts. */
export const longestWaitMs: number = BACKOFF_MS.most;

interface Parts<Pass> {
  readonly log: LogStore;
  /** Held by one process at a time. */
  readonly lease: string;
  /** An attempt at everything that is left to do, by the holder of the lease. */
  pass(): Promise<Pass>;
  /** What comes after an attempt that nobody waited for. */
  afterwards(pass: Pass): void;
  /** Told what went wrong without stopping the work. */
  trouble(error: unknown): void;
}

/**
 * Asks outside the package in the background: one attempt at a time, tried again after failures, given up when the
 * brain closes. A reader, who could not record an answer, never asks.
 */
export class Background<Pass> {
  readonly #parts: Parts<Pass>;
  #pass: Promise<Pass> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  readonly #closing = new AbortController();

  constructor(parts: Parts<Pass>) {
    this.#parts = parts;
  }

  /** Aborted when the brain closes. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  get isAtWork(): boolean {
    return this.#pass !== null;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(error: unknown): void {
    if (this.signal.aborted) return;
    this.schedule(Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.most));
    this.#failures++;
    this.#parts.trouble(error);
  }

  schedule(ms: number): void {
    if (this.#timer !== null || this.signal.aborted || this.#parts.log.readOnly) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#attempt();
    }, ms);
    (this.#timer as { unref?(): void }).unref?.();
  }

  unschedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #attempt(): Promise<void> {
    try {
      this.#parts.afterwards(await this.run());
    } catch (error) {
      this.failed(error);
    }
  }

  /** Who asks while an attempt goes on shares it. */
  run(): Promise<Pass> {
    this.#pass ??= this.#parts.pass().finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  /** null: another process is at it. */
  leased<T>(work: () => Promise<T>): Promise<T | null> {
    return leased(this.#parts.log, this.#parts.lease, LEASE_MS, work);
  }

  lookAgain(): void {
    this.schedule(LOOK_AGAIN_MS);
  }

  /** Until it is time to look whether another process is done. */
  untilLook(): Promise<void> {
    return this.unlessClosed(() => new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS)));
  }

  /** What the work says, or `closed` as soon as the brain closes: who is asked may take its time. */
  unlessClosed<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = (): void => reject(signal.reason);
      signal.addEventListener("abort", end);
      work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", end));
    });
  }

  /** What is being asked is given up; whoever waits for it goes on. */
  async close(): Promise<void> {
    this.unschedule();
    this.#closing.abort(closedError());
    await this.#pass?.catch(() => undefined);
  }
}

/**
 * Commits what was said of episodes and folds what the log takes: not what was erased meanwhile, nor what another
 * process was quicker with. To be called inside `exclusive`.
 */
export async function recordSayings(
  { log, deriver, clock }: { readonly log: LogStore; readonly deriver: Deriver; readonly clock: Clock },
  bodies: readonly EventBody[],
): Promise<void> {
  const at = clock();
  const appended = await log.append(bodies, at);
  await deriver.fold(
    appended.flatMap(({ seq, outcome }, i): LogEvent[] =>
      outcome === "new" ? [{ ...bodies[i]!, seq, at }] : [],
    ),
  );
}
