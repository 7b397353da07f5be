import type { EpisodeId, Millis } from "../model/ids.ts";
import type { Scope } from "../model/scope.ts";
import type { Body } from "./body.ts";

export interface ContextOptions {
  /** What the agent is about to answer. Without one: what it should always know. */
  readonly cue?: string;
  /** Tokens at most, by `countTokens`. Default 1,000. */
  readonly budgetTokens?: number;
  readonly scope?: Scope;
  readonly asker?: string;
  readonly now?: string | number | Date;
  readonly minTrust?: number;
  /** Also what was superseded. Default false. */
  readonly superseded?: boolean;
}

export type ContextKind = "core" | "instruction" | "preference" | "value" | "evidence";

export interface ContextLine {
  readonly kind: ContextKind;
  readonly episode: EpisodeId;
  readonly text: string;
  readonly said: Millis;
  readonly source: string;
  readonly tokens: number;
}

/** What an agent should have in its prompt now: sections in a stable order, and the same as lines. */
export interface Context {
  readonly text: string;
  readonly tokens: number;
  readonly lines: readonly ContextLine[];
  /** What had no room. */
  readonly left: number;
}

export async function context(body: Body, options: ContextOptions = {}): Promise<Context> {
  void [body, options];
  throw new Error("Not built yet.");
}
