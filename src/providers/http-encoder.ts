import { createHash } from "node:crypto";
import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import { conform } from "../model/validate.ts";
import type { Encoder, Purpose } from "../ports/encoder.ts";
import { checkKey, type Endpoint, type Patience, Requests } from "./http-requests.ts";
import { Limit } from "./limit.ts";

export interface HttpEncoderOptions {
  /** `openai`: `<url>/embeddings`, as OpenAI and all that follow it. `ollama`: `<url>/api/embed`. */
  readonly protocol: "openai" | "ollama";
  /** Such as `https://api.openai.com/v1` or `http://localhost:11434`. */
  readonly url: string;
  /** The model's name there. */
  readonly model: string;
  /** How many numbers its vectors have. */
  readonly dimensions: number;
  /** Sent as a bearer token, over TLS or to this machine only. Taken from here alone, never logged. */
  readonly key?: string;
  /** To be changed when other weights are served under the same name: another one, another id. */
  readonly revision?: string;
  /** Put before a cue. Default: nothing. */
  readonly cueInstruction?: string;
  /** Put before an episode. Default: nothing. */
  readonly episodeInstruction?: string;
  /** Characters of a text that are sent at most: servers refuse what is longer than they take. Default 8,000. */
  readonly longestText?: number;
  /** Texts in one request at most. Default 64. */
  readonly batch?: number;
  /** Requests for episodes under way at most, and as many for cues, which do not wait for a list. Default 4. */
  readonly concurrency?: number;
  /** Attempts at one request for episodes at most. Default 4. A cue has one: somebody waits for it. */
  readonly attempts?: number;
  /** For one attempt, in ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** The same for a cue. Default 10,000. */
  readonly cueTimeoutMs?: number;
  /** Cues whose vectors are kept. Default 1,000. */
  readonly cachedCues?: number;
}

const count = z.int().positive().exactOptional();
const optionsSchema = z.strictObject({
  protocol: z.enum(["openai", "ollama"]),
  url: z.string(),
  model: z.string().min(1),
  dimensions: z.int().positive(),
  revision: z.string().exactOptional(),
  cueInstruction: z.string().exactOptional(),
  episodeInstruction: z.string().exactOptional(),
  longestText: count,
  batch: count,
  concurrency: count,
  attempts: count,
  timeoutMs: count,
  cueTimeoutMs: count,
  cachedCues: z.int().nonnegative().exactOptional(),
});

/**
 * An encoder behind HTTP. Nothing is sent before `encode` is called; then the texts are, to that one
 * address: a redirect is an error.
 *
 * Errors: `invalid-options` here; `encode` rejects with `encoder-unreachable` after the last attempt, or
 * with `encoder-failed` where an answer is not what the protocol says. Neither holds a text or the key.
 */
export function createHttpEncoder(options: HttpEncoderOptions): Encoder {
  const { key, ...open } = options ?? {};
  conform(optionsSchema, open, "invalid-options", remedy);
  checkKey(key, remedy);
  return new HttpEncoder(options);
}

const remedy =
  'createHttpEncoder takes an object such as { protocol: "ollama", url: "http://localhost:11434", model, dimensions }; a key is a text without spaces. See HttpEncoderOptions for its fields.';

/** Of who does not say when to stop. */
const never = new AbortController().signal;

class HttpEncoder implements Encoder {
  readonly id: string;
  readonly dimensions: number;
  readonly #protocol: Protocol;
  readonly #model: string;
  readonly #instructions: Readonly<Record<Purpose, string>>;
  readonly #patience: Readonly<Record<Purpose, Patience>>;
  readonly #longestText: number;
  readonly #batch: number;
  readonly #requests: Requests;
  readonly #limits: Readonly<Record<Purpose, Limit>>;
  /** The least recently used first. */
  readonly #cues = new Map<string, Float32Array>();
  readonly #cachedCues: number;

  constructor(options: HttpEncoderOptions) {
    const { protocol, model, dimensions } = options;
    const { revision = "", longestText = 8_000, episodeInstruction = "" } = options;
    // A cue's instruction changes no vector that is recorded.
    const all = JSON.stringify([protocol, model, dimensions, revision, longestText, episodeInstruction]);
    const hash = createHash("sha256").update(all).digest("hex").slice(0, 16);
    this.id = `${protocol}:${model.replaceAll("\0", " ").toWellFormed()}:${dimensions}:${hash}`;
    this.dimensions = dimensions;
    this.#protocol = protocols[protocol];
    this.#model = model;
    this.#instructions = { cue: options.cueInstruction ?? "", episode: episodeInstruction };
    this.#patience = {
      cue: { attempts: 1, timeoutMs: options.cueTimeoutMs ?? 10_000 },
      episode: { attempts: options.attempts ?? 4, timeoutMs: options.timeoutMs ?? 30_000 },
    };
    this.#longestText = longestText;
    this.#batch = options.batch ?? 64;
    this.#cachedCues = options.cachedCues ?? 1000;
    const { concurrency = 4 } = options;
    this.#limits = { cue: new Limit(concurrency), episode: new Limit(concurrency) };
    const endpoint: Endpoint = {
      of: "encoder",
      url: `${options.url.replace(/\/+$/, "")}/${this.#protocol.path}`,
      key: options.key ?? null,
    };
    this.#requests = new Requests(endpoint);
  }

  /** Rejects with the signal's reason when it is aborted; nothing is sent from then on. */
  async encode(
    texts: readonly string[],
    purpose: Purpose,
    signal: AbortSignal = never,
  ): Promise<readonly Float32Array[]> {
    const vectors = texts.map((text) =>
      // Blank texts are refused by some servers, and say nothing.
      text.trim() === "" ? new Float32Array(this.dimensions) : purpose === "cue" ? this.#known(text) : null,
    );
    const missing = vectors.flatMap((vector, place) => (vector === null ? [place] : []));
    const batches: (readonly number[])[] = [];
    for (let i = 0; i < missing.length; i += this.#batch) batches.push(missing.slice(i, i + this.#batch));
    await this.#limits[purpose].all(
      batches.map((places) => async () => {
        const found = await this.#ask(
          places.map((place) => this.#instructions[purpose] + this.#cut(texts[place]!)),
          this.#patience[purpose],
          signal,
        );
        for (const [i, place] of places.entries()) vectors[place] = found[i]!;
      }),
    );
    if (purpose === "cue") for (const place of missing) this.#remember(texts[place]!, vectors[place]!);
    return vectors as Float32Array[];
  }

  async #ask(
    input: readonly string[],
    patience: Patience,
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    // A number takes at most 25 characters as JSON writes it, and servers indent.
    const most = 1_000_000 + input.length * this.dimensions * 64;
    const answer = await this.#requests.post({ model: this.#model, input }, most, patience, signal);
    const read = this.#protocol.answer.safeParse(answer);
    const vectors = read.success ? this.#protocol.vectors(read.data) : null;
    if (vectors === null) throw this.#failed("not what the protocol says");
    if (vectors.length !== input.length)
      throw this.#failed(`${vectors.length} vectors for ${input.length} texts`);
    return vectors.map((numbers) => this.#unit(numbers));
  }

  #unit(numbers: readonly number[]): Float32Array {
    if (numbers.length !== this.dimensions)
      throw this.#failed(`a vector of ${numbers.length} dimensions, not ${this.dimensions}`);
    const length = Math.hypot(...numbers);
    const vector = Float32Array.from(numbers, (value) => (length > 0 ? value / length : 0));
    if (!vector.every(Number.isFinite)) throw this.#failed("a number that is not finite");
    return vector;
  }

  /** Half a surrogate pair is no character to a server. */
  #cut(text: string): string {
    return text.slice(0, this.#longestText).toWellFormed();
  }

  #failed(what: string): EncephalonError {
    return new EncephalonError("encoder-failed", `The encoder ${this.id} answered ${what}.`, {
      value: this.#requests.address,
      remedy: "Check the address, the protocol, the model and its dimensions.",
    });
  }

  #known(cue: string): Float32Array | null {
    const vector = this.#cues.get(cue);
    if (vector === undefined) return null;
    this.#remember(cue, vector);
    return vector.slice();
  }

  #remember(cue: string, vector: Float32Array): void {
    this.#cues.delete(cue);
    this.#cues.set(cue, vector.slice());
    if (this.#cues.size > this.#cachedCues)
      for (const [oldest] of this.#cues) return void this.#cues.delete(oldest);
  }
}

interface Protocol {
  readonly path: string;
  readonly answer: z.ZodType;
  /** In the order of the texts; null where places are missing. */
  vectors(answer: unknown): readonly (readonly number[])[] | null;
}

const numbers = z.array(z.number());

const protocols: Readonly<Record<HttpEncoderOptions["protocol"], Protocol>> = {
  /** https://platform.openai.com/docs/api-reference/embeddings */
  openai: {
    path: "embeddings",
    answer: z.object({ data: z.array(z.object({ index: z.int().nonnegative(), embedding: numbers })) }),
    vectors(answer) {
      const { data } = answer as { data: readonly { index: number; embedding: readonly number[] }[] };
      const ordered = data.toSorted((a, b) => a.index - b.index);
      return ordered.every(({ index }, i) => index === i) ? ordered.map(({ embedding }) => embedding) : null;
    },
  },
  /** https://docs.ollama.com/api/embed */
  ollama: {
    path: "api/embed",
    answer: z.object({ embeddings: z.array(numbers) }),
    vectors: (answer) => (answer as { embeddings: readonly (readonly number[])[] }).embeddings,
  },
};
