import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Encoder } from "../src/ports/encoder.ts";
import { openOnnxEncoder } from "../src/providers/onnx-encoder.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { loadStsB, type SentencePair } from "./datasets/sts-b.ts";
import { isInstalled, onnxPackages, teacherFolder, teachers } from "./encoder.ts";
import { type EncoderEntry, inner, installReferences, references } from "./references.ts";
import { table } from "./report.ts";
import { spearman } from "./statistics.ts";

export interface EncoderFigures {
  readonly name: string;
  readonly id: string;
  readonly dimensions: number;
  readonly megabytes: number | null;
  /** Spearman's correlation of cosine and people's judgement on STS-B's dev part; null where it is not here. */
  readonly dev: number | null;
  /** Each different sentence of the dev part once, in batches of 64, after a first batch that is not counted. */
  readonly sentencesPerSecond: number | null;
}

const BATCH = 64;

/** The encoder that ships, and the teachers and references that are installed under `.cache`; says how to have the others. */
export async function shippedAndInstalled(
  directory: string,
  print: (text: string) => void,
): Promise<readonly EncoderEntry[]> {
  const asset = fileURLToPath(import.meta.resolve("encephalon/static-encoder.bin"));
  const entries: EncoderEntry[] = [{ name: "static", encoder: staticEncoder(), bytes: statSync(asset).size }];
  for (const name of teachers) {
    if (!isInstalled(name)) {
      print(`onnx ${name}: absent; npm run bench -- recall --encoder ${name} installs it`);
      continue;
    }
    const encoder = await openOnnxEncoder({ folder: teacherFolder(name), packagesFrom: onnxPackages });
    entries.push({
      name: `onnx ${name}`,
      encoder,
      bytes: statSync(join(teacherFolder(name), "model.onnx")).size,
    });
  }
  // GloVe's common part is that of sentences that are not judged.
  const train = loadStsB(directory, "train") ?? [];
  const others = await references(train.flatMap(({ first, second }) => [first, second]));
  if (others.length < 2) print(`GloVe or USE-lite: absent; to have them: ${installReferences}`);
  return [...entries, ...others];
}

/** Judges encoders on STS-B from the data directory. Prints nothing. */
export async function encodersReport(
  entries: readonly EncoderEntry[],
  directory: string,
): Promise<EncoderFigures[]> {
  const dev = loadStsB(directory, "dev");
  const figures: EncoderFigures[] = [];
  for (const { name, encoder, bytes } of entries) {
    figures.push({
      name,
      id: encoder.id,
      dimensions: encoder.dimensions,
      megabytes: bytes === null ? null : bytes / 1e6,
      ...(dev === null ? { dev: null, sentencesPerSecond: null } : await judged(encoder, dev)),
    });
  }
  return figures;
}

export function encodersTable(figures: readonly EncoderFigures[]): string {
  const shown = (value: number | null, digits: number): string =>
    value === null ? "-" : value.toFixed(digits);
  return table(
    ["encoder", "id", "dims", "MB", "STS-B dev", "sentences/s"],
    figures.map((row) => [
      row.name,
      row.id,
      String(row.dimensions),
      shown(row.megabytes, 1),
      shown(row.dev, 4),
      shown(row.sentencesPerSecond, 0),
    ]),
    2,
  );
}

async function judged(
  encoder: Encoder,
  pairs: readonly SentencePair[],
): Promise<Pick<EncoderFigures, "dev" | "sentencesPerSecond">> {
  const sentences = [...new Set(pairs.flatMap((pair) => [pair.first, pair.second]))];
  await encodeAll(encoder, sentences.slice(0, BATCH));
  const started = performance.now();
  const vectors = await encodeAll(encoder, sentences);
  const seconds = (performance.now() - started) / 1000;
  const vectorOf = new Map(sentences.map((sentence, i) => [sentence, vectors[i]!]));
  const dev = spearman(
    pairs.map((pair) => inner(vectorOf.get(pair.first)!, vectorOf.get(pair.second)!)),
    pairs.map((pair) => pair.likeness),
  );
  return { dev, sentencesPerSecond: sentences.length / seconds };
}

async function encodeAll(encoder: Encoder, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += BATCH)
    vectors.push(...(await encoder.encode(texts.slice(start, start + BATCH), "episode")));
  return vectors;
}
