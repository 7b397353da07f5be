import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Brain, type BrainOptions, EncephalonError, openBrain } from "../index.ts";
import { CliError } from "./cli-error.ts";
import { closeOnSignal } from "./signals.ts";

/** SPEC U1: `--brain`, else `ENCEPHALON_BRAIN`, else this: one memory for a person, wherever they stand. */
export function brainPath(given: string | undefined): string {
  return resolve(given ?? (process.env.ENCEPHALON_BRAIN || defaultPath()));
}

function defaultPath(): string {
  return join(homedir(), ".encephalon", "memory.brain");
}

/**
 * What a command does to the brain. `read`: nothing. `recall`: notes the use where the file can be
 * written. `write`: changes what is there. `make`: makes it where there is none.
 */
export type Access = "read" | "recall" | "write" | "make";

/** Runs `work` on the brain at `path`, and closes it whatever comes: an error, a signal, a reader that left. */
export async function withBrain<T>(
  path: string,
  access: Access,
  work: (brain: Brain) => Promise<T>,
  options: BrainOptions = {},
): Promise<T> {
  const brain = await open(path, access, options);
  const release = closeOnSignal(brain);
  try {
    return await work(brain);
  } finally {
    release();
    await brain.close();
  }
}

async function open(path: string, access: Access, options: BrainOptions): Promise<Brain> {
  if (access === "make") makeDefaultFolder(path);
  else requireBrain(path);
  if (access === "read") return openBrain({ ...options, path, readOnly: true });
  try {
    return await openBrain({ ...options, path });
  } catch (error) {
    if (access !== "recall" || !(error instanceof EncephalonError) || error.code !== "read-only") throw error;
    return openBrain({ ...options, path, readOnly: true });
  }
}

/** SPEC U2: only what stores something makes a file. */
function requireBrain(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && (!found.isFile() || found.size > 0)) return;
  throw new CliError(
    "no-brain",
    found === undefined ? `There is no brain at ${path}.` : `The file ${path} is empty.`,
    {
      value: path,
      remedy: "Name another with --brain or ENCEPHALON_BRAIN, or make one with `encephalon observe`.",
    },
  );
}

/** Memories are private: the folder is its owner's alone. Any other folder is the user's to make. */
function makeDefaultFolder(path: string): void {
  if (path === defaultPath()) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}
