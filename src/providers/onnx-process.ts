/**
 * The process in which an encoder computes (see onnx-encoder.ts): it ends with its parent. Imported by
 * nobody.
 */
import { EncephalonError, type ErrorCode } from "../model/errors.ts";
import type { Purpose } from "../ports/encoder.ts";
import { type OnnxSession, openOnnxSession, type SessionOptions } from "./onnx-session.ts";

/** What the parent asks for, by number. Only `stop` has no answer: it is about the number that it has. */
export type Question =
  | { readonly ask: "open"; readonly options: SessionOptions }
  | { readonly ask: "encode"; readonly texts: readonly string[]; readonly purpose: Purpose }
  | { readonly ask: "stop" };

export interface Opened {
  readonly id: string;
  readonly dimensions: number;
}

export interface Answer {
  readonly number: number;
  readonly value?: Opened | readonly Float32Array[];
  readonly error?: PlainError;
}

/** An `EncephalonError` as it crosses to the other process. */
export interface PlainError {
  readonly code: ErrorCode;
  /** Without the remedy. */
  readonly message: string;
  readonly value: unknown;
  readonly remedy: string;
  readonly cause: unknown;
}

const stops = new Map<number, AbortController>();
let session: OnnxSession | null = null;

process.on("message", (question: Question & { readonly number: number }) => {
  const { number } = question;
  if (question.ask === "stop") return stops.get(number)?.abort();
  stops.set(number, new AbortController());
  void answerTo(question, stops.get(number)!.signal).then((answer) => {
    stops.delete(number);
    // Without a callback, an error of a parent that is gone would be thrown.
    process.send!({ number, ...answer } satisfies Answer, undefined, undefined, () => undefined);
  });
});

// Without it what was begun for a parent that is gone would go on to its end. No run is under way: one holds the event loop.
process.on("disconnect", () => process.exit());

async function answerTo(
  question: Exclude<Question, { ask: "stop" }>,
  signal: AbortSignal,
): Promise<Omit<Answer, "number">> {
  try {
    if (question.ask === "encode")
      return { value: await session!.encode(question.texts, question.purpose, signal) };
    session = await openOnnxSession(question.options);
    return { value: { id: session.id, dimensions: session.dimensions } };
  } catch (error) {
    return { error: plain(error) };
  }
}

function plain(error: unknown): PlainError {
  const ours =
    error instanceof EncephalonError
      ? error
      : new EncephalonError("encoder-failed", "The encoder could not compute.", {
          value: session?.id ?? null,
          remedy: "Check that the model is one of sentences, and that there is memory enough.",
          cause: error,
        });
  const { code, value, remedy, cause } = ours;
  const message = ours.message.slice(0, -remedy.length - 1);
  return { code, message, value, remedy, cause: cause instanceof Error ? cause : null };
}
