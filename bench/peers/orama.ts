import type { Item } from "../datasets/dataset.ts";
import { load, type Peer, textOf, versionOf } from "./peer.ts";

type Database = object;

interface Document {
  readonly id: string;
  readonly text: string;
}

interface Orama {
  create(options: object): Database;
  insertMultiple(database: Database, documents: readonly object[], batch: number): Promise<string[]>;
  count(database: Database): number;
  search(
    database: Database,
    query: object,
  ): Promise<{ readonly hits: readonly { readonly document: Document }[] }>;
}

/** Orama in hybrid mode, vectors handed in, English stems and stop words as its text-analysis pages set them up. */
export const orama: Peer = {
  name: "orama",
  version: () => versionOf("@orama/orama"),
  how: "hybrid: BM25 and vectors, half each; in memory",
  mostItems: 10_000,
  async open({ encoder }) {
    const { create, insertMultiple, search, count } = load<Orama>("@orama/orama");
    const { stopwords } = load<{ readonly stopwords: readonly string[] }>("@orama/stopwords/english");
    const database = create({
      schema: {
        speaker: "string",
        title: "string",
        text: "string",
        caption: "string",
        embedding: `vector[${encoder.dimensions}]`,
      },
      components: { tokenizer: { language: "english", stemming: true, stopWords: stopwords } },
    });
    async function add(items: readonly Item[]): Promise<void> {
      const vectors = await encoder.encode(items.map(textOf), "episode");
      const documents = items.map((item, index) => ({
        id: item.id,
        speaker: item.speaker ?? item.role ?? "",
        title: item.title ?? "",
        text: item.text ?? "",
        caption: item.caption ?? "",
        embedding: Array.from(vectors[index]!),
      }));
      await insertMultiple(database, documents, 500);
    }
    return {
      observe: (item) => add([item]),
      observeMany: add,
      async recall({ text }, k) {
        const [vector] = await encoder.encode([text], "cue");
        const { hits } = await search(database, {
          mode: "hybrid",
          term: text,
          vector: { value: Array.from(vector!), property: "embedding" },
          similarity: 0,
          limit: k,
        });
        return hits.map(({ document }) => ({ id: document.id, text: document.text }));
      },
      stored: async () => count(database),
      async close() {},
    };
  },
};
