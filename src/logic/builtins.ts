import type { ArithmeticOperator, ComparisonOperator, Value } from "./syntax.ts";

const operations: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

/** Undefined where arithmetic has no finite number to give: text, or a division by zero. A condition on it fails. */
export function calculate(
  operator: ArithmeticOperator,
  left: Value | undefined,
  right: Value | undefined,
): number | undefined {
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  const result = operations[operator](left, right);
  return Number.isFinite(result) ? result : undefined;
}

/** Numbers by size, texts by code unit; a number and a text are different, and neither comes before the other. */
export function compare(
  operator: ComparisonOperator,
  left: Value | undefined,
  right: Value | undefined,
): boolean {
  if (left === undefined || right === undefined) return false;
  if (operator === "=") return left === right;
  if (operator === "!=") return left !== right;
  if (typeof left !== typeof right) return false;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}
