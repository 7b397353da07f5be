import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Encoder } from "../src/ports/encoder.ts";
import { openOnnxEncoder } from "../src/providers/onnx-encoder.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { loadStsB, type SentencePair } from "./datasets/sts-b.ts";
import { onnxPackages, teacherFolder, teachers } from "./encoder.ts";
import { table } from "./report.ts";
import { spearman } from "./statistics.ts";

export interface EncoderEntry {
  readonly name: string;
  readonly encoder: Encoder;
  /** Bytes of its file or files on disk; null where they are not here. */
  readonly bytes: number | null;
}

export interface EncoderFigures {
  readonly name: string;
  readonly id: string;
  readonly dimensions: number;
  readonly megabytes: number | null;
  /** Spearman's correlation of cosine and people's judgement, by part of STS-B; null where it is not here. */
  readonly dev: number | null;
  readonly train: number | null;
  /** Each different sentence of the dev part once, in batches of 64, after a first batch that is not counted. */
  readonly sentencesPerSecond: number | null;
}

const BATCH = 64;

/** The encoder that ships, and the teachers that are installed under `.cache`. */
export async function shippedAndInstalled(): Promise<readonly EncoderEntry[]> {
  const asset = fileURLToPath(import.meta.resolve("encephalon/static-encoder.bin"));
  const entries: EncoderEntry[] = [{ name: "static", encoder: staticEncoder(), bytes: statSync(asset).size }];
  for (const name of teachers) {
    const model = join(teacherFolder(name), "model.onnx");
    if (!existsSync(model)) continue;
    const encoder = await openOnnxEncoder({ folder: teacherFolder(name), packagesFrom: onnxPackages });
    entries.push({ name: `onnx ${name}`, encoder, bytes: statSync(model).size });
  }
  return entries;
}

/** Judges encoders on STS-B from the data directory. Prints nothing. */
export async function encodersReport(
  entries: readonly EncoderEntry[],
  directory: string,
): Promise<EncoderFigures[]> {
  const dev = loadStsB(directory, "dev");
  const train = loadStsB(directory, "train");
  const figures: EncoderFigures[] = [];
  for (const { name, encoder, bytes } of entries) {
    figures.push({
      name,
      id: encoder.id,
      dimensions: encoder.dimensions,
      megabytes: bytes === null ? null : bytes / 1e6,
      dev: dev === null ? null : await judged(encoder, dev),
      train: train === null ? null : await judged(encoder, train),
      sentencesPerSecond: dev === null ? null : await pace(encoder, dev),
    });
  }
  return figures;
}

export function encodersTable(figures: readonly EncoderFigures[]): string {
  const shown = (value: number | null, digits: number): string =>
    value === null ? "-" : value.toFixed(digits);
  return table(
    ["encoder", "id", "dims", "MB", "STS-B dev", "STS-B train", "sentences/s"],
    figures.map((row) => [
      row.name,
      row.id,
      String(row.dimensions),
      shown(row.megabytes, 1),
      shown(row.dev, 4),
      shown(row.train, 4),
      shown(row.sentencesPerSecond, 0),
    ]),
    2,
  );
}

async function judged(encoder: Encoder, pairs: readonly SentencePair[]): Promise<number> {
  const vectors = await encodeAll(
    encoder,
    pairs.flatMap((pair) => [pair.first, pair.second]),
  );
  const cosines = pairs.map((_, i) => inner(vectors[2 * i]!, vectors[2 * i + 1]!));
  return spearman(
    cosines,
    pairs.map((pair) => pair.likeness),
  );
}

async function pace(encoder: Encoder, pairs: readonly SentencePair[]): Promise<number> {
  const sentences = [...new Set(pairs.flatMap((pair) => [pair.first, pair.second]))];
  await encodeAll(encoder, sentences.slice(0, BATCH));
  const start = performance.now();
  await encodeAll(encoder, sentences);
  return (sentences.length / (performance.now() - start)) * 1000;
}

async function encodeAll(encoder: Encoder, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += BATCH)
    vectors.push(...(await encoder.encode(texts.slice(start, start + BATCH), "episode")));
  return vectors;
}

function inner(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
