import type { Ordinal } from "../model/ids.ts";

/** A source with what is known of it. */
export interface KeptSource {
  readonly source: string;
  /** In [0, 1]: what was said of it, else the least that any of its episodes has by default. */
  readonly trust: number;
  /** Somebody said so; otherwise it is what such sources are trusted by default. */
  readonly said: boolean;
  readonly episodes: number;
}

/** A module that keeps how far sources are to be believed. Pure: asking changes nothing. */
export interface TrustKeeper {
  /** In [0, 1]: of the source of a row. */
  trustAt(ordinal: Ordinal): number;
  /** Said by whoever may tell the agent what to do, and is trusted more than what comes from outside: SPEC TR6. */
  mayInstruct(ordinal: Ordinal): boolean;
  /** What was said of a source, in [0, 1]; null where nothing was. */
  saidOf(source: string): number | null;
  /** Sorted by name. */
  sources(): readonly KeptSource[];
}
