import { RemediedError } from "../model/errors.ts";

/** Where in a text: both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * - `syntax`: the text is no rule, or no formula
 * - `unsafe-rule`: a variable that nothing gives a value
 * - `negation-cycle`: a predicate that rests on its own absence
 * - `invalid-fact`: a fact with what is neither text nor a finite number, or with a confidence outside (0, 1]
 * - `budget`: more facts or more steps than were allowed
 */
export type LogicErrorCode = "syntax" | "unsafe-rule" | "negation-cycle" | "invalid-fact" | "budget";

/**
 * What is wrong with rules or facts. The message names predicates and variables, never a constant: what
 * facts say may be what somebody remembers.
 */
export class LogicError extends RemediedError<LogicErrorCode> {
  override readonly name: string = "LogicError";
  /** The rule, or the place in it, where there is one. */
  readonly at?: Position;

  constructor(
    code: LogicErrorCode,
    message: string,
    details: { readonly at?: Position; readonly value?: unknown; readonly remedy: string },
  ) {
    const { at, ...rest } = details;
    super(code, at === undefined ? message : `Line ${at.line}, column ${at.column}: ${message}`, rest);
    if (at !== undefined) this.at = at;
  }
}
