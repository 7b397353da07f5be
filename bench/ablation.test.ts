import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { runAblation } from "./ablation.ts";
import { runHeldOut } from "./held-out.ts";

const directory = join(import.meta.dirname, "fixtures");

test("ablation: a line for each mechanism and encoder, a cell for each data set", async () => {
  const printed: string[] = [];
  const setup = { directory, quick: true, only: ["locomo", "musique"], encoder: null, encoders: {} };
  const report = await runAblation(setup, (text) => printed.push(text));
  const text = printed.join("\n");
  for (const name of [
    "System 2 (never)",
    "path search (PageRank in its place)",
    "words (a silent lexical channel)",
  ])
    assert.ok(text.includes(`\n${name}`), name);
  // Without words and without vectors nothing is found, with words all is.
  const line = text.split("\n").findLast((row) => row.startsWith("words (a silent lexical channel)"));
  const musique = report.results.find(
    (row) => row.dataset === "musique" && row.slice === "all" && row.k === 5 && row.system === "encephalon",
  )!;
  assert.equal(musique.value, 1);
  assert.match(line!, /-100\.0\* -100\.0\*$/);
});

test("held-out: what is learned on the others and what it finds, a line for each set and measure", async () => {
  const printed: string[] = [];
  const report = await runHeldOut(
    { directory, quick: true, encoder: staticEncoder(), only: ["musique"] },
    (text) => printed.push(text),
  );
  const text = printed.join("\n");
  assert.match(text, /\nmusique: fusion words .*; paths .*; effort constant /);
  assert.match(text, /\nmusique +recall@10 +100\.0/);
  assert.deepEqual(
    [...new Set(report.results.map(({ system }) => system))],
    ["encephalon", "fusion", "paths", "effort", "all three"],
  );
});
