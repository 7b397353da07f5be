import type { Writable } from "node:stream";
import { figure } from "./layout.ts";

/** Work shorter than this goes without a bar. */
const patienceMs = 1_000;
const frameMs = 100;
const barWidth = 24;

/** Where a bar is drawn: a terminal has `isTTY`. */
export type ProgressStream = Writable & { readonly isTTY?: boolean };

/**
 * One line that says how far long work is: on a terminal alone, and only after a second. Own code
 * because it is shorter than a library's set-up; nothing is drawn in pipes, logs and tests.
 */
export class Progress {
  readonly #label: string;
  readonly #stream: ProgressStream;
  readonly #started: number = performance.now();
  readonly #timer: ReturnType<typeof setInterval> | null;
  #done = 0;
  #total: number | null = null;
  #drawn = false;

  constructor(label: string, shown: boolean, stream: ProgressStream = process.stderr) {
    this.#label = label;
    this.#stream = stream;
    this.#timer = shown && stream.isTTY === true ? setInterval(() => this.#draw(), frameMs) : null;
    this.#timer?.unref();
  }

  update(done: number, total: number | null): void {
    this.#done = done;
    this.#total = total;
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#drawn) this.#stream.write("\r\x1b[K");
  }

  #draw(): void {
    const ms = performance.now() - this.#started;
    if (ms < patienceMs) return;
    this.#drawn = true;
    this.#stream.write(`\r\x1b[K${progressLine(this.#label, this.#done, this.#total, ms)}`);
  }
}

/** `Observing [######      ] 1,200 of 4,800, 3 s`; without a total no bar, without a count none either. */
export function progressLine(label: string, done: number, total: number | null, ms: number): string {
  const seconds = `${Math.floor(ms / 1_000)} s`;
  if (total === null || total === 0) return `${label} ${done > 0 ? `${figure(done)}, ` : ""}${seconds}`;
  const filled = Math.floor((Math.min(done, total) / total) * barWidth);
  const bar = "#".repeat(filled).padEnd(barWidth);
  return `${label} [${bar}] ${figure(done)} of ${figure(total)}, ${seconds}`;
}
