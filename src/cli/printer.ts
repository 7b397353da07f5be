import type { Writable } from "node:stream";
import { harmless, harmlessJson } from "../model/harmless.ts";
import type { ErrorReport } from "./cli-error.ts";

export interface PrinterOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * The two ways out. Standard output carries the answer alone: with `--json` one JSON document, and an
 * error is one on standard error, with nothing beside it.
 */
export class Printer {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #out: Writable;
  readonly #err: Writable;

  constructor(options: PrinterOptions, out: Writable = process.stdout, err: Writable = process.stderr) {
    this.json = options.json ?? false;
    this.quiet = options.quiet ?? false;
    this.#out = out;
    this.#err = err;
    // A reader that went away is met by `write`, which rejects; without a listener it would be a crash.
    out.on("error", ignore);
    err.on("error", ignore);
  }

  /** An answer. `human` makes the text for people. */
  answer(value: unknown, human: () => string): Promise<void> {
    return this.write(`${this.json ? harmlessJson(value) : human().trimEnd()}\n`);
  }

  /** What was done, which `--quiet` leaves out. */
  async done(value: unknown, human: () => string): Promise<void> {
    if (this.json || !this.quiet) await this.answer(value, human);
  }

  /** A word beside the answer, for people alone. */
  note(text: string): void {
    if (!this.json && !this.quiet) this.#err.write(`${harmless(text)}\n`);
  }

  error({ exitCode: _, ...error }: ErrorReport): void {
    const text = this.json ? harmlessJson({ error }) : harmless(`encephalon: ${error.message}`);
    this.#err.write(`${text}\n`);
  }

  /** Resolves when it is on its way, so that what is made faster than it is read does not pile up. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#out.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** The reader had enough: `encephalon export | head`. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

function ignore(): void {}
