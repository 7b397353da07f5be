import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Bm25 } from "../systems/bm25.ts";
import { openEncephalon } from "../systems/encephalon.ts";
import { openMiniSearch } from "../systems/minisearch.ts";
import { ours, type System } from "../systems/system.ts";
import type { Peer, PeerSystem } from "./peer.ts";

const root = join(import.meta.dirname, "../..");

/** Counts what it was told: none of these drops an item without an error. */
function counting(system: System): PeerSystem {
  let stored = 0;
  return {
    async observe(item) {
      await system.observe(item);
      stored++;
    },
    async observeMany(items) {
      await system.observeMany(items);
      stored += items.length;
    },
    recall: (asked, k) => system.recall(asked, k),
    stored: async () => stored,
    close: () => system.close(),
  };
}

function versionAt(...path: readonly string[]): string {
  return (JSON.parse(readFileSync(join(root, ...path, "package.json"), "utf8")) as { version: string })
    .version;
}

/** Ours with its defaults, on disk, and the baselines of the other benchmarks. */
export const ourselves: readonly Peer[] = [
  {
    name: ours,
    version: () => versionAt(),
    how: "its defaults; on disk",
    mostItems: 1_000_000,
    open: async ({ folder }) => counting(await openEncephalon(join(folder, "bench.brain"))),
  },
  {
    name: "bm25",
    version: () => versionAt(),
    how: "systems/bm25.ts: stems, no stop words; in memory",
    mostItems: 1_000_000,
    open: async () => counting(new Bm25()),
  },
  {
    name: "minisearch",
    version: () => versionAt("node_modules/minisearch"),
    how: "its search options' defaults; in memory",
    mostItems: 1_000_000,
    open: async () => counting(await openMiniSearch(null)),
  },
];
