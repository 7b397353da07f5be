import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { CliError } from "./cli-error.ts";

/** The whole of a file; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw inputError(file, error);
  }
}

/**
 * Lines without their ends. Only a line feed ends one: `node:readline` would also cut at U+2028 and
 * U+2029, which may stand inside a JSON text.
 */
export async function* readLines(file: string): AsyncGenerator<string, void, undefined> {
  const stream = file === "-" ? process.stdin : createReadStream(file);
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw inputError(file, error);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

/** Nobody types a transcript or a bundle by hand: waiting on a terminal would look like a hang. */
export function refuseTerminal(what: string): void {
  if (process.stdin.isTTY)
    throw new CliError("usage", `There is no ${what} to read.`, {
      remedy: "Name a file, or pipe it in; `-` is standard input.",
    });
}

function inputError(file: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  if (code === null) return error;
  if (code === "ENOENT")
    return new CliError("no-file", `There is no file ${file}.`, {
      value: file,
      remedy: "Check its name.",
      cause: error,
    });
  return new CliError("unreadable-file", `The file ${file} cannot be read (${code}).`, {
    value: file,
    remedy: "Check that it is a file of text that you may read.",
    cause: error,
  });
}
