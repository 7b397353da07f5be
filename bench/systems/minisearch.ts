import { existsSync, readFileSync, writeFileSync } from "node:fs";
import MiniSearch from "minisearch";
import type { Item } from "../datasets/dataset.ts";
import type { System } from "./system.ts";

/** As its README sets it up: fields to index, fields to store, every search option at its default (OR, no prefix, not fuzzy). */
const options = {
  fields: ["title", "text", "caption", "speaker"],
  storeFields: ["text", "title", "caption", "speaker", "session", "time"],
};

function documentOf(item: Item): Record<string, unknown> {
  return { ...item, speaker: item.speaker ?? item.role };
}

/** MiniSearch in memory. With a path it is loaded from there as JSON and written back at `close`: not durable in between. */
export async function openMiniSearch(path: string | null): Promise<System> {
  const index =
    path !== null && existsSync(path)
      ? MiniSearch.loadJSON(readFileSync(path, "utf8"), options)
      : new MiniSearch(options);
  return {
    async observe(item) {
      index.add(documentOf(item));
    },
    async observeMany(items) {
      index.addAll(items.map(documentOf));
    },
    async recall({ text }, k) {
      return index
        .search(text)
        .slice(0, k)
        .map((found) => ({ id: String(found.id), text: String(found.text) }));
    },
    async close() {
      if (path !== null) writeFileSync(path, JSON.stringify(index));
    },
  };
}
