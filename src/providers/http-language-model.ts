import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import { conform } from "../model/validate.ts";
import type { CompletionOptions, LanguageModel } from "../ports/language-model.ts";
import { checkKey, type Patience, Requests } from "./http-requests.ts";

export interface HttpLanguageModelOptions {
  /** `openai`: `<url>/chat/completions`, as OpenAI and all that follow it. `ollama`: `<url>/api/chat`. */
  readonly protocol: "openai" | "ollama";
  /** Such as `https://api.openai.com/v1` or `http://localhost:11434`. */
  readonly url: string;
  /** The model's name there. */
  readonly model: string;
  /** Sent as a bearer token, over TLS or to this machine only. Taken from here alone, never logged. */
  readonly key?: string;
  /** Attempts at one request at most. Default 1: somebody waits for it. */
  readonly attempts?: number;
  /** For one attempt, in ms. Default 10,000. */
  readonly timeoutMs?: number;
}

const count = z.int().positive().exactOptional();
const optionsSchema = z.strictObject({
  protocol: z.enum(["openai", "ollama"]),
  url: z.string(),
  model: z.string().min(1),
  attempts: count,
  timeoutMs: count,
});

const remedy =
  'createHttpLanguageModel takes an object such as { protocol: "ollama", url: "http://localhost:11434", model }; a key is a text without spaces. See HttpLanguageModelOptions for its fields.';

/**
 * A language model behind HTTP. Nothing is sent before `complete` is called; then the prompt is, to that one
 * address: a redirect is an error.
 *
 * Errors: `invalid-options` here; `complete` rejects with `language-model-unreachable` after the last
 * attempt, or with `language-model-failed` where an answer is not what the protocol says. Neither holds a
 * prompt, an answer or the key.
 */
export function createHttpLanguageModel(options: HttpLanguageModelOptions): LanguageModel {
  const { key, ...open } = options ?? {};
  conform(optionsSchema, open, "invalid-options", remedy);
  checkKey(key, remedy);
  return new HttpLanguageModel(options);
}

class HttpLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #protocol: Protocol;
  readonly #model: string;
  readonly #patience: Patience;
  readonly #requests: Requests;

  constructor(options: HttpLanguageModelOptions) {
    const { protocol, model } = options;
    this.id = `${protocol}:${model}`;
    this.#protocol = protocols[protocol];
    this.#model = model;
    this.#patience = { attempts: options.attempts ?? 1, timeoutMs: options.timeoutMs ?? 10_000 };
    this.#requests = new Requests({
      of: "language-model",
      url: `${options.url.replace(/\/+$/, "")}/${this.#protocol.path}`,
      key: options.key ?? null,
    });
  }

  async complete(prompt: string, { maxTokens, signal }: CompletionOptions): Promise<string> {
    const body = {
      model: this.#model,
      messages: [{ role: "user", content: prompt.toWellFormed() }],
      stream: false,
      ...this.#protocol.bounds(maxTokens),
    };
    // A token is rarely more than 32 bytes, and JSON writes one as at most six; around them stands little.
    const most = 100_000 + maxTokens * 200;
    const answer = this.#protocol.answer.safeParse(
      await this.#requests.post(body, most, this.#patience, signal),
    );
    if (answer.success) return answer.data;
    throw new EncephalonError(
      "language-model-failed",
      `The language model ${this.id} answered not what the protocol says.`,
      { value: this.#requests.address, remedy: "Check the protocol, the address and the model." },
    );
  }
}

interface Protocol {
  readonly path: string;
  bounds(maxTokens: number): object;
  /** What of an answer is the text. */
  readonly answer: z.ZodType<string>;
}

const message = z.object({ content: z.string() });

const protocols: Readonly<Record<HttpLanguageModelOptions["protocol"], Protocol>> = {
  /** https://platform.openai.com/docs/api-reference/chat/create; `max_tokens` is what all that follow it know. */
  openai: {
    path: "chat/completions",
    bounds: (maxTokens) => ({ max_tokens: maxTokens, temperature: 0 }),
    answer: z
      .object({ choices: z.array(z.object({ message })).min(1) })
      .transform(({ choices }) => choices[0]!.message.content),
  },
  /** https://docs.ollama.com/api/chat */
  ollama: {
    path: "api/chat",
    bounds: (maxTokens) => ({ options: { num_predict: maxTokens, temperature: 0 } }),
    answer: z.object({ message }).transform(({ message: { content } }) => content),
  },
};
