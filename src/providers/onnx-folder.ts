import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";

/** How the vectors of a text's pieces become one: their mean, or the one of the piece that begins it. */
export type Pooling = "mean" | "cls";

/** A sentence encoder as it lies on disk. */
export interface OnnxFolder {
  readonly name: string;
  readonly modelFile: string;
  /** `tokenizer.json` and `tokenizer_config.json`, as Hugging Face's tokenizers take them. */
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  readonly pooling: Pooling;
  /** Pieces of a text at most, the special ones included. */
  readonly maxPieces: number;
  /** What is put before a text: some encoders read a cue and an episode differently. */
  readonly instructions: { readonly cue: string; readonly episode: string };
  /** SHA-256, 16 hex digits, of all that the vectors depend on. */
  readonly hash: string;
}

/** How a folder is to be read. */
export interface FolderOptions {
  /** The model's file in the folder. Default: `model.onnx`, else `onnx/model.onnx`. */
  readonly modelFile?: string;
  /** Default: what `1_Pooling/config.json` says, else `mean`. */
  readonly pooling?: Pooling;
  /** Pieces of a text that are read at most. Default: as many as the folder says that it was trained on. */
  readonly maxPieces?: number;
  /** Put before a cue, as bge asks for. Default: the folder's prompt called `query`, else nothing. */
  readonly cueInstruction?: string;
  /** Put before an episode. Default: the folder's prompt called `document` or `passage`, else nothing. */
  readonly episodeInstruction?: string;
}

export const modelFiles: readonly string[] = ["model.onnx", "onnx/model.onnx"];
const defaultMaxPieces = 512;

const count = z.int().positive().optional().catch(undefined);
const sentenceConfig = z.object({ max_seq_length: count });
const modelConfig = z.object({ max_position_embeddings: count });
const promptConfig = z.object({ prompts: z.record(z.string(), z.string()).optional().catch(undefined) });
const poolingConfig = z.record(z.string(), z.unknown());
const tokenizerConfig = z.looseObject({ model_max_length: count, do_lower_case: z.boolean().optional() });

/**
 * Reads a folder in the layout of sentence-transformers or Transformers.js.
 *
 * Errors: `cannot-open` where a file is missing or is not what it is named for; `invalid-options` where
 * it pools in a way other than by mean or first piece.
 */
export async function readOnnxFolder(path: string, options: FolderOptions): Promise<OnnxFolder> {
  const folder = resolve(path);
  const candidates = options.modelFile === undefined ? modelFiles : [options.modelFile];
  const model = candidates.find((file) => existsSync(join(folder, file)));
  if (model === undefined) throw unusable(folder, `has no ${candidates.join(" or ")}`);
  const modelFile = join(folder, model);
  const sentence = await config(folder, "sentence_bert_config.json", sentenceConfig);
  const network = await config(folder, "config.json", modelConfig);
  const tokens = (await config(folder, "tokenizer_config.json", tokenizerConfig)) ?? {};
  const { prompts = {} } = (await config(folder, "config_sentence_transformers.json", promptConfig)) ?? {};
  const tokenizer = await readTokenizer(folder, tokens.do_lower_case ?? true);
  const pooling = options.pooling ?? (await readPooling(folder)) ?? "mean";
  const maxPieces = Math.min(
    options.maxPieces ?? sentence?.max_seq_length ?? tokens.model_max_length ?? defaultMaxPieces,
    network?.max_position_embeddings ?? Number.POSITIVE_INFINITY,
  );
  const instructions = {
    cue: options.cueInstruction ?? prompts.query ?? "",
    episode: options.episodeInstruction ?? prompts.document ?? prompts.passage ?? "",
  };
  const hash = createHash("sha256");
  for (const file of [modelFile, `${modelFile}_data`])
    if (existsSync(file)) await pipeline(createReadStream(file), hash, { end: false });
  hash.update(JSON.stringify([tokenizer, tokens, pooling, maxPieces, instructions]));
  return {
    name: basename(folder),
    modelFile,
    tokenizer,
    tokenizerConfig: tokens,
    pooling,
    maxPieces,
    instructions,
    hash: hash.digest("hex").slice(0, 16),
  };
}

/** null where there is no such file. */
async function config<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<T | null> {
  const path = join(folder, file);
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw unusable(folder, `has a ${file} that cannot be read`, error);
  }
}

async function readPooling(folder: string): Promise<Pooling | null> {
  const given = await config(folder, "1_Pooling/config.json", poolingConfig);
  if (given === null) return null;
  // A name since sentence-transformers 5.3, a flag for each way before.
  const ways =
    typeof given.pooling_mode === "string"
      ? [given.pooling_mode]
      : Object.keys(given).filter((key) => key.startsWith("pooling_mode_") && given[key] === true);
  if (ways.length === 1 && /^(pooling_mode_)?mean(_tokens)?$/.test(ways[0]!)) return "mean";
  if (ways.length === 1 && /^(pooling_mode_)?cls(_token)?$/.test(ways[0]!)) return "cls";
  throw new EncephalonError("invalid-options", `The encoder at ${folder} pools by ${ways.join(" and ")}.`, {
    value: ways,
    remedy: "Use an encoder that pools by mean or cls, or force one of them with the option `pooling`.",
  });
}

/** `tokenizer.json`, or what it would hold for a BERT that comes with `vocab.txt` alone. */
async function readTokenizer(folder: string, lowercase: boolean): Promise<object> {
  const given = await config(folder, "tokenizer.json", z.looseObject({ model: z.looseObject({}) }));
  if (given !== null) return given;
  const path = join(folder, "vocab.txt");
  if (!existsSync(path)) throw unusable(folder, "has neither tokenizer.json nor vocab.txt");
  const pieces = (await readFile(path, "utf8")).replace(/\r?\n$/, "").split(/\r?\n/);
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const special = (
    token: string,
  ): { readonly SpecialToken: { readonly id: string; readonly type_id: 0 } } => ({
    SpecialToken: { id: token, type_id: 0 },
  });
  const known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].filter((token) => token in vocab);
  return {
    version: "1.0",
    added_tokens: known.map((content) => ({ id: vocab[content], content, special: true, normalized: false })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [special("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, special("[SEP]")],
      pair: [],
      special_tokens: Object.fromEntries(
        ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

function unusable(folder: string, what: string, cause?: unknown): EncephalonError {
  return new EncephalonError("cannot-open", `The encoder at ${folder} ${what}.`, {
    value: folder,
    remedy:
      "Give a folder that holds an encoder's ONNX model and its tokeniser, as sentence-transformers saves it.",
    cause,
  });
}
