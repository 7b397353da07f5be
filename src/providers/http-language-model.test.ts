import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";
import { EncephalonError, type ErrorCode } from "../model/errors.ts";
import { createHttpLanguageModel, type HttpLanguageModelOptions } from "./http-language-model.ts";

const key = "sk-canary-key-0123456789";
const prompt = "canary prompt";

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers each request in turn with one of these; the last one again and again. */
async function serve(
  answers: readonly ((response: ServerResponse) => void)[],
  use: (url: string, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString()) as Asked["body"];
    asked.push({ path: request.url!, authorization: request.headers.authorization, body });
    (answers[asked.length - 1] ?? answers.at(-1)!)(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const says = (answer: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(answer));
const refuses = (status: number) => (response: ServerResponse) => void response.writeHead(status).end();
const silent = (): void => undefined;
const openai = (url: string): HttpLanguageModelOptions => ({
  protocol: "openai",
  url: `${url}/v1`,
  model: "m",
});
const asking = { maxTokens: 50, signal: new AbortController().signal };

async function fails(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof EncephalonError);
    assert.equal(error.code, code, error.message);
    assert.ok(!/canary/.test(inspect(error, { depth: 9 })), "neither key nor prompt");
    return true;
  });
}

test("Y10: OpenAI's protocol: address, key, model, prompt and bound are sent; the text comes back", () =>
  serve([says({ choices: [{ message: { role: "assistant", content: '["a"]' } }] })], async (url, asked) => {
    const model = createHttpLanguageModel({ ...openai(url), key });
    assert.equal(asked.length, 0);
    assert.equal(await model.complete(prompt, asking), '["a"]');
    const { path, authorization, body } = asked[0]!;
    assert.deepEqual([path, authorization], ["/v1/chat/completions", `Bearer ${key}`]);
    assert.deepEqual(body, {
      model: "m",
      messages: [{ role: "user", content: prompt }],
      stream: false,
      max_tokens: 50,
      temperature: 0,
    });
  }));

test("Y10: Ollama's protocol", () =>
  serve([says({ message: { role: "assistant", content: "x" }, done: true })], async (url, asked) => {
    const model = createHttpLanguageModel({ protocol: "ollama", url, model: "m" });
    assert.equal(model.id, "ollama:m");
    assert.equal(await model.complete(prompt, asking), "x");
    assert.equal(asked[0]!.path, "/api/chat");
    assert.deepEqual(asked[0]!.body.options, { num_predict: 50, temperature: 0 });
  }));

test("Y10: an answer against the protocol fails, once; a busy server is asked again where that is allowed", async () => {
  const odd: readonly unknown[] = [{}, { choices: [] }, { choices: [{ message: { content: 1 } }] }, []];
  for (const answer of odd)
    await serve([says(answer)], async (url, asked) => {
      await fails(
        createHttpLanguageModel({ ...openai(url), key }).complete(prompt, asking),
        "language-model-failed",
      );
      assert.equal(asked.length, 1);
    });
  const right = says({ choices: [{ message: { content: "y" } }] });
  await serve([refuses(503), right], async (url, asked) => {
    assert.equal(
      await createHttpLanguageModel({ ...openai(url), attempts: 2 }).complete(prompt, asking),
      "y",
    );
    assert.equal(asked.length, 2);
  });
  await serve([refuses(503), right], async (url, asked) => {
    await fails(createHttpLanguageModel(openai(url)).complete(prompt, asking), "language-model-unreachable");
    assert.equal(asked.length, 1);
  });
});

test("Y10: a server that does not answer is left when the time is over, or when nobody waits any more", () =>
  serve([silent], async (url) => {
    const model = createHttpLanguageModel({ ...openai(url), timeoutMs: 50 });
    await fails(model.complete(prompt, asking), "language-model-unreachable");
    const stop = new AbortController();
    const patient = createHttpLanguageModel(openai(url)).complete(prompt, {
      maxTokens: 5,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error("nobody waits")), 30);
    await assert.rejects(patient, /nobody waits/);
  }));

test("Y10: options that cannot be used are refused, and the key is not shown", () => {
  const given = [
    { ...openai("http://x"), protocol: "smtp" },
    { ...openai("http://x"), model: "" },
    { ...openai("http://x"), key: "canary with spaces" },
    { ...openai("http://example.com"), key },
    { ...openai("http://x"), dimensions: 3 },
    undefined,
  ] as unknown as HttpLanguageModelOptions[];
  for (const options of given)
    assert.throws(
      () => createHttpLanguageModel(options),
      (error) =>
        error instanceof EncephalonError &&
        error.code === "invalid-options" &&
        !/canary/.test(inspect(error)),
    );
});
