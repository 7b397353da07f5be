import { EncephalonError } from "../model/errors.ts";
import type { Encoder } from "../ports/encoder.ts";
import { createWordPiece } from "./word-piece.ts";

/** Pieces of a text that are read; the rest of a longer text is not. */
const LONGEST = 512;

/**
 * A text's vector is the sum of its pieces' rows, at length 1: model2vec's encoder, its rows distilled from a sentence
 * encoder by tools/encoder. Pure: sums, products and one root, so every machine says the same bits.
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
  const sum = new Float64Array(dimensions);

  function encodeNow(text: string): Float32Array {
    const count = wordPiece.encodeInto(text, ids);
    sum.fill(0);
    for (let i = 0; i < count; i++) {
      const scale = scales[ids[i]!]!;
      const row = ids[i]! * dimensions;
      for (let j = 0; j < dimensions; j++) sum[j]! += scale * rows[row + j]!;
    }
    let square = 0;
    for (let j = 0; j < dimensions; j++) square += sum[j]! * sum[j]!;
    const vector = new Float32Array(dimensions);
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
