import { setTimeout as sleep } from "node:timers/promises";
import { EncephalonError } from "../model/errors.ts";

/** Where requests go. The key stays in here: it is in no error. */
export interface Endpoint {
  /** What stands there: the word of its errors' codes. */
  readonly of: "encoder" | "language-model";
  readonly url: string;
  readonly key: string | null;
}

/** How often a request is tried, and how long each time. */
export interface Patience {
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** Wait after the first failed attempt; twice as long after each one after it. */
const FIRST_WAIT_MS = 500;
/** Nobody waits longer for one attempt, whatever the server asks for. */
const LONGEST_WAIT_MS = 60_000;

/** Why an attempt failed, and whether another one may succeed. */
class Failure {
  readonly what: string;
  readonly again: boolean;
  /** What the server asks to wait. */
  readonly waitMs: number | null;

  constructor(what: string, again: boolean, waitMs: number | null = null) {
    this.what = what;
    this.again = again;
    this.waitMs = waitMs;
  }
}

/** A key is none, or fit for a header: what is not would be quoted by the error of whoever tries; here it is not shown. */
export function checkKey(key: unknown, remedy: string): void {
  if (key === undefined || (typeof key === "string" && /^[\x21-\x7e]+$/.test(key))) return;
  throw new EncephalonError("invalid-options", "The key is no text without spaces.", {
    value: "key",
    remedy,
  });
}

/** Posts JSON to one address, as often as it takes, and reads JSON back. */
export class Requests {
  /** The address as it may be shown: without a query. */
  readonly address: string;
  readonly #of: Endpoint["of"];
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;

  /** `invalid-options` where the address is none, holds a password, or would show the key on its way. */
  constructor({ of, url, key }: Endpoint) {
    this.#of = of;
    this.#url = addressOf(url, key !== null);
    this.address = this.#url.origin + this.#url.pathname;
    this.#headers = {
      "content-type": "application/json",
      ...(key !== null && { authorization: `Bearer ${key}` }),
    };
  }

  /**
   * The answer to a request, of at most so many bytes. What may pass (no connection, time-out, 408, 429,
   * 5xx) is tried again, then is `…-unreachable`, as is what needs another address or key (401, 403,
   * 404, a redirect). Any other refusal is `…-failed`. Rejects with the reason of `stop` as soon as
   * that is aborted, and sends nothing from then on.
   */
  async post(
    body: unknown,
    mostBytes: number,
    { attempts, timeoutMs }: Patience,
    stop: AbortSignal,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      stop.throwIfAborted();
      try {
        return await this.#attempt(JSON.stringify(body), mostBytes, timeoutMs, stop);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (!error.again || attempt === attempts) throw this.#unreachable(error.what, attempt);
        const wait = error.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
        // Its rejection is not the reason: the next turn of the loop throws that.
        await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, { signal: stop }).catch(() => undefined);
      }
    }
  }

  async #attempt(body: string, mostBytes: number, timeoutMs: number, stop: AbortSignal): Promise<unknown> {
    const late = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([late, stop]);
    const headers = this.#headers;
    try {
      // Followed, a redirect would take texts and key elsewhere.
      const response = await fetch(this.#url, { method: "POST", headers, body, redirect: "manual", signal });
      if (response.ok) return await this.#read(response, mostBytes);
      await response.body?.cancel();
      throw this.#refused(response);
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof Failure || error instanceof EncephalonError) throw error;
      throw new Failure(late.aborted ? `did not answer within ${timeoutMs} ms` : reasonOf(error), true);
    }
  }

  async #read(response: Response, mostBytes: number): Promise<unknown> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of response.body ?? []) {
      length += piece.length;
      if (length > mostBytes) throw this.#failed("answered more than was asked for");
      pieces.push(piece);
    }
    try {
      return JSON.parse(Buffer.concat(pieces).toString());
    } catch {
      // Not passed on as the cause: its message quotes the answer.
      throw this.#failed("did not answer in JSON");
    }
  }

  get #who(): string {
    return this.#of.replace("-", " ");
  }

  #refused({ status, headers }: Response): Failure | EncephalonError {
    const what = `answered ${status}`;
    if (status === 408 || status === 429 || status >= 500)
      return new Failure(what, true, retryAfter(headers.get("retry-after")));
    if (status < 400 || [401, 403, 404].includes(status)) return new Failure(what, false);
    return this.#failed(what);
  }

  #failed(what: string): EncephalonError {
    return new EncephalonError(`${this.#of}-failed`, `The ${this.#who} at ${this.address} ${what}.`, {
      value: this.address,
      remedy:
        "Check the address, the protocol and the model, and whether a text is longer than the model takes.",
    });
  }

  #unreachable(what: string, attempts: number): EncephalonError {
    const often = attempts === 1 ? "" : ` (attempt ${attempts})`;
    const later = this.#of === "encoder" ? " What could not be encoded is tried again later." : "";
    return new EncephalonError(
      `${this.#of}-unreachable`,
      `The ${this.#who} at ${this.address} ${what}${often}.`,
      { value: this.address, remedy: `Check that it runs, its address and its key.${later}` },
    );
  }
}

/** The address, or `invalid-options` where it is none or would show a key on its way. */
export function addressOf(text: string, hasKey: boolean): URL {
  const url = URL.parse(text);
  const wrong =
    url === null || !/^https?:$/.test(url.protocol)
      ? "is no HTTP address"
      : url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== ""
        ? "holds more than an address"
        : hasKey && url.protocol === "http:" && !isLoopback(url.hostname)
          ? "would show the key to whoever listens"
          : null;
  if (url !== null && wrong === null) return url;
  // The text itself may hold a password.
  throw new EncephalonError("invalid-options", `The address ${wrong}.`, {
    value: url === null ? null : url.origin,
    remedy:
      "Give https://host/path, or http:// on this machine or without a key; the key has an option of its own.",
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

/** Milliseconds that the header asks to wait: seconds or a date (RFC 9110, 10.2.3). null: it does not say. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(ms, 0);
}

/** The operating system's or the client's name for it, never its message. */
export function reasonOf(error: unknown): string {
  const { code } = ((error as { readonly cause?: unknown }).cause ?? {}) as { readonly code?: unknown };
  return `cannot be reached (${typeof code === "string" ? code : "connection failed"})`;
}
