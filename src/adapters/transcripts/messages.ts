import { type EpisodeKind, episodeKinds, type Json, type Percept } from "../../model/episode.ts";
import { scopeLevels } from "../../model/scope.ts";
import { isObject, type JsonObject, type JsonRecord, objectIn, stringIn } from "./json-records.ts";
import {
  bodyOf,
  callContent,
  type Piece,
  parseArguments,
  piecesOf,
  plainText,
  resultContent,
} from "./message-parts.ts";
import { readTimestamp } from "./moment.ts";
import { roleOfName } from "./roles.ts";
import { Collector, type Reading } from "./transcript.ts";

const bodies = ["text", "content", "message", "body", "value"];
const lists = ["messages", "chat_messages", "turns", "conversations", "conversation"];
const times = ["time", "timestamp", "date", "created_at", "createdAt", "create_time", "ts"];
const sessions = [
  "session",
  "session_id",
  "sessionId",
  "conversation_id",
  "thread_id",
  "conversation",
  "thread",
];

/** Percepts, chat-completion messages and their many cousins: whatever has words, or a list of such. */
export function isMessages(record: JsonObject): boolean {
  const words = [...bodies, "caption"].some(
    (field) => typeof record[field] === "string" || Array.isArray(record[field]),
  );
  return words || Array.isArray(record.tool_calls) || listIn(record) !== undefined;
}

/** Where a message stands: what it inherits from the conversation around it. */
interface Place {
  readonly line: number;
  /** Unique in the file; the id where the message has none of its own. */
  readonly position: string;
  readonly session: string;
  /** Call ids belong to the conversation. */
  readonly calls: string;
  readonly time: Json | undefined;
  readonly title: string | undefined;
}

/** SPEC T5: a text id is the caller's own; a number counts within its conversation, or the file. */
export function readMessages(name: string, records: readonly JsonRecord[]): Reading {
  const into = new Collector();
  const tools = new Map<string, string>();
  for (const { line, value } of records) {
    const position = `${name}#${line}`;
    const list = listIn(value);
    const alone = { line, position, session: name, calls: name, time: undefined, title: undefined };
    if (list === undefined) {
      readMessage(value, alone, tools, into);
      continue;
    }
    const session = sessionOf(value) ?? stringIn(value, "id", "uuid") ?? position;
    list.forEach((message, index) => {
      const place = {
        line,
        position: `${position}:${index + 1}`,
        session,
        calls: session,
        time: firstOf(value, times),
        title: stringIn(value, "title", "name"),
      };
      if (isObject(message)) readMessage(message, place, tools, into);
      else into.skip(line, `message ${index + 1}: not an object`);
    });
  }
  return into;
}

function readMessage(message: JsonObject, place: Place, tools: Map<string, string>, into: Collector): void {
  const { line } = place;
  const stated = firstOf(message, times) ?? place.time;
  const time = stated === undefined ? undefined : readTimestamp(stated);
  if (time === null) {
    into.skip(line, "unreadable time");
    return;
  }
  const session = sessionOf(message) ?? place.session;
  const source = stringIn(message, "source");
  const own = {
    session,
    ...(time === undefined ? {} : { time }),
    ...(source === undefined ? {} : { source }),
  };
  const id = idOf(message, place);
  const callId = (call: string): string => `${session}/${call}`;

  const who = speakerOf(message);
  const kind = kindOf(message);
  const pieces = piecesOfMessage(message, kind);
  for (const piece of pieces) if (piece.type === "left-out") into.skip(line, piece.why);

  const body = bodyOf(pieces.flatMap((piece) => (piece.type === "part" ? [piece.part] : [])));
  const said = { ...body, ...extras(message, place) };
  if (body !== undefined || (pieces.length === 0 && said.caption !== undefined))
    into.add(line, { id, ...(kind === undefined ? {} : { kind }), ...who, ...own, ...said });
  else if (pieces.length === 0) into.skip(line, "no text");

  let unnamed = 0;
  for (const piece of pieces) {
    if (piece.type === "call") {
      const action = piece.id === undefined ? `${id}:call:${++unnamed}` : callId(piece.id);
      tools.set(action, piece.tool);
      into.add(line, {
        id: action,
        kind: "action",
        role: who.role ?? "assistant",
        content: callContent(piece.tool, piece.input),
        ...own,
      });
    } else if (piece.type === "result") {
      const action = piece.callId === undefined ? undefined : callId(piece.callId);
      const tool = action === undefined ? undefined : tools.get(action);
      into.add(line, {
        id: action === undefined ? id : `${action}:result`,
        kind: "result",
        role: "tool",
        ...resultContent(piece.text, piece.error, tool ?? stringIn(message, "name")),
        ...(tool === undefined || action === undefined ? {} : { causedBy: action }),
        ...own,
      });
    }
  }
}

function piecesOfMessage(message: JsonObject, kind: EpisodeKind | undefined): readonly Piece[] {
  const body = bodies
    .map((field) => (Object.hasOwn(message, field) ? message[field] : undefined))
    .find((value) =>
      typeof value === "string" ? value.trim() !== "" : Array.isArray(value) && value.length > 0,
    );
  const role = stringIn(message, "role");
  if (kind === undefined && (role === "tool" || role === "function"))
    return [
      { type: "result", callId: stringIn(message, "tool_call_id"), text: plainText(body), error: false },
    ];
  const calls = Object.hasOwn(message, "tool_calls") ? message.tool_calls : undefined;
  return [...piecesOf(body), ...(Array.isArray(calls) ? calls.map(toolCall) : [])];
}

function toolCall(call: Json): Piece {
  if (!isObject(call)) return { type: "left-out", why: "a tool call that is not an object" };
  const details = objectIn(call, "function") ?? call;
  const tool = stringIn(details, "name") ?? "tool";
  const input = parseArguments(details.arguments ?? details.args ?? details.input);
  return { type: "call", id: stringIn(call, "id"), tool, input };
}

function idOf(message: JsonObject, place: Place): string {
  const id = firstOf(message, ["id", "uuid", "message_id"]);
  if (typeof id === "string" && id.trim() !== "") return id.toWellFormed();
  return typeof id === "number" ? `${place.calls}:${id}` : place.position;
}

function speakerOf(message: JsonObject): Pick<Percept, "speaker" | "role"> {
  const author = objectIn(message, "author") ?? objectIn(message, "sender") ?? objectIn(message, "user");
  const named =
    stringIn(message, "speaker", "author", "sender", "from", "name", "user") ??
    (author === undefined ? undefined : stringIn(author, "name", "username", "display_name", "role"));
  const role = stringIn(message, "role") ?? (author === undefined ? undefined : stringIn(author, "role"));
  const namedRole = named === undefined ? undefined : roleOfName(named);
  return {
    ...(named === undefined || (namedRole !== undefined && role === undefined)
      ? {}
      : { speaker: named.trim() }),
    ...((role ?? namedRole) === undefined ? {} : { role: role ?? namedRole! }),
  };
}

function kindOf(message: JsonObject): EpisodeKind | undefined {
  return episodeKinds.find((kind) => kind === message.kind);
}

/** Fields of a percept that no chat format has, and a conversation's title. */
function extras(message: JsonObject, place: Place): Partial<Percept> {
  const title = stringIn(message, "title") ?? place.title;
  const caption = stringIn(message, "caption");
  const causedBy = stringIn(message, "causedBy");
  const metadata = objectIn(message, "metadata");
  const scope = objectIn(message, "scope");
  const levels =
    scope === undefined ? [] : scopeLevels.filter((level) => stringIn(scope, level) !== undefined);
  return {
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(scope === undefined || levels.length === 0
      ? {}
      : { scope: Object.fromEntries(levels.map((level) => [level, stringIn(scope, level)!])) }),
  };
}

function sessionOf(record: JsonObject): string | undefined {
  const session = firstOf(record, sessions);
  if (typeof session === "number") return String(session);
  return stringIn(record, ...sessions);
}

function listIn(record: JsonObject): readonly Json[] | undefined {
  const list = firstOf(record, lists);
  return Array.isArray(list) ? list : undefined;
}

function firstOf(record: JsonObject, fields: readonly string[]): Json | undefined {
  const field = fields.find((name) => Object.hasOwn(record, name) && record[name] !== null);
  return field === undefined ? undefined : record[field];
}
