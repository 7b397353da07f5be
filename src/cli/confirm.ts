import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { CliError } from "./cli-error.ts";

/** Streams that people sit at have `isTTY`. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

const standard: Terminal = { input: process.stdin, output: process.stderr };

/** SPEC U5: where nobody can be asked, what cannot be undone is not done. */
export function requirePerson(terminal: Terminal = standard): void {
  if (terminal.input.isTTY === true && terminal.output.isTTY === true) return;
  throw new CliError("not-confirmed", "This cannot be undone, and nobody is there to ask.", {
    remedy: "Add --yes.",
  });
}

/** Resolves on yes alone. */
export async function confirm(question: string, terminal: Terminal = standard): Promise<void> {
  const asking = createInterface({ input: terminal.input, output: terminal.output });
  try {
    const ended = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
    const answer = await Promise.race([asking.question(`${question} Type yes: `), ended]);
    if (answer.trim().toLowerCase() === "yes") return;
  } finally {
    asking.close();
  }
  throw new CliError("not-confirmed", "Nothing was erased.", {
    remedy: "Answer yes, or add --yes, to go through with it.",
  });
}
