import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { EncephalonError, type ErrorCode, openBrain } from "../index.ts";
import { createHttpEncoder, type HttpEncoderOptions } from "./http-encoder.ts";

const key = "sk-canary-key-0123456789";

/** What the server answers with instead of vectors; null: it answers as it should. */
type Fault = ((request: IncomingMessage, response: ServerResponse, count: number) => unknown) | null;

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly input: readonly string[] };
}

interface Server {
  readonly url: string;
  readonly asked: Asked[];
  /** Requests that were under way together at most. */
  readonly most: () => number;
}

/** (length, 1) for a text, not of length 1: the client has to see to that. */
const raw = (text: string): readonly number[] => [text.length, 1];
const vectorOf = (text: string): Float32Array => {
  const length = Math.hypot(text.length, 1);
  return Float32Array.of(text.length / length, 1 / length);
};

/** Speaks both protocols. OpenAI's data comes in reverse: the index says whose a vector is. */
async function serve(fault: Fault, use: (server: Server) => Promise<void>): Promise<void> {
  const asked: Asked[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++underWay);
    response.on("close", () => underWay--);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString()) as Asked["body"];
    asked.push({ path: request.url!, authorization: request.headers.authorization, body });
    await new Promise((resolve) => setTimeout(resolve, 5));
    if ((await fault?.(request, response, asked.length)) !== undefined || response.writableEnded) return;
    const openai = {
      object: "list",
      data: body.input.map((text, index) => ({ object: "embedding", index, embedding: raw(text) })).reverse(),
      model: body.model,
      usage: { prompt_tokens: 1, total_tokens: 1 },
    };
    const ollama = { model: body.model, embeddings: body.input.map(raw), total_duration: 1 };
    response.setHeader("content-type", "application/json");
    if (request.method === "POST" && request.url === "/v1/embeddings") response.end(JSON.stringify(openai));
    else if (request.method === "POST" && request.url === "/api/embed") response.end(JSON.stringify(ollama));
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, most: () => most });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const openai = (url: string, more: Partial<HttpEncoderOptions> = {}): HttpEncoderOptions => ({
  protocol: "openai",
  url: `${url}/v1`,
  model: "m",
  dimensions: 2,
  ...more,
});

/** Rejected with our error, of this code, that shows neither the key nor a text, wherever one looks. */
async function fails(promise: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof EncephalonError, inspect(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /canary/);
    return true;
  });
}

/** The server has nothing to add to what the fault did. */
const done = (_: unknown): true => true;

describe("an encoder behind HTTP", () => {
  it("N30: speaks OpenAI's protocol, with a key, and Ollama's, without one", () =>
    serve(null, async ({ url, asked }) => {
      const texts = ["one", "three", "eleven"];
      const first = createHttpEncoder(openai(`${url}`, { key }));
      assert.deepEqual(await first.encode(texts, "episode"), texts.map(vectorOf));
      const second = createHttpEncoder({ protocol: "ollama", url: `${url}/`, model: "n", dimensions: 2 });
      assert.deepEqual(await second.encode(texts, "episode"), texts.map(vectorOf));
      assert.deepEqual(asked, [
        { path: "/v1/embeddings", authorization: `Bearer ${key}`, body: { model: "m", input: texts } },
        { path: "/api/embed", authorization: undefined, body: { model: "n", input: texts } },
      ]);
    }));

  it("N30: sends nothing before it is asked, nothing blank, and instructions where they are given", () =>
    serve(null, async ({ url, asked }) => {
      const encoder = createHttpEncoder(openai(url, { cueInstruction: "q: ", episodeInstruction: "e: " }));
      assert.deepEqual(await encoder.encode([], "episode"), []);
      assert.deepEqual(await encoder.encode(["", " \n"], "cue"), [new Float32Array(2), new Float32Array(2)]);
      assert.equal(asked.length, 0);
      assert.deepEqual(await encoder.encode([" ", "a"], "cue"), [new Float32Array(2), vectorOf("q: a")]);
      assert.deepEqual(await encoder.encode(["a"], "episode"), [vectorOf("e: a")]);
      assert.deepEqual(
        asked.map(({ body }) => body.input),
        [["q: a"], ["e: a"]],
      );
    }));

  it("N30: sends the beginning of a long text, in whole characters", () =>
    serve(null, async ({ url, asked }) => {
      await createHttpEncoder(openai(url)).encode(["x".repeat(9_000)], "episode");
      await createHttpEncoder(openai(url, { longestText: 3 })).encode(["ab🧠", "a\ud800"], "episode");
      assert.deepEqual(
        asked.map(({ body }) => body.input),
        [["x".repeat(8_000)], ["ab\ufffd", "a\ufffd"]],
      );
    }));

  it("N31: sends batches, so many at once and no more", () =>
    serve(null, async ({ url, asked, most }) => {
      const encoder = createHttpEncoder(openai(url, { batch: 10, concurrency: 3 }));
      const texts = Array.from({ length: 95 }, (_, i) => "x".repeat(i + 1));
      const both = await Promise.all([encoder.encode(texts, "episode"), encoder.encode(texts, "episode")]);
      for (const vectors of both) assert.deepEqual(vectors, texts.map(vectorOf));
      assert.equal(asked.length, 20);
      assert.deepEqual(new Set(asked.map(({ body }) => body.input.length)), new Set([10, 5]));
      assert.equal(most(), 3);
    }));

  it("N31: a cue does not wait until a long list of episodes is done", () =>
    serve(null, async ({ url }) => {
      const encoder = createHttpEncoder(openai(url, { batch: 1, concurrency: 1 }));
      const done: string[] = [];
      await Promise.all([
        encoder.encode(["a", "bb", "ccc", "dddd", "eeeee"], "episode").then(() => done.push("list")),
        encoder.encode(["cue"], "cue").then(() => done.push("cue")),
      ]);
      assert.deepEqual(done, ["cue", "list"]);
    }));

  it("N31: keeps the vectors of the cues used last, not of episodes", () =>
    serve(null, async ({ url, asked }) => {
      const encoder = createHttpEncoder(openai(url, { cachedCues: 2 }));
      const ask = async (...texts: string[]): Promise<number> => {
        const before = asked.length;
        const vectors = await encoder.encode(texts, "cue");
        assert.deepEqual(vectors, texts.map(vectorOf));
        vectors[0]!.fill(9);
        return asked.slice(before).flatMap(({ body }) => body.input).length;
      };
      assert.equal(await ask("a"), 1);
      assert.equal(await ask("bb"), 1);
      assert.equal(await ask("a"), 0);
      assert.equal(await ask("ccc"), 1, "bb, used longest ago, makes room");
      assert.equal(await ask("a", "ccc"), 0);
      assert.equal(await ask("bb", "ccc"), 1);
      await encoder.encode(["a", "a"], "episode");
      assert.equal(asked.at(-1)!.body.input.length, 2);
      const none = createHttpEncoder(openai(url, { cachedCues: 0 }));
      await none.encode(["a"], "cue");
      const before = asked.length;
      await none.encode(["a"], "cue");
      assert.equal(asked.length, before + 1);
    }));

  for (const [name, fault] of [
    ["429", (_, response) => response.writeHead(429).end()],
    ["500", (_, response) => response.writeHead(500).end("canary")],
    ["503", (_, response) => response.writeHead(503).end()],
    ["a connection that is cut", (request) => request.socket.destroy()],
    [
      "an answer that is cut",
      (request, response) => {
        response.writeHead(200, { "content-length": 1000 });
        response.write('{"data":');
        setTimeout(() => request.socket.destroy(), 5);
        return true;
      },
    ],
    ["silence", () => true],
  ] as readonly (readonly [string, NonNullable<Fault>])[]) {
    it(`N32: tries again after ${name}, and gives up after the last attempt`, () =>
      serve(
        (...call) => (call[2] === 1 ? done(fault(...call)) : undefined),
        async ({ url, asked }) => {
          const options = openai(url, { key, timeoutMs: 200 });
          assert.deepEqual(await createHttpEncoder(options).encode(["canary"], "episode"), [
            vectorOf("canary"),
          ]);
          assert.equal(asked.length, 2);
        },
      ).then(() =>
        serve(
          (...call) => done(fault(...call)),
          async ({ url, asked }) => {
            const options = openai(url, { key, timeoutMs: 200, attempts: 2 });
            await fails(
              createHttpEncoder(options).encode(["canary"], "episode"),
              "encoder-unreachable",
              /\(attempt 2\)/,
            );
            assert.equal(asked.length, 2);
          },
        ),
      ));
  }

  it("N32: waits as long as the server asks, in seconds or until a date", () =>
    serve(
      (_, response, count) => {
        const header = count === 1 ? "1" : new Date(Date.now() + 1500).toUTCString();
        return count < 3 ? response.writeHead(429, { "retry-after": header }).end() : undefined;
      },
      async ({ url, asked }) => {
        const started = performance.now();
        await createHttpEncoder(openai(url)).encode(["a"], "episode");
        // A date has no fractions of a second.
        assert.ok(performance.now() - started > 1_400);
        assert.equal(asked.length, 3);
      },
    ));

  it("N32: a cue is tried once, and not for long: somebody waits for it", async () => {
    for (const fault of [
      (_, response) => done(response.writeHead(503).end()),
      () => true,
    ] as NonNullable<Fault>[])
      await serve(fault, async ({ url, asked }) => {
        const encoder = createHttpEncoder(openai(url, { key, cueTimeoutMs: 100 }));
        await fails(encoder.encode(["canary"], "cue"), "encoder-unreachable", /answered 503|within 100 ms/);
        assert.equal(asked.length, 1);
      });
  });

  it("N32: where nobody listens it says so", async () => {
    let gone = "";
    await serve(null, async ({ url }) => {
      gone = url;
    });
    const encoder = createHttpEncoder(openai(gone, { key, attempts: 1 }));
    await fails(encoder.encode(["canary"], "episode"), "encoder-unreachable", /ECONNREFUSED/);
  });

  for (const [status, code] of [
    [400, "encoder-failed"],
    [413, "encoder-failed"],
    [401, "encoder-unreachable"],
    [404, "encoder-unreachable"],
  ] as const)
    it(`N32: does not try again after ${status}`, () =>
      serve(
        (_, response) => response.writeHead(status).end(`no such thing as canary and ${key}`),
        async ({ url, asked }) => {
          const encoder = createHttpEncoder(openai(url, { key }));
          await fails(encoder.encode(["canary"], "episode"), code, new RegExp(`answered ${status}`));
          assert.equal(asked.length, 1);
        },
      ));

  it("N33: follows no redirect: texts and key stay with the address that was given", () =>
    serve(null, async (other) => {
      await serve(
        (_, response) => response.writeHead(307, { location: `${other.url}/v1/embeddings` }).end(),
        async ({ url, asked }) => {
          const encoder = createHttpEncoder(openai(url, { key }));
          await fails(encoder.encode(["canary"], "episode"), "encoder-unreachable", /answered 307/);
          assert.equal(asked.length, 1);
        },
      );
      assert.equal(other.asked.length, 0);
    }));

  const answers: readonly (readonly [string, unknown, RegExp])[] = [
    ["text", "canary", /JSON/],
    ["NaN", '{"data":[{"index":0,"embedding":[NaN,1]}]}', /JSON/],
    ["null for a number", { data: [{ index: 0, embedding: [null, 1] }] }, /protocol/],
    ["a number beyond all", '{"data":[{"index":0,"embedding":[1e999,1]}]}', /protocol|finite/],
    ["an error in the place of data", { error: { message: "canary" } }, /protocol/],
    ["too few vectors", { data: [] }, /0 vectors for 1 texts/],
    [
      "too many vectors",
      {
        data: [
          { index: 0, embedding: [1, 1] },
          { index: 1, embedding: [1, 1] },
        ],
      },
      /2 vectors for 1 texts/,
    ],
    ["another text's vector", { data: [{ index: 5, embedding: [1, 1] }] }, /protocol/],
    ["other dimensions", { data: [{ index: 0, embedding: [1, 1, 1] }] }, /3 dimensions, not 2/],
    ["far too much", `[${"0,".repeat(1_000_000)}0]`, /more than was asked for/],
  ];
  for (const [name, answer, message] of answers)
    it(`N33: refuses ${name}`, () =>
      serve(
        (_, response) => response.end(typeof answer === "string" ? answer : JSON.stringify(answer)),
        async ({ url, asked }) => {
          const encoder = createHttpEncoder(openai(url, { key }));
          await fails(encoder.encode(["canary"], "episode"), "encoder-failed", message);
          assert.equal(asked.length, 1, "another attempt would say the same");
        },
      ));

  it("N34: options are checked, and a key is shown nowhere", () => {
    const good = openai("https://host");
    const refuses = (options: unknown): void =>
      assert.throws(
        () => createHttpEncoder(options as HttpEncoderOptions),
        (error) => {
          assert.ok(error instanceof EncephalonError, inspect(error));
          assert.equal(error.code, "invalid-options");
          assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /canary/);
          return true;
        },
      );
    for (const wrong of [
      { url: "ftp://host" },
      { url: "host" },
      { url: "https://me:canary@host/v1" },
      { url: "https://host/v1?key=canary" },
      { url: "http://host/v1", key },
      { url: "http://10.0.0.1/v1", key },
      { key: "canary\n" },
      { key: "" },
      { key: 7 },
      { protocol: "grpc" },
      { dimensions: 0 },
      { model: "" },
      { batch: 0 },
      { apiKey: "x" },
    ])
      refuses({ ...good, ...wrong });
    refuses(undefined);
    for (const url of ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8080", "https://host"])
      createHttpEncoder({ ...good, url, key });
    createHttpEncoder({ ...good, url: "http://host" });
    const encoder = createHttpEncoder({ ...good, key });
    assert.doesNotMatch(inspect(encoder, { depth: 9, showHidden: true }) + JSON.stringify(encoder), /canary/);
  });

  it("N34: the id changes with protocol, model, dimensions, revision and what is sent of an episode, and with nothing else", () => {
    const id = (more: Partial<HttpEncoderOptions>): string =>
      createHttpEncoder(openai("https://host", more)).id;
    const same = id({});
    assert.match(same, /^openai:m:2:[0-9a-f]{16}$/);
    for (const alike of [
      { url: "https://elsewhere/v1", key, cueInstruction: "q: " },
      { revision: "", longestText: 8_000, episodeInstruction: "" },
    ])
      assert.equal(id(alike), same);
    const others = [
      { protocol: "ollama" as const },
      { model: "m:2" },
      { dimensions: 3 },
      { revision: "v" },
      { revision: "500" },
      { longestText: 500 },
      { episodeInstruction: "v" },
      { revision: "v", episodeInstruction: "w" },
      { revision: "v:w" },
      { model: "a\0" },
      { model: "a " },
    ].map(id);
    assert.equal(new Set([same, ...others]).size, others.length + 1);
    assert.ok(others.every((other) => other.isWellFormed() && !other.includes("\0")));
  });

  it("N34: neither a warning nor an error nor the file of a brain shows the key", () =>
    serve(
      (_, response) => response.writeHead(500).end(key),
      async ({ url }) => {
        const encoder = createHttpEncoder(openai(url, { key, attempts: 1 }));
        const brain = await openBrain({ encoder });
        const shown: string[] = [];
        brain.on("warning", (warning) => shown.push(inspect(warning, { depth: 9, showHidden: true })));
        await brain.observe({ text: "Ana moved to Porto" });
        await brain.ready().catch((error) => shown.push(inspect(error, { depth: 9, showHidden: true })));
        shown.push(
          inspect(await brain.recall("Porto"), { depth: 9 }),
          ...(await Array.fromAsync(brain.export())),
        );
        await brain.close();
        assert.ok(shown.length > 5);
        assert.doesNotMatch(shown.join("\n"), /canary/);
      },
    ));
});
