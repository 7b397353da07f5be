import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { plantedClaims } from "./planted-claims.ts";
import { runPoisoning } from "./poisoning.ts";

test("TR8: no attack from a page passes a minimum trust, and erasing the page undoes it", async () => {
  const lines: string[] = [];
  const { results } = await runPoisoning(
    { directory: join(import.meta.dirname, "../fixtures"), quick: true },
    (line) => lines.push(line),
  );
  const of = (metric: string, system: string): readonly number[] =>
    results.filter((row) => row.metric === metric && row.system === system).map(({ value }) => value);
  // Seven attacks on two data sets.
  assert.equal(of("planted_first", "minimum trust").length, 14);
  assert.ok(of("planted_first", "none").some((value) => value > 0));
  assert.ok(of("planted_first", "minimum trust").every((value) => value === 0));
  assert.ok(of("planted_current", "minimum trust").every((value) => value === 0));
  assert.deepEqual(
    of("undone", "erase by source"),
    Array.from({ length: 14 }, () => 1),
  );
  assert.ok(of("false_flags", "encephalon").every((value) => value === 0));
  const flooded = results.find(
    (row) => row.slice === "flooding" && row.metric === "evidence_lost_at_5" && row.system === "none",
  );
  assert.ok(flooded !== undefined && flooded.value >= 0);
  assert.match(lines.join("\n"), /near-duplicates +minimum trust/);
});

test("TR8: what is claimed in somebody's name takes the place of nothing; their own later word does", async () => {
  const rows = await plantedClaims();
  const of = (metric: string, system: string): number | undefined =>
    rows.find((row) => row.metric === metric && row.system === system)?.value;
  assert.equal(of("claim_replaced", "from a page"), 0);
  assert.equal(of("claim_doubted", "from a page, minimum trust"), 0);
  assert.ok(of("claim_replaced", "by themselves")! > 0);
});
