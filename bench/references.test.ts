import assert from "node:assert/strict";
import { test } from "node:test";
import { sif } from "./references.ts";

const vectors = {
  dimensions: 2,
  words: ["the", "cat", "dog"],
  // Two numbers more than there are dimensions.
  vectors: { the: [1, 0, 9, 9], cat: [0, 1, 9, 9], dog: [1, 1, 9, 9] },
};

test("smooth inverse frequency: a / (a + p) with Zipf's p of the rank, at length 1", async () => {
  const [vector, none] = await sif(vectors, []).encode(["The cat!", "unheard of"], "episode");
  // p = 1 / (rank * 11 / 6): 6/11 and 3/11.
  const ratio = (0.001 + 6 / 11) / (0.001 + 3 / 11);
  assert.ok(Math.abs(vector![1]! / vector![0]! - ratio) < 1e-6);
  assert.ok(Math.abs(Math.hypot(...vector!) - 1) < 1e-6);
  assert.deepEqual([...none!], [0, 0]);
});

test("what the corpus has in common is taken out", async () => {
  const [vector] = await sif(vectors, ["cat", "cat"]).encode(["the cat"], "episode");
  assert.ok(Math.abs(vector![0]! - 1) < 1e-6);
  assert.ok(Math.abs(vector![1]!) < 1e-6);
});
