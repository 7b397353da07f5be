import { Datalog } from "../../src/logic/datalog.ts";
import { type Truth, truthOf } from "../../src/logic/entail.ts";
import { entails } from "../../src/logic/refutation.ts";
import { readSimpleEnglish, readStatement } from "../../src/logic/simple-english.ts";
import type { FormulaQuestion, Label, LogicQuestion } from "../datasets/logic.ts";
import { formulaOf } from "./logic-statement.ts";
import { rootsOf, Vocabulary } from "./logic-vocabulary.ts";

/** From their English alone, in the open world. A statement that is not read is unknown. */
export function answerFromEnglish({ premises, statement }: LogicQuestion): Truth {
  const facts = readStatement(statement);
  if (facts === undefined) return "unknown";
  const engine = new Datalog(readSimpleEnglish(premises).rules);
  const truths = facts.map((fact) => truthOf(engine, fact));
  return (["conflict", "false", "unknown"] as const).find((truth) => truths.includes(truth)) ?? "true";
}

/** From the formulas of the premises and the English of the statement. `cases` as for `entails`. */
export function answerFromFormulas({ formulas, statement }: FormulaQuestion, cases: number): Truth {
  const conclusion = formulaOf(statement, new Vocabulary(formulas));
  const premises = formulas.map(({ formula }) => formula);
  return entails(premises, conclusion, { cases }).truth;
}

/** The commonest label of the whole set: what is right without reading. */
export function majority(questions: readonly LogicQuestion[]): Label {
  const counts = new Map<Label, number>();
  for (const { label } of questions) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
}

const isDenial = (sentence: string): boolean => /\b(?:not|no|never|neither)\b|n['\u2019]t\b/i.test(sentence);

/**
 * No inference: true or false, by "not", where a sentence has all the words of the statement; else `otherwise`.
 */
export function answerByWords({ premises, statement }: LogicQuestion, otherwise: Label): Label {
  const sought = rootsOf(statement);
  for (const sentence of premises.split(/(?<=[.!?])\s+/)) {
    const words = new Set(rootsOf(sentence));
    if (sought.every((root) => words.has(root)))
      return isDenial(sentence) === isDenial(statement) ? "true" : "false";
  }
  return otherwise;
}
