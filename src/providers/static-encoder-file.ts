import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRowSums } from "../kernels/row-sums.ts";
import { createStaticEncoder, noStaticEncoder, staticEncoderParts } from "../perception/static-encoder.ts";
import type { Encoder } from "../ports/encoder.ts";

let shipped: Required<Encoder> | undefined;

/**
 * The encoder that ships with the package, read once a process (about 8 MB).
 * Errors: `damaged` when the file is not there or not as it was made.
 */
export function staticEncoder(): Required<Encoder> {
  shipped ??= readStaticEncoder(fileURLToPath(import.meta.resolve("encephalon/static-encoder.bin")));
  return shipped;
}

/** A static encoder from a file that tools/encoder made. */
export function readStaticEncoder(path: string): Required<Encoder> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw noStaticEncoder();
  }
  const { header, body } = staticEncoderParts(bytes);
  if (createHash("sha256").update(body).digest("hex") !== header.sha256) throw noStaticEncoder();
  return createStaticEncoder(bytes, createRowSums);
}
