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
  | "unreadable-transcript";

/**
 * The one error class of the package. `code` is stable, `value` is what was wrong, `remedy` says
 * what to do about it. Memory text is never put into a message: it may be secret.
 */
export class EncephalonError extends Error {
  override readonly name: string = "EncephalonError";
  readonly code: ErrorCode;
  readonly value: unknown;
  readonly remedy: string;

  constructor(
    code: ErrorCode,
    message: string,
    details: { readonly value?: unknown; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(`${message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.value = details.value;
    this.remedy = details.remedy;
  }
}
