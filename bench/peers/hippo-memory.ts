import { join } from "node:path";
import type { Item } from "../datasets/dataset.ts";
import { serveAsTransformers } from "./hippo-transformers.ts";
import { load, type Peer, textOf, versionOf } from "./peer.ts";
import { standIn } from "./stand-in.ts";

interface Entry {
  readonly id: string;
  readonly content: string;
}

interface Hippo {
  initStore(root: string): void;
  createMemory(text: string, options: { readonly source: string }): Entry;
  writeEntry(root: string, entry: Entry): void;
  embedMemory(root: string, entry: Entry): Promise<void>;
  embedAll(root: string): Promise<number>;
  loadAllEntries(root: string): Entry[];
  hybridSearch(
    query: string,
    entries: readonly Entry[],
    options: { readonly budget: number; readonly hippoRoot?: string },
  ): Promise<readonly { readonly entry: Entry }[]>;
}

/** Written by its own functions and searched as its MCP server does; `hybrid`: embedded as well, our encoder being its model. */
function hippo(name: string, how: string, hybrid: boolean): Peer {
  return {
    name,
    version: () => versionOf("hippo-memory"),
    how,
    mostItems: 500,
    async open({ encoder, folder }) {
      // With the real package it would fetch a model from a hub.
      const model = new URL("./hippo-transformers.ts", import.meta.url);
      standIn("@xenova/transformers", model);
      standIn("@huggingface/transformers", model);
      serveAsTransformers(encoder);
      const memory = load<Hippo>("hippo-memory");
      const root = join(folder, ".hippo");
      memory.initStore(root);
      const itemIds = new Map<string, string>();
      function write(item: Item): Entry {
        const entry = memory.createMemory(textOf(item), { source: "bench" });
        memory.writeEntry(root, entry);
        itemIds.set(entry.id, item.id);
        return entry;
      }
      return {
        async observe(item) {
          const entry = write(item);
          if (hybrid) await memory.embedMemory(root, entry);
        },
        async observeMany(items) {
          for (const item of items) write(item);
          if (hybrid) await memory.embedAll(root);
        },
        async recall({ text }, k) {
          const found = await memory.hybridSearch(text, memory.loadAllEntries(root), {
            // Its own limit is 4,000 tokens of text; here every system is asked for k items.
            budget: Number.POSITIVE_INFINITY,
            ...(hybrid && { hippoRoot: root }),
          });
          return found.slice(0, k).map(({ entry }) => ({ id: itemIds.get(entry.id)!, text: entry.content }));
        },
        stored: async () => memory.loadAllEntries(root).length,
        async close() {},
      };
    },
  };
}

export const hippoMemory: Peer = hippo("hippo-memory", "BM25, strength, recency; on disk", false);
export const hippoMemoryHybrid: Peer = hippo(
  "hippo-memory+embed",
  "the same with vectors, 0.4 to 0.6; on disk",
  true,
);
