import type { Item } from "../datasets/dataset.ts";
import { load, type Peer, textOf, versionOf } from "./peer.ts";

interface Document {
  readonly pageContent: string;
  readonly metadata: { readonly id: string };
}

interface Embeddings {
  embedDocuments(texts: string[]): Promise<number[][]>;
  embedQuery(text: string): Promise<number[]>;
}

interface MemoryVectorStore {
  readonly memoryVectors: readonly unknown[];
  addDocuments(documents: readonly Document[]): Promise<void>;
  similaritySearch(text: string, k: number): Promise<readonly Document[]>;
}

interface Classic {
  readonly MemoryVectorStore: new (embeddings: Embeddings) => MemoryVectorStore;
}

function documentOf(item: Item): Document {
  return { pageContent: textOf(item), metadata: { id: item.id } };
}

/** LangChain's in-memory vector store: exact cosine over all documents. */
export const langchain: Peer = {
  name: "langchain",
  version: () => versionOf("@langchain/classic"),
  how: "MemoryVectorStore: cosine over all; in memory",
  mostItems: 10_000,
  async open({ encoder }) {
    const { MemoryVectorStore } = load<Classic>("@langchain/classic/vectorstores/memory");
    const store = new MemoryVectorStore({
      async embedDocuments(texts) {
        return (await encoder.encode(texts, "episode")).map((vector) => Array.from(vector));
      },
      async embedQuery(text) {
        const [vector] = await encoder.encode([text], "cue");
        return Array.from(vector!);
      },
    });
    return {
      observe: (item) => store.addDocuments([documentOf(item)]),
      observeMany: (items) => store.addDocuments(items.map(documentOf)),
      async recall({ text }, k) {
        return (await store.similaritySearch(text, k)).map(({ metadata, pageContent }) => ({
          id: metadata.id,
          text: pageContent,
        }));
      },
      stored: async () => store.memoryVectors.length,
      async close() {},
    };
  },
};
