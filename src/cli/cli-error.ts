import { EncephalonError } from "../index.ts";
import { errorName, RemediedError } from "../model/errors.ts";
import { type CliErrorCode, type ExitCode, exitCodeOf, exitCodes } from "./exit-codes.ts";

/** What is wrong before a brain is asked anything. */
export class CliError extends RemediedError<CliErrorCode> {
  override readonly name: string = "CliError";
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
  const name = errorName(error);
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
