import type { Item } from "../datasets/dataset.ts";
import { load, type Peer, textOf, versionOf } from "./peer.ts";

interface Row {
  readonly id: string;
  readonly text: string;
}

interface Query {
  nearestTo(vector: readonly number[]): Query;
  fullTextSearch(text: string, options: { readonly columns: readonly string[] }): Query;
  rerank(reranker: object): Query;
  select(columns: readonly string[]): Query;
  limit(k: number): Query;
  toArray(): Promise<readonly Row[]>;
}

interface Table {
  add(rows: readonly object[]): Promise<unknown>;
  createIndex(column: string, options: { readonly config: object }): Promise<void>;
  countRows(): Promise<number>;
  query(): Query;
  close(): void;
}

interface LanceDb {
  connect(folder: string): Promise<{
    createTable(name: string, rows: readonly object[]): Promise<Table>;
    close(): void;
  }>;
  readonly Index: { fts(): object };
  readonly rerankers: { readonly RRFReranker: { create(): Promise<object> } };
}

/** LanceDB's hybrid search: full text and vectors, merged by its RRF reranker. */
export const lancedb: Peer = {
  name: "lancedb",
  version: () => versionOf("@lancedb/lancedb"),
  how: "hybrid: full text and vectors by RRF; on disk",
  mostItems: 10_000,
  async open({ encoder, folder }) {
    // It warns of a coming change at every query.
    process.env.LANCEDB_LOG = "error";
    const { connect, Index, rerankers } = load<LanceDb>("@lancedb/lancedb");
    const connection = await connect(folder);
    const reranker = await rerankers.RRFReranker.create();
    let table: Table | undefined;
    async function add(items: readonly Item[]): Promise<void> {
      const texts = items.map(textOf);
      const vectors = await encoder.encode(texts, "episode");
      const rows = items.map(({ id }, index) => ({
        id,
        text: texts[index]!,
        vector: Array.from(vectors[index]!),
      }));
      if (table !== undefined) {
        // What is added after the index was made is searched by a scan until the index is brought up to date.
        await table.add(rows);
        return;
      }
      table = await connection.createTable("episodes", rows);
      await table.createIndex("text", { config: Index.fts() });
    }
    return {
      observe: (item) => add([item]),
      observeMany: add,
      async recall({ text }, k) {
        if (table === undefined) return [];
        const [vector] = await encoder.encode([text], "cue");
        const rows = await table
          .query()
          .nearestTo(Array.from(vector!))
          .fullTextSearch(text, { columns: ["text"] })
          .rerank(reranker)
          .select(["id", "text"])
          .limit(k)
          .toArray();
        return rows.map((row) => ({ id: row.id, text: row.text }));
      },
      stored: async () => (await table?.countRows()) ?? 0,
      async close() {
        table?.close();
        connection.close();
      },
    };
  },
};
