import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runMisses } from "./misses.ts";

const directory = join(import.meta.dirname, "fixtures");
const setup = { directory, quick: true, encoder: null };

test("misses: what lacks evidence, with its ranks", async () => {
  const printed: string[] = [];
  const report = await runMisses({ ...setup, only: ["locomo", "hotpotqa"] }, (text) => printed.push(text));
  assert.deepEqual(report.absent, ["hotpotqa"]);
  for (const { question, ranks } of report.misses) {
    assert.equal(ranks.length, question.gold.length);
    assert.ok(ranks.some((rank) => rank === null || rank > 10));
    assert.ok(printed.some((text) => text.includes(question.text)));
  }
});
