/** What a claim was read by. */
export type Pattern = "instruction" | "self" | "own" | "name" | "reported";

/**
 * The share of judged claims of each pattern that were read right, (right + 1) / (judged + 2), from the judgements
 * in bench/truth/claims-judged.jsonl: 519 of "I", 16 of "my …", 13 of a name, 9 instructions, 3 reports.
 */
export const confidence: Readonly<Record<Pattern, number>> = {
  instruction: 0.91,
  self: 0.92,
  own: 0.83,
  name: 0.87,
  reported: 0.8,
};
