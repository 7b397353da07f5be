import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { knowingRows } from "./knowing.ts";
import { type Case, casesOf, type Kind } from "./knowing-cases.ts";

const one = (question: string, kind: Kind, confidence: number): Case => ({
  dataset: "set",
  brain: "b",
  question,
  kind,
  signs: null,
  confidence,
  abstained: confidence < 0.3,
  shown: [{ confidence: confidence / 2, rank: 1, share: 1, evidence: kind === "told" }],
});

const cases = [
  one("1", "told", 0.9),
  one("1", "withheld", 0.4),
  one("2", "told", 0.2),
  one("2", "withheld", 0.5),
  one("3", "unanswerable", 0.1),
];

function value(slice: string, metric: string, system = "encephalon"): number | undefined {
  return knowingRows(cases).find(
    (row) => row.dataset === "set" && row.slice === slice && row.metric === metric && row.system === system,
  )?.value;
}

test("AUROC of a slice compares what can be answered with what cannot", () => {
  // As asked: 0.9 and 0.2 against 0.1. Removed: 0.9 beats 0.4 and 0.5, 0.2 beats none.
  assert.equal(value("all", "abstention_auroc"), 1);
  assert.equal(value("gold-removed", "abstention_auroc"), 0.5);
});

test("pairs compare a question with itself", () => {
  assert.equal(value("gold-removed", "paired"), 0.5);
});

test("abstaining is wrong where the answer was there, and right elsewhere", () => {
  assert.equal(value("all", "abstained_wrongly"), 0.5);
  assert.equal(value("all", "abstained_rightly"), 1);
  assert.equal(value("gold-removed", "abstained_rightly"), 0);
});

test("LoCoMo's fifth category is unanswerable; any other question is asked with its evidence and without", async () => {
  const found = await casesOf(join(import.meta.dirname, "../fixtures"), "locomo", false);
  const kinds = new Map<string, Kind[]>();
  for (const { question, kind } of found) kinds.set(question, [...(kinds.get(question) ?? []), kind]);
  assert.ok(found.length > 0);
  for (const asked of kinds.values())
    assert.ok(
      asked.join() === "told,withheld" || asked.join() === "unanswerable",
      `asked as ${asked.join()}`,
    );
  for (const { kind, shown } of found)
    if (kind !== "told") assert.ok(shown.every(({ evidence }) => !evidence));
});

test("a calibration error says what had been learned: nothing, or from the feedback on what was asked before", () => {
  // Asked: forecasts 0.9, 0.2, 0.1 of 1, 1, 0: alone in its bin each, they come as they rise: (0.1 + 0.8 + 0.1) / 3.
  assert.ok(Math.abs(value("all", "ece", "encephalon, no feedback")! - 1 / 3) < 1e-12);
  // Asked as in the development halves it is as stated, asked otherwise as learned.
  assert.equal(value("all", "ece"), value("all", "ece", "encephalon, no feedback"));
  assert.equal(
    value("gold-removed", "ece"),
    value("gold-removed", "ece", "encephalon, learned from feedback"),
  );
  // One brain: its user is the set's.
  assert.equal(
    value("gold-removed", "ece", "encephalon, learned in each brain"),
    value("gold-removed", "ece", "encephalon, learned from feedback"),
  );
});
