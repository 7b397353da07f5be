import assert from "node:assert/strict";
import { test } from "node:test";
import { Bm25, terms } from "./bm25.ts";
import { openFts5 } from "./fts5.ts";
import { openMiniSearch } from "./minisearch.ts";

test("BM25: scores by hand", async () => {
  const bm25 = new Bm25();
  await bm25.observeMany([
    { id: "a", text: "kiln" },
    { id: "b", text: "kiln kiln bread" },
    { id: "c", text: "bread rye" },
  ]);
  // N = 3, lengths 1, 3, 2, average 2. "kiln" is in 2: idf = ln(1 + 1.5/2.5) = ln 1.6.
  // a: tf 1, norm 1.2 (0.25 + 0.75 * 1/2) = 0.75, 2.2/1.75. b: tf 2, norm 1.2 (0.25 + 0.75 * 3/2) = 1.65, 4.4/3.65.
  const ranked = bm25.rank("The kilns");
  assert.deepEqual(
    ranked.map(([row]) => row),
    [0, 1],
  );
  assert.ok(Math.abs(ranked[0]![1] - Math.log(1.6) * (2.2 / 1.75)) < 1e-12);
  assert.ok(Math.abs(ranked[1]![1] - Math.log(1.6) * (4.4 / 3.65)) < 1e-12);
  // Two words add: b = kiln + bread, both with idf ln 1.6; bread has tf 1: 2.2 / (1 + 1.65).
  const both = bm25.rank("kiln bread");
  assert.equal(both[0]![0], 1);
  assert.ok(Math.abs(both[0]![1] - Math.log(1.6) * (4.4 / 3.65 + 2.2 / 2.65)) < 1e-12);
});

test("BM25 reads speaker, title, text and caption; stop words and endings fall away", async () => {
  assert.deepEqual(terms("It wasn't the Kilns' fault"), ["wasn", "kiln", "fault"]);
  const bm25 = new Bm25();
  await bm25.observe({ id: "a", speaker: "Ola", title: "Clay", text: "of it", caption: "bicycle" });
  for (const word of ["ola", "clay", "bicycle"])
    assert.equal((await bm25.recall({ text: word }, 5)).length, 1, word);
  assert.equal((await bm25.recall({ text: "it" }, 5)).length, 0);
});

test("MiniSearch and FTS5 find an item by any of its words and return its text", async () => {
  for (const open of [openMiniSearch, openFts5]) {
    const system = await open(null);
    await system.observeMany([
      { id: "a", text: "The kiln arrived", speaker: "Ola", time: 5 },
      { id: "b", text: "Rye bread", title: "Sundays", caption: "a loaf" },
    ]);
    await system.observe({ id: "c", text: "A bicycle", role: "user" });
    const ids = async (text: string): Promise<string[]> =>
      (await system.recall({ text }, 10)).map((found) => found.id).sort();
    assert.deepEqual(await ids("kiln bread?"), ["a", "b"]);
    assert.deepEqual(await ids("Ola"), ["a"]);
    assert.deepEqual(await ids("loaf"), ["b"]);
    assert.deepEqual(await ids('"sundays" user!'), ["b", "c"]);
    assert.deepEqual(await ids("nothing"), []);
    assert.equal((await system.recall({ text: "bicycle" }, 1))[0]!.text, "A bicycle");
    await system.close();
  }
});
