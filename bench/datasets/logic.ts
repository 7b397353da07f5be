import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Formula, parseFormula } from "../../src/logic/first-order.ts";
import { LogicError } from "../../src/logic/logic-error.ts";
import { readJsonLines } from "./jsonl.ts";

export type Label = "true" | "false" | "unknown";

/** Premises in English, a statement, and whether it follows. */
export interface LogicQuestion {
  readonly id: string;
  readonly premises: string;
  readonly statement: string;
  readonly label: Label;
  readonly slices: readonly string[];
}

/** The same with what each premise says in first-order logic; the statement has no formula in the data. */
export interface FormulaQuestion extends LogicQuestion {
  readonly formulas: readonly { readonly text: string; readonly formula: Formula }[];
  /** Formulas that are not well formed. */
  readonly malformed: number;
}

interface Choice {
  readonly id: string;
  readonly context: string;
  readonly question: string;
  readonly answer: "A" | "B" | "C";
}

const labels = { A: "true", B: "false", C: "unknown" } as const;

/** ProofWriter (Tafjord et al. 2021, arXiv:2012.13048), open world, by the kind of its theories. */
export function loadProofWriter(directory: string): readonly LogicQuestion[] | null {
  return loadChoices(directory, "proofwriter.json", (id) => [/_(\w+)-/.exec(id)?.[1] ?? "other"]);
}

/** ProntoQA (Saparov and He 2023, arXiv:2210.01240). */
export function loadProntoQa(directory: string): readonly LogicQuestion[] | null {
  return loadChoices(directory, "prontoqa.json", () => []);
}

function loadChoices(
  directory: string,
  file: string,
  slicesOf: (id: string) => readonly string[],
): readonly LogicQuestion[] | null {
  const path = join(directory, "logic", file);
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, "utf8")) as readonly Choice[]).map(
    ({ id, context, question, answer }) => ({
      id,
      premises: context,
      // "Is the following statement true or false? Ann is nice."
      statement: question.slice(question.indexOf("?") + 1).trim(),
      label: labels[answer],
      slices: [...slicesOf(id), labels[answer]],
    }),
  );
}

/** FOLIO (Han et al. 2022, arXiv:2209.00840), by label. */
export function loadFolio(directory: string): readonly FormulaQuestion[] | null {
  const path = join(directory, "logic", "folio.jsonl");
  if (!existsSync(path)) return null;
  return readJsonLines<{
    readonly example_id: number;
    readonly premises: readonly string[];
    readonly "premises-FOL": readonly string[];
    readonly conclusion: string;
    readonly label: string;
  }>(path).map((question) => {
    const label = question.label.toLowerCase() as Label;
    const formulas = question.premises.flatMap((text, i) => {
      const formula = formulaOrNone(question["premises-FOL"][i] ?? "");
      return formula === undefined ? [] : [{ text, formula }];
    });
    return {
      id: String(question.example_id),
      premises: question.premises.map((premise) => premise.trim()).join(" "),
      statement: question.conclusion.trim(),
      label,
      slices: [label],
      formulas,
      malformed: question.premises.length - formulas.length,
    };
  });
}

function formulaOrNone(text: string): Formula | undefined {
  try {
    return parseFormula(text);
  } catch (error) {
    if (error instanceof LogicError) return undefined;
    throw error;
  }
}
