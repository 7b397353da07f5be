import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Dataset, Measure } from "./datasets/dataset.ts";
import { evaluate, runRecall } from "./recall.ts";
import { Bm25 } from "./systems/bm25.ts";
import type { System } from "./systems/system.ts";

const measure: Measure = { metric: "recall", k: 5 };

function made(slices: readonly (readonly string[])[]): Dataset {
  const questions = slices.map((names, i) => ({ id: `q${i}`, text: "?", gold: ["a"], slices: names }));
  return {
    dataset: "made",
    brains: [{ name: "one", items: [{ id: "a", text: "x" }], questions }],
    measures: [measure],
    leftOut: { questions: 0, evidence: 0 },
  };
}

test("means by slice and paired differences", () => {
  const columns = new Map([
    [
      measure,
      new Map([
        ["encephalon", Float64Array.of(1, 0.5, 1, 0)],
        ["bm25", Float64Array.of(0.5, 0, 0.5, 0)],
      ]),
    ],
  ]);
  const { results, differences } = evaluate(made([["x"], ["x"], ["x"], ["y"]]), columns, 200);
  const value = (slice: string, system: string): number =>
    results.find((row) => row.slice === slice && row.system === system)!.value;
  assert.equal(value("all", "encephalon"), 0.625);
  assert.equal(value("all", "bm25"), 0.25);
  assert.equal(value("x", "encephalon"), 2.5 / 3);
  assert.equal(value("y", "encephalon"), 0);
  assert.deepEqual(
    results.map((row) => row.n),
    [4, 4, 3, 3, 1, 1],
  );
  // In slice x the difference is 0.5 in every row, so its interval has no width although the systems' have.
  const x = differences.find((row) => row.slice === "x")!;
  assert.deepEqual([x.against, x.value, x.lo, x.hi], ["bm25", 0.5, 0.5, 0.5]);
  assert.ok(results.find((row) => row.slice === "x")!.lo < results.find((row) => row.slice === "x")!.hi);
});

/** Finds nothing but what it was told to. */
function oracle(answers: Readonly<Record<string, readonly string[]>>): System {
  return {
    observe: async () => {},
    observeMany: async () => {},
    recall: async ({ text }) => (answers[text] ?? []).map((id) => ({ id, text: "x" })),
    stages: () => ({ look: 2 }),
    close: async () => {},
  };
}

test("the whole bench on the fixtures: figures by hand, absent sets named", async () => {
  const printed: string[] = [];
  const report = await runRecall(
    {
      directory: join(import.meta.dirname, "fixtures"),
      quick: true,
      systems: {
        encephalon: async () =>
          oracle({
            "What stood beside the kiln?": ["D1:2"],
            "Who got what, and who bakes?": ["D2:1"],
            "Shade makes moss grow faster.": ["d1", "d0"],
          }),
        bm25: async () => new Bm25(),
      },
    },
    (text) => printed.push(text),
  );
  const value = (dataset: string, slice: string, metric: string, k: number): number =>
    report.results.find(
      (row) =>
        row.system === "encephalon" &&
        row.dataset === dataset &&
        row.slice === slice &&
        row.metric === metric &&
        row.k === k,
    )!.value;
  // 1 of 1, 1 of 3, 0 of 1.
  assert.equal(value("locomo", "all", "recall", 5), (1 + 1 / 3) / 3);
  assert.equal(value("locomo", "1-4", "recall", 20), (1 + 1 / 3) / 2);
  assert.equal(value("scifact", "all", "recall", 2), 1);
  assert.equal(value("scifact", "all", "ndcg", 10), 1 / Math.log2(3));
  assert.deepEqual(report.absent, ["2wiki", "musique200", "hotpotqa"]);
  // Every recall took 2 ms to look; BM25 does not tell.
  assert.ok(report.stages.every(({ system }) => system === "encephalon"));
  assert.deepEqual(report.stages[0], {
    dataset: "locomo",
    system: "encephalon",
    stage: "look",
    p50Ms: 2,
    p99Ms: 2,
  });
  assert.ok(printed.some((text) => /encephalon +locomo +2\.00 \/ 2\.00/.test(text)));
  assert.ok(printed.some((text) => text.includes("hotpotqa: absent")));
  assert.ok(report.results.every(({ value, lo, hi, n }) => n > 0 && lo <= hi && value >= 0 && value <= 1));
});
