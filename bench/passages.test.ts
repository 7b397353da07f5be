import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runPassages } from "./passages.ts";

const directory = join(import.meta.dirname, "fixtures");
const setup = { directory, quick: true, encoder: null };

test("passages: as they are, untitled and as one corpus in one table; the absent are named", async () => {
  const printed: string[] = [];
  const report = await runPassages(setup, (text) => printed.push(text));
  const text = printed.join("\n");
  assert.match(text, /union: absent/);
  // Of the two questions' evidence, 2 of 2 and 3 of 3 items are among the first five of three.
  assert.match(text, /musique +recall@5 +100\.0 \[100\.0, 100\.0\]( +100\.0 \[100\.0, 100\.0\]){3}/);
  assert.ok(report.results.some(({ dataset }) => dataset === "musique-untitled"));
});
