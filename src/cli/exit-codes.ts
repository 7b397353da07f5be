import type { ErrorCode } from "../index.ts";

/** SPEC U4: what the exit code says. Nothing recalled is an answer: 0. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  badInput: 4,
  unusable: 5,
  problems: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Errors that the command line itself finds. */
export type CliErrorCode =
  | "usage"
  | "not-confirmed"
  | "no-brain"
  | "unknown-source"
  | "no-file"
  | "unreadable-file"
  | "file-exists";

const ofError: Readonly<Record<ErrorCode | CliErrorCode, ExitCode>> = {
  usage: exitCodes.usage,
  "not-confirmed": exitCodes.usage,
  "invalid-options": exitCodes.usage,
  "invalid-time": exitCodes.usage,
  "no-brain": exitCodes.notFound,
  "no-file": exitCodes.notFound,
  "unknown-episode": exitCodes.notFound,
  "unknown-source": exitCodes.notFound,
  "unreadable-file": exitCodes.badInput,
  "file-exists": exitCodes.badInput,
  "invalid-percept": exitCodes.badInput,
  "unreadable-transcript": exitCodes.badInput,
  "invalid-bundle": exitCodes.badInput,
  "id-conflict": exitCodes.badInput,
  "invalid-rules": exitCodes.badInput,
  "over-budget": exitCodes.badInput,
  "not-a-brain": exitCodes.unusable,
  "newer-brain": exitCodes.unusable,
  damaged: exitCodes.unusable,
  "read-only": exitCodes.unusable,
  locked: exitCodes.unusable,
  "disk-full": exitCodes.unusable,
  "cannot-open": exitCodes.unusable,
  "recall-failed": exitCodes.unusable,
  "old-node": exitCodes.unexpected,
  closed: exitCodes.unexpected,
  "module-conflict": exitCodes.unexpected,
  "missing-package": exitCodes.unexpected,
  "encoder-unreachable": exitCodes.unexpected,
  "encoder-failed": exitCodes.unexpected,
  "language-model-unreachable": exitCodes.unexpected,
  "language-model-failed": exitCodes.unexpected,
};

export function exitCodeOf(code: ErrorCode | CliErrorCode): ExitCode {
  return ofError[code];
}

export const exitCodesHelp: string = `
Exit codes:
  0    done; also when nothing was found, or when the reader of the output went away
  1    unexpected: a fault of the program, or a Node that is too old
  2    usage: an option or argument that cannot be used, or a confirmation that is missing
  3    not found: there is no such brain, file, episode or source
  4    input refused: a transcript, percept or bundle that cannot be read, or a file that is there already
  5    brain unusable: not a brain, damaged, of a later version, locked, read-only, or no space left
  6    doctor, or sleep, found problems
  130  ended by SIGINT, 143 by SIGTERM: what was stored stays
`;
