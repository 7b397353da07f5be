import { PassThrough, type Readable, type Writable } from "node:stream";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type Transport,
} from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** After the input has ended, an answer may still take this long. */
const patienceMs = 5_000;

/**
 * The SDK's transport drops what is being answered when its input ends. This one ends it only then: a
 * client that writes `observe` and leaves has been heard, and `printf … | encephalon mcp` is answered.
 */
export class AnsweringStdio implements Transport {
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #input: Readable;
  readonly #relay: PassThrough = new PassThrough();
  readonly #inner: StdioServerTransport;
  readonly #unanswered = new Set<string | number>();
  #ended = false;

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#inner = new StdioServerTransport(this.#relay, output);
    this.closed = new Promise((resolve) => {
      this.#inner.onclose = () => {
        this.#input.unpipe(this.#relay);
        this.#input.pause();
        this.onclose?.();
        resolve();
      };
    });
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onmessage = (message) => {
      if (isJSONRPCRequest(message)) this.#unanswered.add(message.id);
      this.onmessage?.(message);
      if (isJSONRPCNotification(message) && message.method === "notifications/cancelled")
        this.#answered(message.params?.requestId as string | number);
    };
  }

  async start(): Promise<void> {
    await this.#inner.start();
    this.#input.pipe(this.#relay, { end: false });
    const end = (): void => {
      if (this.#ended) return;
      this.#ended = true;
      // The relay hands its last messages on in the turns before this one.
      setImmediate(() => this.#endIfIdle());
      setTimeout(() => this.#relay.end(), patienceMs).unref();
    };
    this.#input.on("end", end);
    this.#input.on("close", end);
    this.#input.on("error", end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#inner.send(message);
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) this.#answered(message.id);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #answered(id: string | number | undefined): void {
    if (id !== undefined) this.#unanswered.delete(id);
    if (this.#ended) this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#unanswered.size === 0) this.#relay.end();
  }
}
