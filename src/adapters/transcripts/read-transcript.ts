import { EncephalonError } from "../../model/errors.ts";
import { isClaudeCode, readClaudeCode } from "./claude-code.ts";
import { isCodex, readCodex } from "./codex.ts";
import { type JsonObject, type JsonRecord, jsonRecords } from "./json-records.ts";
import { isLocomo, readLocomo } from "./locomo.ts";
import { isMessages, readMessages } from "./messages.ts";
import { readText } from "./text.ts";
import type { Reading, Skipped, Transcript, TranscriptFormat } from "./transcript.ts";

interface JsonFormat {
  readonly format: TranscriptFormat;
  readonly recognises: (record: JsonObject) => boolean;
  readonly read: (name: string, records: readonly JsonRecord[]) => Reading;
}

/** The first that recognises a record reads the file: the most particular come first. */
const jsonFormats: readonly JsonFormat[] = [
  { format: "locomo", recognises: isLocomo, read: readLocomo },
  { format: "claude-code", recognises: isClaudeCode, read: readClaudeCode },
  { format: "codex", recognises: isCodex, read: readCodex },
  { format: "messages", recognises: isMessages, read: readMessages },
];

export const transcriptFormats: readonly TranscriptFormat[] = [
  ...jsonFormats.map(({ format }) => format),
  "text",
];

/**
 * Percepts of a file of the user's. `name` becomes part of the ids where the file has none (SPEC T5): give
 * the same file the same name, and two files different ones. The format is told by content; `format` forces
 * one. A scope that the file states is kept: whoever reads for somebody else sets their own over it.
 *
 * Errors: `unreadable-transcript`.
 */
export function readTranscript(
  name: string,
  text: string,
  options: { readonly format?: TranscriptFormat } = {},
): Transcript {
  const { format } = options;
  const clean = text.replace(/^\ufeff/, "").toWellFormed();
  if (format !== undefined && !transcriptFormats.includes(format))
    throw unreadable(`There is no transcript format "${String(format)}".`, format);
  if (clean.includes("\0")) throw unreadable(`"${name}" is not text.`, name);

  const json = format === "text" ? null : jsonRecords(clean);
  if (json === null) {
    if (format === undefined || format === "text") return transcript("text", readText(name, clean), []);
    throw unreadable(`"${name}" holds no JSON.`, name);
  }
  const reader = jsonFormats.find(
    (candidate) =>
      (format === undefined || candidate.format === format) &&
      json.records.some(({ value }) => candidate.recognises(value)),
  );
  if (reader === undefined) throw unreadable(`"${name}" is no transcript that can be read.`, name);
  return transcript(reader.format, reader.read(name, json.records), json.skipped);
}

function transcript(format: TranscriptFormat, reading: Reading, unread: readonly Skipped[]): Transcript {
  const skipped = [...unread, ...reading.skipped].sort((a, b) => a.line - b.line);
  return { format, percepts: reading.percepts, skipped };
}

function unreadable(message: string, value: unknown): EncephalonError {
  return new EncephalonError("unreadable-transcript", message, {
    value,
    remedy: `Give a text of one of these formats: ${transcriptFormats.join(", ")}.`,
  });
}
