import type { ContentPart, Json, Percept } from "../../model/episode.ts";
import { isObject, type JsonObject, objectIn, parse, stringIn } from "./json-records.ts";

/** A message's content as the three chat APIs and this package write it, in one vocabulary. */
export type Piece =
  | { readonly type: "part"; readonly part: ContentPart }
  | { readonly type: "call"; readonly id: string | undefined; readonly tool: string; readonly input: Json }
  | {
      readonly type: "result";
      readonly callId: string | undefined;
      readonly text: string;
      readonly error: boolean;
    }
  | { readonly type: "left-out"; readonly why: string };

/** SPEC T10: longer results keep their head and tail, half each. */
export const maxResultChars = 4000;

/** Pieces of a `content` field: a string, an array of parts, or null. */
export function piecesOf(content: Json | undefined): readonly Piece[] {
  if (typeof content === "string") return text(content);
  if (Array.isArray(content)) return content.flatMap((part: Json) => pieceOf(part));
  return content === undefined || content === null ? [] : pieceOf(content);
}

function pieceOf(part: Json): readonly Piece[] {
  if (typeof part === "string") return text(part);
  if (!isObject(part)) return [{ type: "left-out", why: "content that is neither text nor an object" }];
  switch (part.type) {
    case undefined:
    case "text":
    case "input_text":
    case "output_text":
    case "refusal":
      return text(stringIn(part, "text", "refusal", "value") ?? "");
    case "structured": {
      const rendering = stringIn(part, "text");
      const data = part.data;
      if (data === undefined) return [{ type: "left-out", why: "structured content without data" }];
      return [
        {
          type: "part",
          part: { type: "structured", data, ...(rendering === undefined ? {} : { text: rendering }) },
        },
      ];
    }
    case "blob":
    case "image":
    case "image_url":
    case "input_image":
      return [blob(part)];
    case "tool_use":
      return [
        {
          type: "call",
          id: stringIn(part, "id"),
          tool: stringIn(part, "name") ?? "tool",
          input: part.input ?? {},
        },
      ];
    case "tool_result":
      return [
        {
          type: "result",
          callId: stringIn(part, "tool_use_id"),
          text: plainText(part.content),
          error: part.is_error === true,
        },
      ];
    case "thinking":
    case "redacted_thinking":
    case "reasoning":
      return [{ type: "left-out", why: "reasoning" }];
    default:
      return [{ type: "left-out", why: "a part of a type that is not read" }];
  }
}

function text(value: string): readonly Piece[] {
  return value.trim() === "" ? [] : [{ type: "part", part: { type: "text", text: value.toWellFormed() } }];
}

/** References are kept; bytes inside the transcript are not. */
function blob(part: JsonObject): Piece {
  const holder = objectIn(part, "image_url") ?? objectIn(part, "source") ?? part;
  const uri = stringIn(holder, "uri", "url", "image_url");
  if (uri === undefined || uri.startsWith("data:"))
    return { type: "left-out", why: "an image without a reference" };
  const rendering = stringIn(part, "text");
  const mediaType = stringIn(part, "mediaType", "media_type");
  return {
    type: "part",
    part: {
      type: "blob",
      uri,
      ...(mediaType === undefined ? {} : { mediaType }),
      ...(rendering === undefined ? {} : { text: rendering }),
    },
  };
}

/** The text of a result's content, whatever its shape. */
export function plainText(content: Json | undefined): string {
  if (isObject(content) && content.type === undefined && stringIn(content, "text") === undefined)
    return render(content);
  return piecesOf(content)
    .map((piece) => (piece.type === "part" && piece.part.type === "text" ? piece.part.text : ""))
    .filter(Boolean)
    .join("\n");
}

/** One `text` when text is all there is, else the parts. Undefined when nothing is left to remember. */
export function bodyOf(
  parts: readonly ContentPart[],
): Pick<Percept, "text"> | Pick<Percept, "content"> | undefined {
  if (parts.length === 0) return undefined;
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  return texts.length === parts.length ? { text: texts.join("\n") } : { content: parts };
}

/** SPEC T9: an action keeps the call whole; its text is `Bash: npm test; timeout: 60`. */
export function callContent(tool: string, input: Json): readonly ContentPart[] {
  const data = { tool: tool.toWellFormed(), input };
  return [{ type: "structured", data, text: cap(`${data.tool}: ${renderInput(input)}`).text }];
}

/** The body and metadata of a tool's result. */
export function resultContent(
  full: string,
  error: boolean,
  tool?: string,
): { readonly text: string; readonly metadata?: JsonObject } {
  const { text: body, cut } = cap(full.trim() === "" ? "(no output)" : full.toWellFormed());
  const metadata = {
    ...(tool === undefined ? {} : { tool }),
    ...(error ? { error } : {}),
    ...(cut ? { fullLength: full.length } : {}),
  };
  return Object.keys(metadata).length === 0 ? { text: body } : { text: body, metadata };
}

/** Arguments as the chat APIs send them: JSON in a string. Text that is no JSON stays text. */
export function parseArguments(value: Json | undefined): Json {
  if (typeof value !== "string") return value ?? {};
  return parse(value) ?? value;
}

function cap(full: string): { readonly text: string; readonly cut: boolean } {
  if (full.length <= maxResultChars) return { text: full, cut: false };
  const half = maxResultChars / 2;
  const left = full.length - maxResultChars;
  const kept = `${full.slice(0, half)}\n[… ${left} characters left out …]\n${full.slice(-half)}`;
  return { text: kept.toWellFormed(), cut: true };
}

/** What a call is about, before its other arguments. */
const principal = ["command", "cmd", "query", "pattern", "file_path", "path", "url", "prompt"];

function renderInput(input: Json): string {
  if (!isObject(input)) return render(input);
  const main = principal.find((key) => Object.hasOwn(input, key));
  const rest = Object.entries(input).filter(([key]) => key !== main);
  const head = main === undefined ? [] : [renderCommand(input[main]!)];
  return [...head, ...rest.map(([key, value]) => `${key}: ${render(value)}`)].join("; ");
}

/** `["bash", "-lc", "npm test"]` is `npm test`: the shell around a command says nothing. */
function renderCommand(command: Json): string {
  if (!Array.isArray(command)) return render(command);
  const words = command.map(render);
  return /^(?:.*\/)?(?:ba|z|da)?sh$/.test(words[0] ?? "") && /^-l?c$/.test(words[1] ?? "")
    ? words.slice(2).join(" ")
    : words.join(" ");
}

function render(value: Json): string {
  if (Array.isArray(value)) return value.map(render).join(", ");
  if (isObject(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${render(inner)}`)
      .join(", ");
  return String(value).toWellFormed();
}
