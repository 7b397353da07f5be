import { EncephalonError } from "../model/errors.ts";
import type { Purpose } from "../ports/encoder.ts";
import { type FolderOptions, type OnnxFolder, readOnnxFolder } from "./onnx-folder.ts";
import { fetchModel, type HubOptions } from "./onnx-hub.ts";
import { optionalPackage } from "./optional-package.ts";
import { unit } from "./unit.ts";

/** A model to run: in a folder, or on a hub from where it comes into one. */
export type SessionOptions = FolderOptions &
  ({ readonly folder: string; readonly model?: never } | (HubOptions & { readonly folder?: never })) & {
    /** Threads that the runtime computes with. Default 1. */
    readonly threads?: number;
    /** A folder whose node_modules has the runtime and the tokeniser. Default: this package's own. */
    readonly packagesFrom?: string;
  };

/** What is used of `onnxruntime-node`. */
interface Runtime {
  readonly InferenceSession: { create(path: string, options: object): Promise<Session> };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => Tensor;
}

interface Session {
  readonly inputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

interface Tensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** What is used of `@huggingface/tokenizers`. */
interface Tokenizers {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

interface Tokenizer {
  encode(
    text: string,
    options?: { readonly add_special_tokens: boolean },
  ): { readonly ids: readonly number[] };
}

/** The GPU libraries that onnxruntime-node's installer would fetch are not needed. */
const install = "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node @huggingface/tokenizers";

/** Pieces that one run computes at most, padding included, unless one text is longer: it gains nothing from more. */
const RUN_PIECES = 256;

/** Only a text of unheard-of words has pieces longer than this on average. */
const PIECE_CHARACTERS = 64;

/**
 * A sentence encoder by onnxruntime-node and Hugging Face's tokenizers, which are not installed with this
 * package. A run holds the event loop of its process while it computes.
 *
 * Errors: `missing-package`, with the command that installs it; `cannot-open`; `invalid-options`; those
 * of `fetchModel`.
 */
export async function openOnnxSession(options: SessionOptions): Promise<OnnxSession> {
  const from = options.packagesFrom ?? null;
  const { threads = 1, maxPieces = null } = options;
  if ((options.folder === undefined) === (options.model === undefined))
    throw new EncephalonError("invalid-options", "An encoder is in a folder or on a hub.", {
      value: options,
      remedy: "Give either { folder } or { model, cacheFolder }.",
    });
  for (const value of [threads, maxPieces ?? 1])
    if (!Number.isSafeInteger(value) || value < 1)
      throw new EncephalonError("invalid-options", `${value} is no number of threads or pieces.`, {
        value,
        remedy: "Give a positive whole number, or leave it out.",
      });
  const runtime = (await optionalPackage("onnxruntime-node", from, install)) as Runtime;
  const { Tokenizer } = (await optionalPackage("@huggingface/tokenizers", from, install)) as Tokenizers;
  const path = options.folder ?? (await fetchModel(options, options.modelFile ?? null));
  const folder = await readOnnxFolder(path, options);
  try {
    const session = await runtime.InferenceSession.create(folder.modelFile, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    const pieces = new Pieces(new Tokenizer(folder.tokenizer, folder.tokenizerConfig), folder.maxPieces);
    const [probe] = await run(runtime, session, folder, [pieces.of("a")]);
    return new OnnxSession(runtime, session, folder, pieces, probe!.length);
  } catch (error) {
    throw new EncephalonError("cannot-open", `The encoder at ${path} cannot be run.`, {
      value: path,
      remedy: "It must be an ONNX model that takes input_ids, with the tokeniser that belongs to it.",
      cause: error,
    });
  }
}

/** A text as the ids of its pieces, cut before the special ones at its end. */
class Pieces {
  readonly #tokenizer: Tokenizer;
  readonly #most: number;
  /** Special pieces after a text. */
  readonly #closing: number;

  constructor(tokenizer: Tokenizer, most: number) {
    this.#tokenizer = tokenizer;
    this.#most = most;
    const whole = tokenizer.encode("a").ids;
    const bare = tokenizer.encode("a", { add_special_tokens: false }).ids;
    const start = whole.findIndex((_, i) => bare.every((id, k) => whole[i + k] === id));
    this.#closing = whole.length - Math.max(start, 0) - bare.length;
  }

  of(text: string): readonly number[] {
    // What is far behind the last piece is not even looked at. Half a surrogate pair is no character.
    const { ids } = this.#tokenizer.encode(text.slice(0, this.#most * PIECE_CHARACTERS).toWellFormed());
    if (ids.length <= this.#most) return ids;
    return [...ids.slice(0, this.#most - this.#closing), ...ids.slice(ids.length - this.#closing)];
  }
}

export class OnnxSession {
  readonly id: string;
  readonly dimensions: number;
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #folder: OnnxFolder;
  readonly #pieces: Pieces;

  constructor(runtime: Runtime, session: Session, folder: OnnxFolder, pieces: Pieces, dimensions: number) {
    this.#runtime = runtime;
    this.#session = session;
    this.#folder = folder;
    this.#pieces = pieces;
    this.dimensions = dimensions;
    this.id = `onnx:${folder.name}:${folder.hash}:${folder.pooling}`;
  }

  /** One vector a text, in order. Between two runs others have their turn, and `signal` is looked at. */
  async encode(
    texts: readonly string[],
    purpose: Purpose,
    signal?: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = texts.map(() => new Float32Array(this.dimensions));
    const instruction = this.#folder.instructions[purpose];
    const said = texts.flatMap((text, place) =>
      text.trim() === "" ? [] : [{ place, ids: this.#pieces.of(instruction + text) }],
    );
    // Texts of a length together: what is padded is computed for nothing.
    said.sort((a, b) => a.ids.length - b.ids.length);
    for (let start = 0; start < said.length; ) {
      signal?.throwIfAborted();
      let end = start + 1;
      while (end < said.length && (end + 1 - start) * said[end]!.ids.length <= RUN_PIECES) end++;
      const batch = said.slice(start, end);
      const found = await run(
        this.#runtime,
        this.#session,
        this.#folder,
        batch.map(({ ids }) => ids),
      );
      for (const [i, { place }] of batch.entries()) vectors[place] = found[i]!;
      start = end;
    }
    return vectors;
  }
}

/** One unit vector for each list of pieces. */
async function run(
  { Tensor }: Runtime,
  session: Session,
  { pooling }: OnnxFolder,
  batch: readonly (readonly number[])[],
): Promise<readonly Float32Array[]> {
  const width = Math.max(...batch.map((ids) => ids.length));
  const dims = [batch.length, width];
  const column = (value: (ids: readonly number[], i: number) => number): Tensor => {
    const data = new BigInt64Array(batch.length * width);
    for (const [row, ids] of batch.entries())
      for (let i = 0; i < width; i++) data[row * width + i] = BigInt(value(ids, i));
    return new Tensor("int64", data, dims);
  };
  const feeds: Record<string, Tensor> = {};
  for (const name of session.inputNames) {
    if (name === "input_ids") feeds[name] = column((ids, i) => ids[i] ?? 0);
    else if (name === "attention_mask") feeds[name] = column((ids, i) => (i < ids.length ? 1 : 0));
    else if (name === "position_ids") feeds[name] = column((_, i) => i);
    else if (name === "token_type_ids") feeds[name] = column(() => 0);
  }
  const outputs = Object.values(await session.run(feeds));
  // Of the pieces, or, where the model pools itself, of the texts.
  const output =
    outputs.find(({ dims }) => dims.length === 3) ?? outputs.find(({ dims }) => dims.length === 2);
  const data = output?.data;
  if (output === undefined || !(data instanceof Float32Array))
    throw new TypeError("No output holds vectors.");
  const size = output.dims.at(-1)!;
  return batch.map((ids, row) => {
    if (output.dims.length === 2) return unit(data.slice(row * size, (row + 1) * size));
    const first = row * width * size;
    if (pooling === "cls") return unit(data.slice(first, first + size));
    // The sum points where the mean does.
    const sum = new Float32Array(size);
    for (let i = 0; i < ids.length; i++)
      for (let k = 0; k < size; k++) sum[k]! += data[first + i * size + k]!;
    return unit(sum);
  });
}
