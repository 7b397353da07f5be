import type { Json } from "../../model/episode.ts";
import {
  isObject,
  isShallow,
  type JsonObject,
  type JsonRecord,
  objectIn,
  parse,
  stringIn,
} from "./json-records.ts";
import { bodyOf, callContent, parseArguments, piecesOf, plainText, resultContent } from "./message-parts.ts";
import { readTimestamp } from "./moment.ts";
import { Collector, type Reading } from "./transcript.ts";

const envelopes = new Set(["session_meta", "response_item", "event_msg", "turn_context", "compacted"]);
const items = new Set([
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
  "local_shell_call",
]);

/** A line of a Codex rollout (`rollout-*.jsonl` below `~/.codex/sessions`), older ones without envelopes included. */
export function isCodex(record: JsonObject): boolean {
  const type = stringIn(record, "type") ?? "";
  if (envelopes.has(type)) return objectIn(record, "payload") !== undefined;
  return items.has(type) || (type === "message" && Array.isArray(record.content));
}

/** Ids are `<session>:<line>` for words, `<session>/<call id>` for calls and that with `:result` for results. */
export function readCodex(name: string, records: readonly JsonRecord[]): Reading {
  const into = new Collector();
  const head = headOf(records);
  const session = stringIn(head, "id") ?? name;
  // Items of the older files have no time of their own: they get that of the session's start.
  const start = readTimestamp(head.timestamp);
  const tools = new Map<string, string>();
  for (const { line, value } of records) {
    const enveloped = objectIn(value, "payload");
    const type = stringIn(value, "type");
    const time = readTimestamp(value.timestamp);
    if (enveloped !== undefined && type !== "response_item")
      into.skip(line, type === "event_msg" ? "an event that repeats an item" : "not a message");
    else if (value.timestamp !== undefined && time === null) into.skip(line, "unreadable time");
    else readItem(enveloped ?? value, { session, line, time: time ?? start, tools, into });
  }
  return into;
}

/** The first `session_meta`: a fork copies the records of its origin, that session's included. */
function headOf(records: readonly JsonRecord[]): JsonObject {
  const meta = records.find(({ value }) => value.type === "session_meta")?.value;
  if (meta !== undefined) return objectIn(meta, "payload") ?? {};
  const bare = records[0]?.value;
  return bare === undefined || bare.type !== undefined ? {} : bare;
}

interface Place {
  readonly session: string;
  readonly line: number;
  readonly time: string | null;
  readonly tools: Map<string, string>;
  readonly into: Collector;
}

function readItem(item: JsonObject, place: Place): void {
  switch (item.type) {
    case "message":
      readMessage(item, place);
      break;
    case "function_call":
      readCall(item, stringIn(item, "name") ?? "tool", parseArguments(item.arguments), place);
      break;
    case "custom_tool_call":
      readCall(item, stringIn(item, "name") ?? "tool", item.input ?? "", place);
      break;
    case "local_shell_call":
      readCall(item, "shell", shellInput(item), place);
      break;
    case "function_call_output":
    case "custom_tool_call_output":
      readOutput(item, place);
      break;
    case "reasoning":
      place.into.skip(place.line, "reasoning");
      break;
    default:
      place.into.skip(place.line, "not a message");
  }
}

/** What the program puts into the user's mouth begins with one of these. */
const programText =
  /^\s*(?:<(?:environment_context|user_instructions|permissions|turn_aborted|skill)\b|# AGENTS\.md instructions)/;

function readMessage(item: JsonObject, { session, line, time, into }: Place): void {
  const role = stringIn(item, "role");
  if (role !== "user" && role !== "assistant") {
    into.skip(line, "written by the program");
    return;
  }
  const parts = piecesOf(item.content).flatMap((piece) => {
    if (piece.type === "part" && !(piece.part.type === "text" && programText.test(piece.part.text)))
      return [piece.part];
    into.skip(line, piece.type === "left-out" ? piece.why : "written by the program");
    return [];
  });
  const body = bodyOf(parts);
  if (body === undefined) {
    into.skip(line, "no text");
    return;
  }
  into.add(line, {
    id: `${session}:${line}`,
    kind: "utterance",
    role,
    session,
    ...body,
    ...(time === null ? {} : { time }),
  });
}

function readCall(item: JsonObject, tool: string, input: Json, place: Place): void {
  const { session, line, time, tools, into } = place;
  if (!isShallow(input)) {
    into.skip(line, "nested too deep");
    return;
  }
  const callId = stringIn(item, "call_id", "id");
  const id = callId === undefined ? `${session}:${line}` : `${session}/${callId}`;
  tools.set(id, tool);
  into.add(line, {
    id,
    kind: "action",
    role: "assistant",
    session,
    content: callContent(tool, input),
    ...(time === null ? {} : { time }),
  });
}

function readOutput(item: JsonObject, { session, line, time, tools, into }: Place): void {
  const callId = stringIn(item, "call_id");
  const action = callId === undefined ? undefined : `${session}/${callId}`;
  const tool = action === undefined ? undefined : tools.get(action);
  const { text, failed } = outputOf(item.output);
  into.add(line, {
    id: action === undefined ? `${session}:${line}` : `${action}:result`,
    kind: "result",
    role: "tool",
    session,
    ...resultContent(text, failed, tool),
    ...(tool === undefined || action === undefined ? {} : { causedBy: action }),
    ...(time === null ? {} : { time }),
  });
}

/** A string, parts, `{content, success}`, or the shell's `{output, metadata: {exit_code}}` in a string. */
function outputOf(output: Json | undefined): { readonly text: string; readonly failed: boolean } {
  const parsed = typeof output === "string" && output.startsWith("{") ? parse(output) : output;
  if (isObject(parsed) && isShallow(parsed)) {
    const exitCode = objectIn(parsed, "metadata")?.exit_code;
    if (typeof parsed.output === "string" && exitCode !== undefined)
      return { text: parsed.output, failed: exitCode !== 0 };
    if (Object.hasOwn(parsed, "content") && typeof output !== "string")
      return { text: plainText(parsed.content), failed: parsed.success === false };
  }
  return { text: plainText(output), failed: false };
}

function shellInput(item: JsonObject): Json {
  const { type: _, ...input } = objectIn(item, "action") ?? {};
  return input as JsonObject;
}
