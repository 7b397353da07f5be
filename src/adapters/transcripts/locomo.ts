import type { Json } from "../../model/episode.ts";
import { isObject, type JsonObject, type JsonRecord, objectIn, stringIn } from "./json-records.ts";
import { readTimestamp } from "./moment.ts";
import { Collector, type Reading } from "./transcript.ts";

/** LoCoMo (https://github.com/snap-research/locomo): `{sample_id?, conversation: {speaker_a, session_1, …}}`. */
export function isLocomo(record: JsonObject): boolean {
  const conversation = objectIn(record, "conversation");
  return conversation !== undefined && sessionNumbers(conversation).length > 0;
}

/**
 * Ids are `<sample>:<dia_id>`, sessions `<sample>:session_<n>`; all turns of a session have its time,
 * their order is that of the list. `query`, the phrase that an image was searched with, is no part of
 * the conversation and is left out.
 */
export function readLocomo(name: string, records: readonly JsonRecord[]): Reading {
  const into = new Collector();
  for (const { line, value } of records) {
    const conversation = objectIn(value, "conversation");
    if (conversation === undefined) into.skip(line, "no conversation");
    else collect(conversation, stringIn(value, "sample_id") ?? `${name}:${line}`, line, into);
  }
  return into;
}

function collect(conversation: JsonObject, sample: string, line: number, into: Collector): void {
  for (const number of sessionNumbers(conversation)) {
    const key = `session_${number}`;
    const stated = conversation[`${key}_date_time`];
    const time = stated === undefined ? undefined : readTimestamp(stated);
    (conversation[key] as readonly Json[]).forEach((turn, index) => {
      const where = `${sample}:${key}, turn ${index + 1}`;
      if (!isObject(turn)) {
        into.skip(line, `${where}: not an object`);
        return;
      }
      if (time === null) {
        into.skip(line, `${where}: unreadable time of the session`);
        return;
      }
      const caption = stringIn(turn, "blip_caption");
      const text = stringIn(turn, "text");
      if (text === undefined && caption === undefined) {
        into.skip(line, `${where}: no text`);
        return;
      }
      const speaker = stringIn(turn, "speaker");
      into.add(line, {
        id: `${sample}:${stringIn(turn, "dia_id") ?? `${key}:${index + 1}`}`,
        kind: "utterance",
        session: `${sample}:${key}`,
        ...(text === undefined ? {} : { text }),
        ...(speaker === undefined ? {} : { speaker }),
        ...(time === undefined ? {} : { time }),
        ...(caption === undefined ? {} : { caption }),
      });
    });
  }
}

/** In order; the object's keys may come in any. */
function sessionNumbers(conversation: JsonObject): readonly number[] {
  return Object.keys(conversation)
    .filter((key) => /^session_[1-9]\d{0,5}$/.test(key) && Array.isArray(conversation[key]))
    .map((key) => Number(key.slice("session_".length)))
    .sort((a, b) => a - b);
}
