import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { EncephalonError } from "../model/errors.ts";
import type { LogEvent } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { LogStore, Merged } from "../ports/log-store.ts";
import { fromBundle, toBundle } from "./bundle-event.ts";

/**
 * A bundle is a log as JSON lines: a manifest, an event a line, a footer.
 *
 *     {"format":"encephalon-bundle","version":1,"events":2}
 *     {"sha256":"<64 hex digits>","event":{"seq":1,"at":…,"type":"observed",…}}
 *     {"sha256":"<64 hex digits>","event":{…}}
 *     {"footer":{"events":2},"sha256":"<64 hex digits>"}
 *
 * Each line's SHA-256 covers the line before's (the manifest: its text) and this line's event as it is
 * written, so that the footer's, which repeats the last, covers everything in its order.
 */
const format = "encephalon-bundle";
const bundleVersion = 1;
const pageEvents = 256;

const eventStart = '{"sha256":"';
const hashEnd = eventStart.length + 64;
const eventMiddle = '","event":';

/** Lines without their line ends. Reads a page of events at a time; what is written meanwhile is left out. */
export async function* exportBundle(store: LogStore): AsyncGenerator<string, void, undefined> {
  const { events } = await store.size();
  const manifest = JSON.stringify({ format, version: bundleVersion, events });
  yield manifest;
  let hash = chain("", manifest);
  let after = 0 as Seq;
  for (let left = events; left > 0; ) {
    const page = await store.read(after, Math.min(left, pageEvents));
    for (const event of page) {
      const text = oneLine(JSON.stringify(toBundle(event)));
      hash = chain(hash, text);
      yield eventLine(hash, text);
    }
    after = page.at(-1)!.seq;
    left -= page.length;
  }
  yield footer(events, hash);
}

/**
 * Takes a bundle in after what the store holds: positions are given anew, what is there already is
 * skipped (see `LogStore.merge`). All of it, or nothing: a bundle that was cut short or altered is
 * `invalid-bundle`, naming the line.
 */
export async function importBundle(
  lines: AsyncIterable<string> | Iterable<string>,
  store: LogStore,
): Promise<Merged> {
  try {
    return await store.merge(readBundle(lines));
  } catch (error) {
    if (error instanceof EncephalonError && error.code === "unknown-episode")
      throw new EncephalonError("invalid-bundle", "The bundle refers to an episode that it does not hold.", {
        value: error.value,
        remedy,
        cause: error,
      });
    throw error;
  }
}

async function* readBundle(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<LogEvent, void, undefined> {
  let number = 0;
  let expected = 0;
  let events = 0;
  let hash = "";
  let ended = false;
  for await (const line of lines) {
    number++;
    if (number === 1) {
      expected = readManifest(line);
      hash = chain("", line);
    } else if (ended) {
      if (line !== "") throw invalidBundle(number, "follows the footer");
    } else if (events === expected) {
      if (line !== footer(events, hash)) throw invalidBundle(number, "is not the footer that belongs here");
      ended = true;
    } else {
      const text = line.slice(hashEnd + eventMiddle.length, -1);
      hash = chain(hash, text);
      if (line !== eventLine(hash, text))
        throw invalidBundle(number, "was altered, or a line before it is missing");
      const event = fromBundle(parse(text));
      if (event === null) throw invalidBundle(number, "is not an event");
      events++;
      yield event;
    }
  }
  if (!ended) throw invalidBundle(number + 1, "is missing: the bundle was cut short");
}

/** How many events the bundle says that it holds. */
function readManifest(line: string): number {
  const manifest = parse(line) as Partial<Record<string, unknown>> | null | undefined;
  if (manifest?.format !== format) throw invalidBundle(1, "is not the manifest of a bundle");
  if (manifest.version !== bundleVersion)
    throw invalidBundle(1, "names a version that this package cannot read");
  const { events } = manifest;
  if (!Number.isSafeInteger(events) || (events as number) < 0)
    throw invalidBundle(1, "does not say how many events follow");
  return events as number;
}

function eventLine(hash: string, text: string): string {
  return `${eventStart}${hash}${eventMiddle}${text}}`;
}

function footer(events: number, hash: string): string {
  return JSON.stringify({ footer: { events }, sha256: hash });
}

function chain(previous: string, text: string): string {
  return bytesToHex(sha256(utf8ToBytes(previous + text)));
}

/** Readers of lines end one at U+2028 and U+2029 too, which JSON leaves as they are. */
function oneLine(json: string): string {
  return json.replace(/[\u2028\u2029]/g, (separator) => (separator === "\u2028" ? "\\u2028" : "\\u2029"));
}

/** undefined where the text is not JSON: the parser's message would quote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const remedy = "Nothing was imported. Export the bundle again, or take another copy of it.";

function invalidBundle(line: number, what: string): EncephalonError {
  return new EncephalonError("invalid-bundle", `Line ${line} of the bundle ${what}.`, {
    value: line,
    remedy,
  });
}
