import { EncephalonError } from "../model/errors.ts";
import type { Encoder } from "../ports/encoder.ts";
import { sentencesOf } from "./statements.ts";
import { createWordPiece } from "./word-piece.ts";

/** Characters of a sentence that is worth keeping. */
const LONGEST_REMEMBERED = 1_000;
/** Pieces of a text that are read, a multiple of four; the rest of a longer text is not. */
const LONGEST = 512;
/** An episode's statements are sentences of the whole, read just before. Dropped whole when full. */
const REMEMBERED = 64;

/**
 * A text's vector is the sum of its pieces' rows, at length 1: model2vec's encoder, its rows distilled from a sentence
 * encoder by tools/encoder. Rows are added up a sentence at a time, then the sentences: with the package's scales,
 * which lie within a factor of 2^6, every sum fits a double exactly, so the order makes no difference. Pure: sums, products and one root, so every machine says the same bits.
 *
 * `bytes`: header length (uint32), header (JSON), pieces in order of their ids (UTF-8, a line each, padded with zeros to
 * a multiple of four), a float32 scale a row, then the int8 rows; little-endian.
 * The id is made of the header's `sha256` of all that follows it: whoever reads the bytes checks it.
 * Errors: `damaged` when they are no such file.
 */
export function createStaticEncoder(bytes: Uint8Array): Required<Encoder> {
  const { dimensions, sha256, vocabulary, scales, rows } = parsed(bytes);
  const wordPiece = createWordPiece(vocabulary);
  const ids = new Int32Array(LONGEST);
  const total = new Float64Array(dimensions);
  /** Where the sums of a sentence's rows are kept, and how many pieces they are of. */
  const remembered = new Map<string, number>();
  const sums = Array.from({ length: REMEMBERED }, () => new Float64Array(dimensions));
  const counts = new Int32Array(REMEMBERED);
  const rest = new Float64Array(dimensions);

  /** Adds up the rows of a sentence's first pieces, at most `limit`; returns how many they are. */
  function read(sentence: string, limit: number, sum: Float64Array): number {
    const count = wordPiece.encodeInto(sentence, limit === LONGEST ? ids : ids.subarray(0, limit));
    sum.fill(0);
    // Four rows a pass, one product after the other: the order of the pieces. What is beyond the last counts 0.
    for (let i = 0; i < count; i += 4) {
      const a = ids[i]!;
      const b = ids[i + 1]!;
      const c = ids[i + 2]!;
      const d = ids[i + 3]!;
      const scaleA = scales[a]!;
      const scaleB = i + 1 < count ? scales[b]! : 0;
      const scaleC = i + 2 < count ? scales[c]! : 0;
      const scaleD = i + 3 < count ? scales[d]! : 0;
      const rowA = a * dimensions;
      const rowB = b * dimensions;
      const rowC = c * dimensions;
      const rowD = d * dimensions;
      for (let j = 0; j < dimensions; j++)
        sum[j] =
          sum[j]! +
          scaleA * rows[rowA + j]! +
          scaleB * rows[rowB + j]! +
          scaleC * rows[rowC + j]! +
          scaleD * rows[rowD + j]!;
    }
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

  function encodeNow(text: string): Float32Array {
    total.fill(0);
    let left = LONGEST;
    for (const sentence of sentencesOf(text)) {
      const place = sentence.length > LONGEST_REMEMBERED ? -1 : placeOf(sentence);
      const isWhole = place >= 0 && counts[place]! <= left;
      const count = isWhole ? counts[place]! : read(sentence, left, rest);
      const sum = isWhole ? sums[place]! : rest;
      for (let j = 0; j < dimensions; j++) total[j]! += sum[j]!;
      left -= count;
      if (left <= 0) break;
    }
    let square = 0;
    for (let j = 0; j < dimensions; j++) square += total[j]! * total[j]!;
    const vector = new Float32Array(dimensions);
    if (square === 0) return vector;
    const length = Math.sqrt(square);
    for (let j = 0; j < dimensions; j++) vector[j] = total[j]! / length;
    return vector;
  }

  return {
    id: `static-${sha256.slice(0, 12)}`,
    dimensions,
    encode: async (texts) => texts.map(encodeNow),
    encodeNow,
  };
}

interface Parsed {
  readonly dimensions: number;
  readonly sha256: string;
  readonly vocabulary: readonly string[];
  readonly scales: Float32Array;
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
  const scales = new Float32Array(tokens);
  for (let token = 0; token < tokens; token++) scales[token] = view.getFloat32(token * 4, true);
  const rows = new Int8Array(body.buffer, body.byteOffset + rowsAt, tokens * dimensions);
  return { dimensions, sha256, vocabulary, scales, rows };
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
