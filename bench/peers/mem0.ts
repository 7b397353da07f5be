import { join } from "node:path";
import type { Item } from "../datasets/dataset.ts";
import { load, type Peer, textOf, versionOf } from "./peer.ts";
import { standIn } from "./stand-in.ts";

interface Memory {
  add(
    messages: readonly { readonly role: string; readonly content: string }[],
    options: {
      readonly userId: string;
      readonly infer: boolean;
      readonly metadata: { readonly itemId: string };
    },
  ): Promise<{ readonly results: readonly unknown[] }>;
  search(
    text: string,
    options: { readonly filters: { readonly user_id: string }; readonly topK: number },
  ): Promise<{
    readonly results: readonly { readonly memory: string; readonly metadata: { readonly itemId: string } }[];
  }>;
  getAll(options: {
    readonly filters: { readonly user_id: string };
    readonly topK: number;
  }): Promise<{ readonly results: readonly unknown[] }>;
}

const userId = "bench";
/** Asked for by the constructors, sent to the server on this machine alone. */
const apiKey = "none";

/** mem0's open-source memory without a language model (`infer: false`): vectors, BM25 and entities, in SQLite. */
export const mem0: Peer = {
  name: "mem0",
  version: () => versionOf("mem0ai"),
  how: "infer: false, vector store `memory`; on disk",
  mostItems: 10_000,
  async open({ encoder, embeddingUrl, folder }) {
    // Read when the module is loaded: after that nothing is sent to its makers.
    process.env.MEM0_TELEMETRY = "false";
    // `natural`, whose stemmer it uses, reads a .env and says so.
    process.env.DOTENV_CONFIG_QUIET = "true";
    standIn("better-sqlite3", new URL("./better-sqlite3.ts", import.meta.url));
    const { Memory } = load<{ readonly Memory: new (config: object) => Memory }>("mem0ai/oss");
    const memory = new Memory({
      version: "v1.1",
      embedder: {
        provider: "openai",
        config: {
          apiKey,
          baseURL: embeddingUrl,
          model: encoder.id,
          embeddingDims: encoder.dimensions,
        },
      },
      vectorStore: {
        provider: "memory",
        config: {
          collectionName: "memories",
          dimension: encoder.dimensions,
          dbPath: join(folder, "vectors.db"),
        },
      },
      // Named because the constructor wants one; `infer: false` never asks it.
      llm: { provider: "openai", config: { apiKey, baseURL: embeddingUrl, model: "none" } },
      historyDbPath: join(folder, "history.db"),
    });
    async function add(item: Item): Promise<void> {
      const { results } = await memory.add([{ role: "user", content: textOf(item) }], {
        userId,
        infer: false,
        metadata: { itemId: item.id },
      });
      if (results.length !== 1) throw new Error(`mem0 stored ${results.length} memories for one item`);
    }
    return {
      observe: add,
      async observeMany(items) {
        for (const item of items) await add(item);
      },
      async recall({ text }, k) {
        const { results } = await memory.search(text, { filters: { user_id: userId }, topK: k });
        return results.map((found) => ({ id: found.metadata.itemId, text: found.memory }));
      },
      async stored() {
        return (await memory.getAll({ filters: { user_id: userId }, topK: 1_000_000 })).results.length;
      },
      async close() {},
    };
  },
};
