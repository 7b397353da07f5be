import { crc32 } from "node:zlib";
import type { EventBody, EventOf, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import type { Codec } from "../ports/codec.ts";
import { bytesOf, vectorOf } from "./vector-bytes.ts";

/** A row of `events` without its position. An empty body is that of an erased episode, or of its vector. */
export interface NewRow {
  readonly at: number;
  readonly type: string;
  readonly episode: string | null;
  readonly time: number | null;
  readonly scope: string | null;
  /** CRC-32 of the clear columns that the event is read from, then of the body as stored. */
  readonly crc: number;
  readonly body: Uint8Array;
  /** Of an `encoded` event. */
  readonly encoder: string | null;
  /** Of an `encoded` event: the position of its episode. */
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
  if (event.type === "encoded") {
    const body = event.vector === null ? emptyBody : codec.encode(bytesOf(event.vector));
    columns = { ...none, at, type: event.type, encoder: event.encoder, about: event.episode.seq, body };
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
  if (row.type === "encoded") {
    if (row.encoder === null || row.of === null) throw new Error("reference");
    const episode = { id: row.of as EpisodeId, seq: row.about as Seq };
    const vector = row.body.length === 0 ? null : vectorOf(codec.decode(row.body));
    return { seq, at, type: "encoded", encoder: row.encoder, episode, vector };
  }
  if (row.type !== "observed")
    return { seq, at, type: row.type, ...(decodeJson(row.body, codec) as object) } as LogEvent;
  const id = row.episode as EpisodeId;
  const episode =
    row.body.length === 0 ? null : (decodeJson(row.body, codec) as EventOf<"observed">["episode"]);
  if (episode !== null && episode.id !== id) throw new Error("id");
  return { seq, at, type: "observed", id, episode };
}

function encodeJson(value: unknown, codec: Codec): Uint8Array {
  return codec.encode(Buffer.from(JSON.stringify(value)));
}

function decodeJson(body: Uint8Array, codec: Codec): unknown {
  const plain = codec.decode(body);
  return JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString());
}
