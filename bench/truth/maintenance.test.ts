import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { BrainSet } from "../datasets/dataset.ts";
import { isRight, maintenanceRows, runMaintenance } from "./maintenance.ts";
import { casesOf, depths, kinds } from "./maintenance-cases.ts";

const fixtures = join(import.meta.dirname, "../fixtures");

const talk: BrainSet = {
  name: "made up",
  questions: [],
  items: [
    { id: "1", speaker: "Ana", text: "I have a kayak.", time: 0 },
    { id: "2", speaker: "Ana", text: "I love pottery.", time: 1 },
    { id: "3", speaker: "Ana", text: "I live in Rome.", time: 2 },
  ],
};

test("BE14: cases are the same for the same dialogue and seed, of every kind and depth, and rest on what it claims", () => {
  const cases = casesOf(talk, 1);
  assert.deepEqual(casesOf(talk, 1), cases);
  assert.notDeepEqual(casesOf(talk, 2), cases);
  for (const kind of kinds)
    for (const depth of depths) {
      const some = cases.filter((one) => one.kind === kind && one.depth === depth);
      const isNone = depth === 1 && (kind === "cascade" || kind === "absence");
      assert.equal(some.length, isNone ? 0 : kind === "conflict" ? 1 : 3, `${kind} ${depth}`);
    }
  const grounds = cases.flatMap(({ ground }) =>
    ground === null ? [] : [`${ground.relation} ${ground.object}`],
  );
  assert.deepEqual([...new Set(grounds)].sort(), ["have kayak", "love pottery"]);
});

test("BE14: an answer is right only where it is sure of what holds and of nothing else", () => {
  assert.ok(isRight("A", { sure: ["A"], open: ["B"] }));
  assert.ok(!isRight("A", { sure: ["A", "B"], open: [] }));
  assert.ok(!isRight("A", { sure: [], open: ["A"] }));
  assert.ok(isRight(null, { sure: [], open: ["A"] }));
  assert.ok(!isRight(null, { sure: ["A"], open: [] }));
  assert.ok(isRight("open", { sure: [], open: ["A"] }));
  assert.ok(!isRight("open", { sure: [], open: [] }));
  assert.ok(!isRight("open", { sure: ["A"], open: ["B"] }));
});

test("BE14: what is given as facts is all right, and the baselines run beside it", async () => {
  const results = await maintenanceRows("made up", [talk]);
  const value = (system: string): number =>
    results.find((row) => row.system === system && row.slice === "all")!.value;
  assert.equal(value("encephalon, facts given"), 1);
  assert.ok(value("encephalon") > value("latest mention"));
  assert.ok(results.some(({ system }) => system === "recall, first memory"));
  assert.ok(
    (await runMaintenance(fixtures, () => undefined, { quick: true })).results.every(
      ({ value }) => value <= 1,
    ),
  );
  assert.deepEqual((await runMaintenance(join(fixtures, "none"), () => undefined)).results, []);
});
