import type { Token } from "./clause-lexer.ts";
import { adverbs, prepositions, weakeners } from "./clause-words.ts";
import { isBase, pastBase } from "./verb-forms.ts";

/** What stands around a verb besides adverbs. */
export interface Denial {
  denied: boolean;
  /** "no longer", "used to": it is over. */
  over: boolean;
}

const noManner =
  /^(?:family|friendly|lovely|silly|early|daily|weekly|monthly|elderly|lonely|likely|ugly|july|italy|assembly|supply|reply|belly|jelly|butterfly|only)$/;

/** "easily", "annually": adverbs of manner and rate. */
export function isManner(low: string): boolean {
  return low.length > 4 && low.endsWith("ly") && !isBase(low) && !weakeners.has(low) && !noManner.test(low);
}

/** The token after adverbs, degrees and what denies. "not just", "not only" are not read: past the end. */
export function afterAdverbs(tokens: readonly Token[], from: number, denial?: Denial): number {
  for (let at = from; ; at++) {
    const low = tokens[at]?.low ?? "";
    const next = tokens[at + 1]?.low ?? "";
    if (low === "n't" || low === "not" || low === "never") {
      if (low === "not" && /^(?:just|only|even)$/.test(next)) return tokens.length;
      if (denial !== undefined) denial.denied = true;
    } else if (low === "no" && next === "longer") {
      if (denial !== undefined) denial.denied = denial.over = true;
      at++;
    } else if ((low === "kind" || low === "sort") && next === "of") at++;
    else if (low === "a" && /^(?:bit|little)$/.test(next) && !prepositions.has(tokens[at + 2]?.low ?? "of"))
      at++;
    // "since we last talked"
    else if (low === "last" && pastBase(next, true) !== null) continue;
    else if (!adverbs.has(low) && !isManner(low)) return at;
  }
}
