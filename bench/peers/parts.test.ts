import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Encoder } from "../../src/ports/encoder.ts";
import { terms } from "../systems/bm25.ts";
import { "module.exports" as Database } from "./better-sqlite3.ts";
import { serveEmbeddings } from "./embedding-server.ts";
import { hippoMemory, hippoMemoryHybrid } from "./hippo-memory.ts";
import { lancedb } from "./lancedb.ts";
import { langchain } from "./langchain.ts";
import { mem0 } from "./mem0.ts";
import { mempalace } from "./mempalace.ts";
import { orama } from "./orama.ts";
import { type Peer, textOf } from "./peer.ts";

/** A direction for each of the first words that it meets, and one for none. */
function wordEncoder(): Encoder {
  const dimensions = 32;
  const directions = new Map<string, number>();
  return {
    id: "words",
    dimensions,
    async encode(texts) {
      return texts.map((text) => {
        const vector = new Float32Array(dimensions);
        for (const word of new Set(terms(text))) {
          if (!directions.has(word)) directions.set(word, 1 + (directions.size % (dimensions - 1)));
          vector[directions.get(word)!] = 1;
        }
        const length = Math.hypot(...vector);
        return length === 0 ? vector : vector.map((value) => value / length);
      });
    },
  };
}

test("a peer is told who spoke, the title, the text and the caption", () => {
  assert.equal(
    textOf({ id: "a", speaker: "Ola", role: "user", title: "Clay", text: "A kiln", caption: "a loaf" }),
    "Ola: Clay\nA kiln\na loaf",
  );
  assert.equal(textOf({ id: "a", role: "user", text: "A kiln" }), "user: A kiln");
  assert.equal(textOf({ id: "a", text: "A kiln", time: 5, session: "s" }), "A kiln");
});

test("the embedding server speaks OpenAI's protocol: one text or many, floats or base64", async () => {
  const server = await serveEmbeddings({
    id: "lengths",
    dimensions: 2,
    encode: async (texts) => texts.map((text) => Float32Array.of(text.length, 0.5)),
  });
  const ask = async (body: unknown, path = "/embeddings"): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  try {
    assert.deepEqual(await ask({ input: ["a", "bcd"], model: "any" }), {
      status: 200,
      body: {
        object: "list",
        model: "lengths",
        data: [
          { object: "embedding", index: 0, embedding: [1, 0.5] },
          { object: "embedding", index: 1, embedding: [3, 0.5] },
        ],
        usage: { prompt_tokens: 0, total_tokens: 0 },
      },
    });
    // Little-endian: 2 is 00 00 00 40, 0.5 is 00 00 00 3f.
    const { body } = await ask({ input: "ab", encoding_format: "base64" });
    assert.equal((body as { data: { embedding: string }[] }).data[0]!.embedding, "AAAAQAAAAD8=");
    for (const wrong of [{}, null, { input: 5 }, { input: [5] }])
      assert.equal((await ask(wrong)).status, 400, JSON.stringify(wrong));
    assert.equal((await ask({ input: "a" }, "/completions")).status, 404);
  } finally {
    await server.close();
  }
});

test("the stand-in for better-sqlite3: a transaction that throws leaves nothing", () => {
  const database = new Database(":memory:");
  database.exec("CREATE TABLE t (x INTEGER)");
  const insert = database.prepare("INSERT INTO t VALUES (?)");
  const both = database.transaction((a: number, b: number) => {
    insert.run(a);
    if (b < 0) throw new Error("negative");
    insert.run(b);
  });
  both(1, 2);
  assert.throws(() => both(3, -1), /negative/);
  assert.deepEqual(
    database
      .prepare("SELECT x FROM t")
      .all()
      .map(({ x }) => x),
    [1, 2],
  );
  assert.equal(database.prepare("SELECT x FROM t WHERE x > ?").get(1)!.x, 2);
  database.close();
});

const peers: readonly Peer[] = [langchain, orama, lancedb, mem0, mempalace, hippoMemory, hippoMemoryHybrid];
for (const peer of peers) {
  test(`${peer.name} holds what it was told, in bulk and singly, and finds it`, {
    skip: reason(peer),
  }, async () => {
    const encoder = wordEncoder();
    const server = await serveEmbeddings(encoder);
    const folder = mkdtempSync(join(tmpdir(), "encephalon-peer-"));
    try {
      const system = await peer.open({ encoder, embeddingUrl: server.url, folder });
      await system.observeMany([
        { id: "a", text: "The kiln arrived on Tuesday", speaker: "Ola", session: "one" },
        { id: "b", text: "Rye bread needs a long rest", title: "Sundays", caption: "a loaf" },
      ]);
      await system.observe({ id: "c", text: "My bicycle has a flat tyre", role: "user", session: "one" });
      assert.equal(await system.stored(), 3);
      for (const [cue, id] of [
        ["kiln", "a"],
        ["loaf of rye bread", "b"],
        ["bicycle tyre", "c"],
      ] as const) {
        const found = await system.recall({ text: cue }, 2);
        assert.equal(found[0]!.id, id, cue);
        assert.ok(found.length <= 2);
      }
      await system.close();
    } finally {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function reason(peer: Peer): string | false {
  try {
    peer.version();
    return false;
  } catch {
    return "not installed: npm run bench -- peers installs it";
  }
}
