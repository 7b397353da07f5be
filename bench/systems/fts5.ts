import { DatabaseSync } from "node:sqlite";
import type { Item } from "../datasets/dataset.ts";
import type { System } from "./system.ts";

/** SQLite FTS5 through node:sqlite: WAL, synchronous NORMAL, porter over unicode61, any word of the cue, ordered by bm25. */
export async function openFts5(path: string | null): Promise<System> {
  const db = new DatabaseSync(path ?? ":memory:");
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  db.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS episodes USING fts5(
      id UNINDEXED, time UNINDEXED, session UNINDEXED, speaker, title, text, caption,
      tokenize = 'porter unicode61')`,
  );
  const insert = db.prepare("INSERT INTO episodes VALUES (?, ?, ?, ?, ?, ?, ?)");
  const search = db.prepare(
    "SELECT id, time, session, speaker, title, text, caption FROM episodes WHERE episodes MATCH ? ORDER BY rank LIMIT ?",
  );
  const add = (item: Item): void => {
    const time = item.time instanceof Date ? item.time.getTime() : (item.time ?? null);
    insert.run(
      item.id,
      time,
      item.session ?? null,
      item.speaker ?? item.role ?? null,
      item.title ?? null,
      item.text ?? null,
      item.caption ?? null,
    );
  };
  return {
    async observe(item) {
      add(item);
    },
    async observeMany(items) {
      for (let from = 0; from < items.length; from += 1000) {
        db.exec("BEGIN IMMEDIATE");
        for (const item of items.slice(from, from + 1000)) add(item);
        db.exec("COMMIT");
      }
    },
    async recall({ text }, k) {
      const words = [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
      if (words.length === 0) return [];
      const rows = search.all(words.map((word) => `"${word}"`).join(" OR "), k);
      return rows.map((row) => ({ id: String(row.id), text: String(row.text) }));
    },
    async close() {
      db.close();
    },
  };
}
