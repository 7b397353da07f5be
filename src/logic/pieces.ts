import type { Rule } from "./syntax.ts";

/**
 * Work in short pieces, so that others may have their turn in between, or it may be ended: `return` leaves
 * everything as it was. Each piece says which rule it was at work on. Until the last piece is done, nothing else
 * may be asked of the engine.
 */
export type Pieces<Result> = Generator<Rule | undefined, Result, void>;
