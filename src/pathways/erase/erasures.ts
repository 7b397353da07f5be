import { digestBytes, needleOf } from "../../math/byte-search.ts";
import { ByteReader, ByteWriter } from "../../math/bytes.ts";
import type { Seq } from "../../model/ids.ts";
import type { Needle } from "../../model/needle.ts";
import type { ErasureCertificate, Touched } from "../../model/reports.ts";
import type { Conclusion } from "../../model/truth.ts";
import type { LogStore } from "../../ports/log-store.ts";
import { isSliceOver, nextTurn } from "../fold/time-slice.ts";

/** What is to be looked for of what was erased: digests, that may be written down without saying it. */
export interface Canaries {
  /** Also fold the log without it. */
  readonly prove: boolean;
  readonly needles: readonly Needle[];
  /** Whose each is: an index into the erased episodes, or -1. */
  readonly owners: readonly number[];
}

/** What only the process that erased knows. */
export interface Witnessed {
  readonly touched: Touched;
  readonly withdrawn: readonly Conclusion[];
}

/** What a brain knows of its erasures beside what the log keeps. */
export class Erasures {
  /** By position: of those that have no final certificate yet. */
  readonly witnessed: Map<Seq, Witnessed> = new Map();
  #turn: Promise<unknown> = Promise.resolve();

  /** One at a time, outside the turn of the brain: others go on meanwhile. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** The certificates of all erasures, in their order, pending ones too. */
export async function erasures(log: LogStore): Promise<readonly ErasureCertificate[]> {
  return (await log.erasures()).map(({ certificate }) => certificate);
}

const KEY_BYTES = 16;

/** `strings`: what is looked for, by whose it is. */
export async function canariesFrom(
  prove: boolean,
  strings: Iterable<readonly [bytes: Uint8Array, owner: number]>,
): Promise<Canaries> {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const needles: Needle[] = [];
  const owners: number[] = [];
  for (const [bytes, owner] of strings) {
    if (isSliceOver()) await nextTurn();
    needles.push(needleOf(bytes, key));
    owners.push(owner);
  }
  return { prove, needles, owners };
}

export function encodeCanaries({ prove, needles, owners }: Canaries): Uint8Array {
  const writer = new ByteWriter();
  writer.uint(Number(prove));
  writer.bytes(needles[0]?.key ?? new Uint8Array(KEY_BYTES));
  writer.uint(needles.length);
  for (const [i, { length, first, last, digest }] of needles.entries()) {
    for (const value of [length, first >>> 0, last >>> 0, owners[i]! + 1]) writer.uint(value);
    writer.bytes(digest);
  }
  return writer.take();
}

export function decodeCanaries(bytes: Uint8Array): Canaries {
  const reader = new ByteReader(bytes);
  const prove = reader.uint() === 1;
  const key = reader.bytes(KEY_BYTES).slice();
  const needles: Needle[] = [];
  const owners: number[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const [length, first, last] = [reader.uint(), reader.uint() | 0, reader.uint() | 0];
    owners.push(reader.uint() - 1);
    needles.push({ key, length, first, last, digest: reader.bytes(digestBytes).slice() });
  }
  reader.end();
  return { prove, needles, owners };
}
