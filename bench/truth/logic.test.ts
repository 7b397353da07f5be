import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseFormula } from "../../src/logic/first-order.ts";
import { runLogic } from "./logic.ts";
import { formulaOf } from "./logic-statement.ts";
import { answerByWords, majority } from "./logic-systems.ts";
import { Vocabulary } from "./logic-vocabulary.ts";

const choice = (id: string, context: string, statement: string, answer: string): object => ({
  id,
  context,
  question: `Is the following statement true, false, or unknown? ${statement}`,
  answer,
});

test("the bench of logic reads its sets, answers them beside its baselines, and names what is absent", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "logic-"));
  t.after(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "logic"));
  const made = "Zed is mild. All mild things are wary. If someone is wary then they do not trust the fox.";
  writeFileSync(
    join(directory, "logic/proofwriter.json"),
    JSON.stringify([
      choice("ProofWriter_AttNeg-OWA-D5-1_Q1", made, "Zed is wary.", "A"),
      choice("ProofWriter_AttNeg-OWA-D5-1_Q2", made, "Zed trusts the fox.", "B"),
      choice("ProofWriter_RelNeg-OWA-D5-1_Q3", made, "Zed is odd.", "C"),
      choice("ProofWriter_RelNeg-OWA-D5-1_Q4", made, "Zed is mild.", "A"),
    ]),
  );
  const story = { premises: ["All smiths are strong.", "Zed is a smith or a singer.", "No singer is weak."] };
  const formulas = ["∀x (Smith(x) → Strong(x))", "Smith(zed) ∨ Singer(zed)", "∀x (Singer(x) → ¬Weak(x)"];
  writeFileSync(
    join(directory, "logic/folio.jsonl"),
    [
      { ...story, example_id: 1, conclusion: "Zed is strong or a singer.", label: "True" },
      { ...story, example_id: 2, conclusion: "Zed is strong.", label: "Unknown" },
    ]
      .map((question) => JSON.stringify({ ...question, "premises-FOL": formulas }))
      .join("\n"),
  );
  const lines: string[] = [];
  const report = runLogic({ directory, quick: true }, (text) => lines.push(text));
  assert.deepEqual(report.absent, ["prontoqa"]);
  const value = (dataset: string, system: string, slice = "all"): number =>
    report.results.find((row) => row.dataset === dataset && row.system === system && row.slice === slice)!
      .value;
  assert.equal(value("proofwriter", "encephalon"), 1);
  assert.equal(value("proofwriter", "encephalon", "AttNeg"), 1);
  // Only what is said in so many words: the third and the fourth.
  assert.equal(value("proofwriter", "words, no inference"), 0.5);
  assert.equal(value("proofwriter", "majority label"), 0.5);
  assert.equal(value("folio", "encephalon"), 1);
  assert.equal(report.speed.length, 3);
  assert.ok(report.speed.every(({ derived, factsPerSecond }) => derived > 0 && factsPerSecond > 0));
  assert.match(lines.join("\n"), /machine .*\n.*\n*.*proofwriter, accuracy/s);
});

const premises = [
  ["All smiths who work hard are strong.", "∀x (Smith(x) ∧ WorkHard(x) → Strong(x))"],
  ["Zed Young is a smith.", "Smith(zedYoung)"],
  ["Zed Young lives in Oldtown.", "LiveIn(zedYoung, oldtown)"],
  ["Strong people are either tall or heavy.", "∀x (Strong(x) → Tall(x) ⊕ Heavy(x))"],
].map(([text, formula]) => ({ text: text!, formula: parseFormula(formula!) }));

test("a statement is said with the predicates and names of the premises", () => {
  const vocabulary = new Vocabulary(premises);
  const says = (statement: string, formula: string): void =>
    assert.deepEqual(formulaOf(statement, vocabulary), parseFormula(formula), statement);
  says("Zed Young works hard.", "WorkHard(zedYoung)");
  says("Zed is not strong.", "¬Strong(zedYoung)");
  says("Zed is either tall or heavy.", "Tall(zedYoung) ⊕ Heavy(zedYoung)");
  says("Zed is neither tall nor heavy.", "¬(Tall(zedYoung) ∨ Heavy(zedYoung))");
  says("Zed is not tall or heavy.", "¬(Tall(zedYoung) ∨ Heavy(zedYoung))");
  says("If Zed is tall, then he is not heavy.", "Tall(zedYoung) → ¬Heavy(zedYoung)");
  says("All smiths are strong.", "∀x (Smith(x) → Strong(x))");
  says("No smith is heavy.", "∀x (Smith(x) → ¬Heavy(x))");
  says("Some smiths are heavy.", "∃x (Smith(x) ∧ Heavy(x))");
  says("Zed lives in Oldtown.", "LiveIn(zedYoung, oldtown)");
});

test("what the premises have no words or names for is a predicate of which nothing is known", () => {
  const formula = formulaOf("Zed lives in Newtown.", new Vocabulary(premises));
  assert.ok(formula.kind === "atom" && formula.predicate.startsWith("unknown"));
});

test("the baselines know no inference", () => {
  const question = { id: "1", premises: "Zed is not mild. Ann is odd.", slices: [] };
  assert.equal(answerByWords({ ...question, statement: "Zed is mild.", label: "false" }, "unknown"), "false");
  assert.equal(answerByWords({ ...question, statement: "Ann is odd.", label: "true" }, "unknown"), "true");
  assert.equal(
    answerByWords({ ...question, statement: "Ann is mild.", label: "true" }, "unknown"),
    "unknown",
  );
  const labels = ["true", "false", "false"] as const;
  assert.equal(majority(labels.map((label) => ({ ...question, statement: "", label }))), "false");
});
