import { type BertConfig, bertOnnx } from "./bert-onnx.ts";
import type { Tensor } from "./safetensors.ts";

/** Positions begin behind those of padding. */
const FIRST_PLACE = 2;
/** Distances up to `EXACT` have a bucket each, on either side; the others share as many up to `FARTHEST`, by their logarithm. */
const EXACT = 8;
const FARTHEST = 128;

/**
 * MPNet (Song et al. 2020, arXiv:2004.09297) as an ONNX model, from its tensors under the names of Hugging Face's
 * MPNetModel: a BERT without kinds of text whose attention is biased by how far apart two pieces are.
 */
export function mpnetOnnx(tensors: ReadonlyMap<string, Tensor>, config: BertConfig): Uint8Array {
  const renamed = new Map([...tensors].map(([name, tensor]) => [bertName(name), tensor]));
  const { hidden_size: hidden, num_attention_heads: heads } = config;
  const places = tensors.get("embeddings.position_embeddings.weight")!;
  const pieces = places.shape[0]! - FIRST_PLACE;
  renamed.set("embeddings.position_embeddings.weight", {
    shape: [pieces, hidden],
    values: places.values.subarray(FIRST_PLACE * hidden),
  });
  renamed.set("embeddings.token_type_embeddings.weight", {
    shape: [2, hidden],
    values: new Float32Array(2 * hidden),
  });
  const biases = tensors.get("encoder.relative_attention_bias.weight")!;
  const [buckets] = biases.shape as [number];
  const values = new Float32Array(heads * pieces * pieces);
  for (let from = 0; from < pieces; from++)
    for (let to = 0; to < pieces; to++) {
      const bucket = bucketOf(to - from, buckets);
      for (let head = 0; head < heads; head++)
        values[(head * pieces + from) * pieces + to] = biases.values[bucket * heads + head]!;
    }
  return bertOnnx(renamed, config, { placeBias: { shape: [1, heads, pieces, pieces], values } });
}

const parts: Readonly<Record<string, string>> = {
  "attention.attn.q": "attention.self.query",
  "attention.attn.k": "attention.self.key",
  "attention.attn.v": "attention.self.value",
  "attention.attn.o": "attention.output.dense",
  "attention.LayerNorm": "attention.output.LayerNorm",
};

function bertName(name: string): string {
  return name.replace(/attention\.(?:attn\.[qkvo]|LayerNorm)/, (part) => parts[part]!);
}

/** Which of the learned biases goes with a piece so far behind (above 0) or before. */
export function bucketOf(distance: number, buckets: number): number {
  const half = buckets / 2;
  const far = Math.abs(distance);
  const side = distance > 0 ? half : 0;
  if (far < EXACT) return side + far;
  const steps = Math.trunc((Math.log(far / EXACT) / Math.log(FARTHEST / EXACT)) * (half - EXACT));
  return side + Math.min(EXACT + steps, half - 1);
}
