import type { Json } from "../../model/episode.ts";
import type { Skipped } from "./transcript.ts";

export type JsonObject = { readonly [key: string]: Json };

export interface JsonRecord {
  readonly line: number;
  readonly value: JsonObject;
}

export interface JsonRecords {
  readonly records: readonly JsonRecord[];
  readonly skipped: readonly Skipped[];
}

/** Deeper values overflow the stack of every recursive reader after this one. */
const maxDepth = 64;

/**
 * The objects of a JSON text (an array's elements or the one object) or of JSON lines; null when the
 * text is neither. Lines that cannot be read are reported, so a file cut in the middle still gives the rest.
 */
export function jsonRecords(text: string): JsonRecords | null {
  const intended = /^\s*(?:\{|\[\s*[[{"\]])/.test(text);
  const whole = /^\s*[{[]/.test(text) ? parse(text) : undefined;
  if (whole !== undefined) return select(Array.isArray(whole) ? whole : [whole], []);

  const values: (Json | undefined)[] = [];
  const lines: number[] = [];
  text.split(/\r\n|[\r\n]/).forEach((line, index) => {
    if (line.trim() === "") return;
    values.push(/^\s*\{/.test(line) ? parse(line) : undefined);
    lines.push(index + 1);
  });
  const found = select(values, lines);
  return intended || found.records.length * 2 > lines.length ? found : null;
}

function select(values: readonly (Json | undefined)[], lines: readonly number[]): JsonRecords {
  const records: JsonRecord[] = [];
  const skipped: Skipped[] = [];
  values.forEach((value, index) => {
    const line = lines[index] ?? index + 1;
    if (!isObject(value)) skipped.push({ line, why: value === undefined ? "not JSON" : "not a JSON object" });
    else if (!isShallow(value)) skipped.push({ line, why: `nested deeper than ${maxDepth} levels` });
    else records.push({ line, value });
  });
  return { records, skipped };
}

/** undefined where the text is no JSON. */
export function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Within the depth that this package walks by recursion. Iterative itself: it must survive what it refuses. */
export function isShallow(value: Json): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    level = level.flatMap((inner) =>
      typeof inner === "object" && inner !== null ? (Object.values(inner) as Json[]) : [],
    );
  }
  return true;
}

/** The first of the fields that is the object's own and holds a string with something in it. */
export function stringIn(object: JsonObject, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = Object.hasOwn(object, field) ? object[field] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value.toWellFormed();
  }
  return undefined;
}

export function objectIn(object: JsonObject, field: string): JsonObject | undefined {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  return isObject(value) ? value : undefined;
}
