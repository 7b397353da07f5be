import type { Millis } from "../../model/ids.ts";
import type { PlacedTime } from "../../ports/features.ts";
import type { Token } from "./clause-lexer.ts";
import type { Subject } from "./subjects.ts";
import type { VerbGroup } from "./verb-group.ts";

/** A clause whose subject stands at `at`. */
export interface Clause {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly subject: Subject;
  readonly verb: VerbGroup;
  /** The sentence's. */
  readonly times: readonly PlacedTime[];
  /** When what goes on began: the text's, read when they are asked for. */
  readonly onsets: () => readonly PlacedTime[];
  readonly text: string;
  readonly said: Millis;
  /** Somebody else said so. */
  readonly reported: boolean;
}
