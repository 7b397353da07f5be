import { LogicError } from "../../logic/logic-error.ts";
import type { Pieces } from "../../logic/pieces.ts";
import { type Rule, signatureOf } from "../../logic/syntax.ts";
import { isSliceOver, nextTurn } from "../fold/time-slice.ts";

/**
 * Does what logic has to do, and gives way between its pieces. A signal ends it: then nothing of it has happened,
 * and the error names the rule that was at work.
 */
export async function slowly<Result>(work: Pieces<Result>, signal?: AbortSignal): Promise<Result> {
  let rule: Rule | undefined;
  for (;;) {
    // Before the first piece too: of many works that take one piece each nobody else would ask.
    if (isSliceOver()) await nextTurn();
    const { done, value } = signal?.aborted === true ? work.throw(stopped(rule)) : work.next();
    if (done === true) return value;
    rule = value;
  }
}

function stopped(rule: Rule | undefined): LogicError {
  const where = rule === undefined ? "" : `, in a rule for ${headOf(rule)}`;
  return new LogicError("budget", `it was stopped by its signal${where}.`, {
    ...(rule !== undefined && { at: rule.at }),
    remedy: "Nothing was changed. Give it more time, or begin rules with their rarest condition.",
  });
}

const headOf = ({ head }: Rule): string => signatureOf(head.predicate, head.terms.length);
