import { EncephalonError } from "../index.ts";
import { type CliErrorCode, type ExitCode, exitCodeOf, exitCodes } from "./exit-codes.ts";

/** What is wrong before a brain is asked anything. As `EncephalonError`: the message ends with the remedy. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  readonly code: CliErrorCode;
  readonly value: unknown;
  readonly remedy: string;

  constructor(
    code: CliErrorCode,
    message: string,
    details: { readonly value?: unknown; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(`${message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.value = details.value;
    this.remedy = details.remedy;
  }
}

/** An error as it is told: the same four fields whatever went wrong. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly value: unknown;
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

/** An error that nobody foresaw is told without its message, which may quote a memory. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof EncephalonError || error instanceof CliError) {
    const { code, message, value = null, remedy } = error;
    return { code, message, value, remedy, exitCode: exitCodeOf(code) };
  }
  const name = error instanceof Error ? error.name : typeof error;
  const system = error instanceof Error && "syscall" in error ? `: ${error.message}` : "";
  const frames =
    error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line)) : [];
  return {
    code: "unexpected",
    message: [`Unexpected ${name}${system}.`, ...frames].join("\n"),
    value: null,
    remedy: "Please report it with these lines.",
    exitCode: exitCodes.unexpected,
  };
}
