import { crc32 } from "node:zlib";
import type { EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import type { Codec } from "../ports/codec.ts";
import { isErased, isSaying, type Saying, sayerOf } from "./refs.ts";
import { bytesOf, vectorOf } from "./vector-bytes.ts";

/**
 * A row of `events` without its position. An empty body is that of an erased episode, of what was said of it, or of
 * an erased source.
 */
export interface NewRow {
  readonly at: number;
  readonly type: string;
  readonly episode: string | null;
  readonly time: number | null;
  readonly scope: string | null;
  /** CRC-32 of the clear columns that the event is read from, then of the body as stored. */
  readonly crc: number;
  readonly body: Uint8Array;
  /** Of an `encoded` event; of an `extracted` one the extractor. */
  readonly encoder: string | null;
  /** Of an `encoded` or `extracted` event: the position of its episode. */
  readonly about: number | null;
}

/** `of`: the id at position `about`, which its own row vouches for. */
export type StoredRow = Omit<NewRow, "time" | "scope"> & { readonly seq: number; readonly of: string | null };

export const emptyBody: Uint8Array = new Uint8Array(0);

type Checked = Pick<NewRow, "at" | "type" | "episode" | "body" | "encoder" | "about">;

export function rowCrc(row: Checked): number {
  const vector = row.about === null ? "" : ` ${row.about} ${row.encoder}`;
  return crc32(row.body, crc32(`${row.at} ${row.type} ${row.episode ?? ""}${vector}`));
}

/** JSON escapes what UTF-8 cannot carry (lone surrogates), so that every string comes back as it was. */
export function encodeEvent(event: EventBody, at: Millis, codec: Codec): NewRow {
  const none = { episode: null, time: null, scope: null, encoder: null, about: null };
  let columns: Omit<NewRow, "crc">;
  if (isSaying(event)) {
    const body = encodeSaying(event, codec);
    columns = { ...none, at, type: event.type, encoder: sayerOf(event), about: event.episode.seq, body };
  } else if (event.type === "trusted" && event.source === null) {
    columns = { ...none, at, type: event.type, body: emptyBody };
  } else if (event.type !== "observed") {
    const { type, ...fields } = event;
    columns = { ...none, at, type, body: encodeJson(fields, codec) };
  } else if (event.episode === null) {
    columns = { ...none, at, type: event.type, episode: event.id, body: emptyBody };
  } else {
    const { id, time, scope } = event.episode;
    const body = encodeJson(event.episode, codec);
    columns = { ...none, at, type: event.type, episode: id, time, scope: scopeKey(scope), body };
  }
  return { ...columns, crc: rowCrc(columns) };
}

/** Throws a plain error, without content, when the row is not what was written. */
export function decodeEvent(row: StoredRow, codec: Codec): LogEvent {
  if (rowCrc(row) !== row.crc) throw new Error("checksum");
  const seq = row.seq as Seq;
  const at = row.at as Millis;
  const { type } = row;
  const isEmpty = row.body.length === 0;
  if (type === "encoded" || type === "extracted") {
    if (row.encoder === null || row.of === null) throw new Error("reference");
    const episode = { id: row.of as EpisodeId, seq: row.about as Seq };
    if (type === "encoded") {
      const vector = isEmpty ? null : vectorOf(codec.decode(row.body));
      return { seq, at, type, encoder: row.encoder, episode, vector };
    }
    const drafts = isEmpty ? null : (decodeJson(row.body, codec) as EventOf<"extracted">["drafts"]);
    return { seq, at, type, extractor: row.encoder, episode, drafts };
  }
  if (type === "trusted" && isEmpty) return { seq, at, type, source: null, trust: null };
  if (row.type !== "observed")
    return { seq, at, type: row.type, ...(decodeJson(row.body, codec) as object) } as LogEvent;
  const id = row.episode as EpisodeId;
  const episode = isEmpty ? null : (decodeJson(row.body, codec) as EventOf<"observed">["episode"]);
  if (episode !== null && episode.id !== id) throw new Error("id");
  return { seq, at, type: "observed", id, episode };
}

function encodeSaying(saying: Saying, codec: Codec): Uint8Array {
  if (isErased(saying)) return emptyBody;
  return saying.type === "encoded" ? codec.encode(bytesOf(saying.vector!)) : encodeJson(saying.drafts, codec);
}

function encodeJson(value: unknown, codec: Codec): Uint8Array {
  return codec.encode(Buffer.from(JSON.stringify(value)));
}

function decodeJson(body: Uint8Array, codec: Codec): unknown {
  const plain = codec.decode(body);
  return JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString());
}
