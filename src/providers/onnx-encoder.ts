import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { EncephalonError } from "../model/errors.ts";
import type { Encoder, Purpose } from "../ports/encoder.ts";
import type { Answer, Opened, Question } from "./onnx-process.ts";
import type { SessionOptions } from "./onnx-session.ts";

/** `{ folder }`: a folder as sentence-transformers or Transformers.js leave one. `{ model, cacheFolder }`: one on a hub. */
export type OnnxEncoderOptions = SessionOptions;

/** An encoder that has a process of its own. One that is not closed ends with the program and does not keep it up. */
export interface OnnxEncoder extends Encoder, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Any sentence encoder as a local folder or from a hub, by onnxruntime-node and Hugging Face's tokenizers,
 * which are not installed with this package. Only with `model` is anything requested, and only of what is
 * not in the cache folder.
 *
 * It computes in a process of its own, begun here and again after it has crashed. The runtime holds the
 * event loop while it computes; in a thread it brings the whole program down with it (`Napi::Error`) when
 * that ends during a run.
 *
 * Errors: `missing-package`, with the command that installs it; `cannot-open`; `invalid-options`;
 * `encoder-unreachable` and `encoder-failed`, also of `encode`; `closed`.
 */
export async function openOnnxEncoder(options: OnnxEncoderOptions): Promise<OnnxEncoder> {
  const process = new EncoderProcess();
  return new ProcessEncoder(options, process, await process.open(options));
}

class ProcessEncoder implements OnnxEncoder {
  readonly id: string;
  readonly dimensions: number;
  readonly #options: OnnxEncoderOptions;
  #process: EncoderProcess;
  #opened: Promise<Opened>;
  #closed = false;

  constructor(options: OnnxEncoderOptions, process: EncoderProcess, opened: Opened) {
    this.id = opened.id;
    this.dimensions = opened.dimensions;
    this.#options = options;
    this.#process = process;
    this.#opened = Promise.resolve(opened);
  }

  /** Rejects with the signal's reason when it is aborted; nothing is computed for it from then on. */
  async encode(
    texts: readonly string[],
    purpose: Purpose,
    signal?: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    signal?.throwIfAborted();
    if (this.#closed)
      throw new EncephalonError("closed", "This encoder is closed.", {
        value: this.id,
        remedy: "Open it again with openOnnxEncoder.",
      });
    if (this.#process.hasEnded) {
      this.#process = new EncoderProcess();
      this.#opened = this.#process.open(this.#options);
    }
    const process = this.#process;
    const { id } = await this.#opened;
    if (id !== this.id)
      throw new EncephalonError("encoder-failed", "The encoder's files are not those that it began with.", {
        value: id,
        remedy: "Close it and open it again, and give it to the brain anew.",
      });
    return (await process.ask({ ask: "encode", texts, purpose }, signal)) as readonly Float32Array[];
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#process.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

interface Waiting {
  resolve(value: Answer["value"]): void;
  reject(error: unknown): void;
}

/** Keeps the program up only while somebody waits for an answer. */
class EncoderProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: EncephalonError | null = null;

  constructor() {
    const path = fileURLToPath(new URL(`./onnx-process${extname(import.meta.url)}`, import.meta.url));
    // What it prints would mix with what this one prints, which may be a protocol.
    const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
    this.#child = fork(path, { serialization: "advanced", execArgv: [], stdio: [...stdio] });
    this.#child.on("message", (answer: Answer) => this.#settle(answer.number, answer));
    this.#child.on("error", () => this.#end("cannot be begun"));
    this.#child.on("exit", (code, signal) => this.#end(`ended (${signal ?? `exit code ${code}`})`));
    this.#keepUp();
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  /** A process that cannot open has ended. */
  async open(options: SessionOptions): Promise<Opened> {
    try {
      return (await this.ask({ ask: "open", options })) as Opened;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  ask(question: Question, signal?: AbortSignal): Promise<Answer["value"]> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    // Aborted while the process was opened, or right after the call.
    if (signal?.aborted) return Promise.reject(signal.reason);
    const number = this.#asked++;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#send(number, { ask: "stop" });
        this.#waiting.get(number)?.reject(signal!.reason);
      };
      const done = <V>(settle: (value: V) => void): ((value: V) => void) => {
        return (value) => {
          signal?.removeEventListener("abort", stop);
          this.#waiting.delete(number);
          this.#keepUp();
          settle(value);
        };
      };
      signal?.addEventListener("abort", stop);
      this.#waiting.set(number, { resolve: done(resolve), reject: done(reject) });
      this.#keepUp();
      this.#send(number, question);
    });
  }

  /** Resolves when it is gone; who waits for it is told. */
  async end(): Promise<void> {
    if (this.#ended !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.ref();
    this.#child.kill("SIGKILL");
    await gone;
  }

  #send(number: number, question: Question): void {
    // What cannot be sent is not heard of again: the process has ended, and says so.
    this.#child.send({ number, ...question }, () => undefined);
  }

  #settle(number: number, { value, error }: Answer): void {
    const waiting = this.#waiting.get(number);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new EncephalonError(error.code, error.message, error));
  }

  #end(how: string): void {
    this.#ended ??= new EncephalonError("encoder-failed", `The process of the encoder ${how}.`, {
      value: how,
      remedy: "Try again: another one is begun. If it ends again, look at what it wrote to stderr.",
    });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
  }

  #keepUp(): void {
    const keep = this.#waiting.size > 0;
    for (const handle of [this.#child, this.#child.channel])
      if (keep) handle?.ref();
      else handle?.unref();
  }
}
