import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Encoder } from "../../src/ports/encoder.ts";

export interface EmbeddingServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the encoder as OpenAI's `POST /v1/embeddings` on this machine alone: `{ input, model,
 * encoding_format }` with one text or many, floats or base64 of little-endian float32. The protocol does
 * not say what a text is for, so everything is encoded as an episode.
 */
export async function serveEmbeddings(encoder: Encoder): Promise<EmbeddingServer> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    try {
      if (request.method !== "POST" || request.url !== "/v1/embeddings")
        return answer(404, { error: { message: `no ${request.method} ${request.url} here` } });
      const asked = asRequest(await bodyOf(request));
      if (asked === null)
        return answer(400, { error: { message: "input must be a string or an array of strings" } });
      const vectors = await encoder.encode(asked.texts, "episode");
      answer(200, {
        object: "list",
        model: encoder.id,
        data: vectors.map((vector, index) => ({
          object: "embedding",
          index,
          embedding: asked.base64 ? base64Of(vector) : Array.from(vector),
        })),
        usage: { prompt_tokens: 0, total_tokens: 0 },
      });
    } catch (error) {
      answer(500, { error: { message: error instanceof Error ? error.message : String(error) } });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null; // no JSON: refused like any other request of a wrong shape
  }
}

function asRequest(body: unknown): { readonly texts: readonly string[]; readonly base64: boolean } | null {
  if (body === null || typeof body !== "object" || !("input" in body)) return null;
  const texts = typeof body.input === "string" ? [body.input] : body.input;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) return null;
  return { texts, base64: "encoding_format" in body && body.encoding_format === "base64" };
}

function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}
