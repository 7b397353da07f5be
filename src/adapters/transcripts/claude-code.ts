import type { ContentPart } from "../../model/episode.ts";
import type { JsonObject, JsonRecord } from "./json-records.ts";
import { objectIn, stringIn } from "./json-records.ts";
import { callContent, piecesOf, resultContent } from "./message-parts.ts";
import { readTimestamp } from "./moment.ts";
import { Collector, type Reading } from "./transcript.ts";

/** A line of a Claude Code session, `~/.claude/projects/<project>/<session>.jsonl`. */
export function isClaudeCode(record: JsonObject): boolean {
  return (
    (record.type === "user" || record.type === "assistant") &&
    objectIn(record, "message") !== undefined &&
    stringIn(record, "uuid", "sessionId") !== undefined
  );
}

/**
 * Ids are `<session>/<uuid>:<part>` for words, `<session>/<call id>` for calls and that with `:result`
 * for results: the session is part of them because a forked session repeats uuids under its own id.
 */
export function readClaudeCode(name: string, records: readonly JsonRecord[]): Reading {
  const into = new Collector();
  const tools = new Map<string, string>();
  for (const { line, value } of records) {
    const why = leftOut(value);
    if (why === null) readEntry(name, line, value, tools, into);
    else into.skip(line, why);
  }
  return into;
}

function leftOut(entry: JsonObject): string | null {
  if (!isClaudeCode(entry)) return "not a message";
  if (entry.isMeta === true) return "written by the program";
  if (entry.isCompactSummary === true) return "a summary of what came before";
  if (entry.isApiErrorMessage === true) return "an error of the connection";
  if (entry.timestamp !== undefined && readTimestamp(entry.timestamp) === null) return "unreadable time";
  return null;
}

function readEntry(
  name: string,
  line: number,
  entry: JsonObject,
  tools: Map<string, string>,
  into: Collector,
): void {
  const sessionId = stringIn(entry, "sessionId") ?? name;
  // What an agent asks its helper is no word of the user's, and no neighbour of what the user said.
  const helper = entry.isSidechain === true;
  const role = helper ? "assistant" : String(entry.type);
  const time = readTimestamp(entry.timestamp);
  const own = {
    session: helper ? `${sessionId}:${stringIn(entry, "agentId") ?? "sidechain"}` : sessionId,
    ...(time === null ? {} : { time }),
  };
  const uuid = stringIn(entry, "uuid") ?? String(line);
  const pieces = piecesOf(objectIn(entry, "message")?.content);
  if (pieces.length === 0) into.skip(line, "no text");
  for (const [index, piece] of pieces.entries()) {
    const id = `${sessionId}/${uuid}:${index}`;
    if (piece.type === "left-out") into.skip(line, piece.why);
    else if (piece.type === "part") {
      const words = wordsOf(piece.part);
      if (words === "") into.skip(line, "written by the program, or an attachment");
      else into.add(line, { id, kind: "utterance", role, text: words, ...own });
    } else if (piece.type === "call") {
      const callId = piece.id === undefined ? id : `${sessionId}/${piece.id}`;
      tools.set(callId, piece.tool);
      const content = callContent(piece.tool, piece.input);
      into.add(line, { id: callId, kind: "action", role: "assistant", content, ...own });
    } else {
      const callId = piece.callId === undefined ? undefined : `${sessionId}/${piece.callId}`;
      const tool = callId === undefined ? undefined : tools.get(callId);
      into.add(line, {
        id: callId === undefined ? id : `${callId}:result`,
        kind: "result",
        role: "tool",
        ...resultContent(piece.text, piece.error, tool),
        ...(callId === undefined || tool === undefined ? {} : { causedBy: callId }),
        ...own,
      });
    }
  }
}

/** What a person or the model wrote; empty when all of it is the program's. */
function wordsOf(part: ContentPart): string {
  return part.type === "text" ? typedByPerson(withoutTag(part.text, "system-reminder").trim()) : "";
}

/** `/review 12` of a slash command's record; nothing of a record of its output. */
function typedByPerson(text: string): string {
  if (text.startsWith("[Request interrupted by user")) return "";
  if (!/^<(?:command-|local-command-|bash-)/.test(text)) return text;
  const command = tagged(text, "command-name") ?? "";
  const words = tagged(text, "command-args") ?? "";
  return command === "" || words === "" ? "" : `${command} ${words}`;
}

function tagged(text: string, tag: string): string | undefined {
  const from = text.indexOf(`<${tag}>`);
  const to = text.indexOf(`</${tag}>`, from);
  return from < 0 || to < 0 ? undefined : text.slice(from + tag.length + 2, to).trim();
}

/** Linear whatever the text: a lazy pattern is quadratic on tags that are never closed. */
function withoutTag(text: string, tag: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf(`<${tag}>`, from);
    const close = open < 0 ? -1 : text.indexOf(`</${tag}>`, open);
    if (close < 0) return kept.join("") + text.slice(from);
    kept.push(text.slice(from, open));
    from = close + tag.length + 3;
  }
}
