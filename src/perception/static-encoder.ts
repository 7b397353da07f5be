import { EncephalonError } from "../model/errors.ts";
import type { Encoder } from "../ports/encoder.ts";
import { type CreateRowSums, mostSummed } from "../ports/kernels.ts";
import { sentencesOf } from "./statements.ts";
import { createWordPiece } from "./word-piece.ts";

/** Characters of a sentence that is worth keeping. */
const LONGEST_REMEMBERED = 1_000;
/** Pieces of a text that are read; the rest of a longer text is not. */
const LONGEST: number = mostSummed;
/** Times that the row with the largest scale is added. */
const LARGEST_TIMES = 2 ** 14;
/** An episode's statements are sentences of the whole, read just before. Dropped whole when full. */
const REMEMBERED = 64;

/**
 * A text's vector is the sum of its pieces' rows, at length 1: model2vec's encoder, its rows distilled from a sentence
 * encoder by tools/encoder. A row is added so many times as its scale is in 2^14ths of the largest: sums are whole
 * numbers below 2^30 (512 pieces, codes up to 127), so that their order makes no difference and sums of sentences are
 * kept. Pure: every machine says the same bits.
 *
 * `bytes`: header length (uint32), header (JSON), pieces in order of their ids (UTF-8, a line each, padded with zeros to
 * a multiple of four), a float32 scale a row, then the int8 rows; little-endian.
 * The id is made of the header's `sha256` of all that follows it: whoever reads the bytes checks it.
 * Errors: `damaged` when they are no such file.
 */
export function createStaticEncoder(bytes: Uint8Array, createRowSums: CreateRowSums): Required<Encoder> {
  const { dimensions, sha256, vocabulary, times, rows } = parsed(bytes);
  const wordPiece = createWordPiece(vocabulary);
  const table = createRowSums(rows, dimensions);
  const ids = new Int32Array(LONGEST);
  const counted = new Int16Array(LONGEST);
  const total = new Int32Array(dimensions);
  /** Where the sums of a sentence's rows are kept, and how many pieces they are of. */
  const remembered = new Map<string, number>();
  const sums = Array.from({ length: REMEMBERED }, () => new Int32Array(dimensions));
  const counts = new Int32Array(REMEMBERED);
  const rest = new Int32Array(dimensions);

  /** Adds up the rows of a sentence's first pieces, at most `limit`; returns how many they are. */
  function read(sentence: string, limit: number, sum: Int32Array): number {
    const count = wordPiece.encodeInto(sentence, limit === LONGEST ? ids : ids.subarray(0, limit));
    for (let i = 0; i < count; i++) counted[i] = times[ids[i]!]!;
    table.sum(ids, counted, count, sum);
    return count;
  }

  function placeOf(sentence: string): number {
    const known = remembered.get(sentence);
    if (known !== undefined) return known;
    if (remembered.size === REMEMBERED) remembered.clear();
    const place = remembered.size;
    counts[place] = read(sentence, LONGEST, sums[place]!);
    remembered.set(sentence, place);
    return place;
  }

  /** The sum of a text's pieces: one that is kept, or `total`. */
  function sumOf(text: string): Int32Array {
    const sentences = sentencesOf(text);
    if (sentences.length === 1 && text.length <= LONGEST_REMEMBERED) return sums[placeOf(sentences[0]!)]!;
    total.fill(0);
    let left = LONGEST;
    for (const sentence of sentences) {
      const place = sentence.length > LONGEST_REMEMBERED ? -1 : placeOf(sentence);
      const isWhole = place >= 0 && counts[place]! <= left;
      const count = isWhole ? counts[place]! : read(sentence, left, rest);
      const sum = isWhole ? sums[place]! : rest;
      for (let j = 0; j < dimensions; j++) total[j] = (total[j]! + sum[j]!) | 0;
      left -= count;
      if (left <= 0) break;
    }
    return total;
  }

  function encodeNow(text: string): Float32Array {
    const sum = sumOf(text);
    const vector = new Float32Array(dimensions);
    let square = 0;
    for (let j = 0; j < dimensions; j++) square += sum[j]! * sum[j]!;
    if (square === 0) return vector;
    const length = Math.sqrt(square);
    for (let j = 0; j < dimensions; j++) vector[j] = sum[j]! / length;
    return vector;
  }

  return {
    id: `static-${sha256.slice(0, 12)}`,
    dimensions,
    encode: async (texts) => texts.map(encodeNow),
    encodeNow,
    letGo: () => remembered.clear(),
  };
}

interface Parsed {
  readonly dimensions: number;
  readonly sha256: string;
  readonly vocabulary: readonly string[];
  /** How many times a row is added. */
  readonly times: Int16Array;
  readonly rows: Int8Array;
}

function parsed(bytes: Uint8Array): Parsed {
  const { body, header } = staticEncoderParts(bytes);
  const { dimensions, tokens, vocabularyBytes, sha256 } = header;
  const scalesAt = vocabularyBytes + (-vocabularyBytes & 3);
  const rowsAt = scalesAt + tokens * 4;
  const vocabulary = new TextDecoder().decode(body.subarray(0, vocabularyBytes)).split("\n");
  if (vocabulary.length !== tokens || body.length !== rowsAt + tokens * dimensions) throw noStaticEncoder();
  const view = new DataView(body.buffer, body.byteOffset + scalesAt, tokens * 4);
  const scales = Float32Array.from({ length: tokens }, (_, token) => view.getFloat32(token * 4, true));
  const largest = scales.reduce((most, scale) => Math.max(most, scale), 0);
  const times = Int16Array.from(scales, (scale) => Math.round((scale / largest) * LARGEST_TIMES));
  const rows = new Int8Array(body.buffer, body.byteOffset + rowsAt, tokens * dimensions);
  return { dimensions, sha256, vocabulary, times, rows };
}

/** What the header says, and the bytes that its `sha256` is about. */
export interface StaticEncoderParts {
  readonly header: {
    readonly dimensions: number;
    readonly tokens: number;
    readonly vocabularyBytes: number;
    readonly sha256: string;
  };
  readonly body: Uint8Array;
}

export function staticEncoderParts(bytes: Uint8Array): StaticEncoderParts {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  let header: StaticEncoderParts["header"] & { format?: number };
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  } catch {
    throw noStaticEncoder();
  }
  if (header.format !== 1) throw noStaticEncoder();
  return { header, body: bytes.subarray(4 + length) };
}

export function noStaticEncoder(): EncephalonError {
  return new EncephalonError("damaged", "The file of the static encoder is damaged.", {
    remedy: "Install the package encephalon again.",
  });
}
