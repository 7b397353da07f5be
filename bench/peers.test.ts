import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { Encoder } from "../src/ports/encoder.ts";
import type { Item } from "./datasets/dataset.ts";
import { loopbackOnly } from "./peers/loopback-only.ts";
import type { Peer } from "./peers/peer.ts";
import { comparePeers } from "./peers.ts";

const directory = join(import.meta.dirname, "fixtures");
const encoder: Encoder = {
  id: "lengths",
  dimensions: 2,
  encode: async (texts) => texts.map((text) => Float32Array.of(text.length % 2, (text.length + 1) % 2)),
};

/** Answers with the first items that it was told. */
function fake(name: string, changes: Partial<Peer> = {}, order = (items: Item[]) => items): Peer {
  return {
    name,
    version: () => "1.2.3",
    how: "made up",
    mostItems: 1000,
    async open() {
      const items: Item[] = [];
      return {
        observe: async (item) => void items.push(item),
        observeMany: async (more) => void items.push(...more),
        recall: async (_, k) =>
          order([...items])
            .slice(0, k)
            .map(({ id, text }) => ({ id, text: text ?? "" })),
        stored: async () => items.length,
        close: async () => {},
      };
    },
    ...changes,
  };
}

test("peers: figures by hand, a failing one printed with its error, the others whole", async () => {
  const printed: string[] = [];
  const report = await comparePeers(
    { directory, quick: true, only: ["longmemeval-evidence", "hotpotqa"], encoder },
    [
      fake("encephalon"),
      fake("nothing", {}, () => []),
      fake("broken", { open: async () => Promise.reject(new Error("no such thing")) }),
    ],
    (text) => printed.push(text),
  );
  // All items are among the first five: everything is found; by the one that answers nothing, nothing.
  const row = (system: string) => report.results.find((result) => result.system === system)!;
  assert.deepEqual(row("encephalon").recall, { 5: 1, 10: 1 });
  assert.deepEqual(row("nothing").recall, { 5: 0, 10: 0 });
  assert.deepEqual(row("nothing").difference, {
    5: { value: 1, lo: 1, hi: 1 },
    10: { value: 1, lo: 1, hi: 1 },
  });
  assert.equal(row("encephalon").stored, row("encephalon").items);
  assert.ok(row("encephalon").items > 1);
  assert.equal(row("broken"), undefined);
  assert.deepEqual(
    report.failures.map(({ system, error }) => [system, error]),
    [["broken", "no such thing"]],
  );
  assert.deepEqual(report.absent, ["hotpotqa"]);
  const text = printed.join("\n");
  for (const line of [
    /broken: failed: no such thing/,
    /nothing +1\.2\.3/,
    /hotpotqa: absent/,
    /left out: HippoRAG/,
  ])
    assert.match(text, line);
});

test("peers: who takes too long for the whole set gets a part, with ours and BM25 beside on that part", async () => {
  const report = await comparePeers(
    { directory, quick: false, only: ["musique"], encoder },
    [fake("encephalon"), fake("bm25"), fake("quick"), fake("slow", { mostItems: 2 })],
    () => {},
  );
  assert.deepEqual(
    report.results.map(({ dataset, system }) => `${dataset}: ${system}`),
    [
      "musique: encephalon",
      "musique: bm25",
      "musique: quick",
      "musique (part): encephalon",
      "musique (part): bm25",
      "musique (part): slow",
    ],
  );
});

test("peers: while they run, a connection to another host throws", async () => {
  const again = loopbackOnly();
  try {
    assert.throws(() => connect(443, "192.0.2.1"), /tried to reach 192\.0\.2\.1/);
    assert.throws(() => connect({ host: "example.org", port: 443 }), /tried to reach example\.org/);
    // fetch wraps the reason.
    await assert.rejects(fetch("http://192.0.2.1/"), (error: Error) =>
      /192\.0\.2\.1/.test(String(error.cause)),
    );
  } finally {
    again();
  }
});
