import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { EncephalonError } from "../index.ts";
import { CliError } from "./cli-error.ts";

/**
 * The whole of a file; `-` is standard input. What is not UTF-8 is refused: replaced letters would be
 * remembered for good. A file that `grows` may end within a character, which is left out.
 */
export async function readText(
  file: string,
  { grows = false }: { readonly grows?: boolean } = {},
): Promise<string> {
  const bytes = await (file === "-" ? buffer(process.stdin) : readFile(file)).catch((error: unknown) => {
    throw inputError(file, error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: grows });
  } catch (error) {
    throw new EncephalonError(
      "unreadable-transcript",
      `${file === "-" ? "Standard input" : file} is not UTF-8 text.`,
      {
        value: file,
        remedy: "Save it as UTF-8: it may be UTF-16 (as Windows programs write), Latin-1, or no text at all.",
        cause: error,
      },
    );
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
