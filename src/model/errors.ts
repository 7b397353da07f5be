/** Stable names of everything that can go wrong. Each error carries its own remedy. */
export type ErrorCode =
  | "invalid-percept"
  | "invalid-options"
  | "invalid-time"
  | "id-conflict"
  | "unknown-episode"
  | "old-node"
  | "not-a-brain"
  | "newer-brain"
  | "damaged"
  | "read-only"
  | "locked"
  | "disk-full"
  | "cannot-open"
  | "closed"
  | "invalid-bundle"
  | "recall-failed"
  | "module-conflict"
  | "invalid-rules"
  | "over-budget"
  | "unreadable-transcript"
  | "missing-package"
  | "encoder-unreachable"
  | "encoder-failed"
  | "language-model-unreachable"
  | "language-model-failed";

/** An error that names the offending value and says what to do about it: the message ends with the remedy. */
export class RemediedError<Code extends string> extends Error {
  readonly code: Code;
  readonly value: unknown;
  readonly remedy: string;

  constructor(
    code: Code,
    message: string,
    details: { readonly value?: unknown; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(`${message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.value = details.value;
    this.remedy = details.remedy;
  }
}

/**
 * The one error class of the package. `code` is stable, `value` is what was wrong, `remedy` says
 * what to do about it. Memory text is never put into a message: it may be secret.
 */
export class EncephalonError extends RemediedError<ErrorCode> {
  override readonly name: string = "EncephalonError";
}

export function closedError(): EncephalonError {
  return new EncephalonError("closed", "This brain is closed.", { remedy: "Open it again with openBrain." });
}

/** What was given in the place of a name or a time, as a message can show it: it may be anything. */
export function quoted(value: unknown): string {
  try {
    return JSON.stringify(String(value));
  } catch {
    return typeof value;
  }
}

/** What kind of thing was thrown. Never the message: it may quote what is remembered. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
