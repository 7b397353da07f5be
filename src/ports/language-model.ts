export interface CompletionOptions {
  /** Tokens of the answer at most. */
  readonly maxTokens: number;
  /** Aborted when nobody waits any more; may be ignored. */
  readonly signal: AbortSignal;
}

/**
 * Continues a text. What it says is data from outside: read strictly, never stored as a memory, and a
 * recall that cannot have it goes on without.
 *
 * Errors: `complete` rejects when it cannot be reached or answers otherwise than its protocol says.
 */
export interface LanguageModel {
  /** Names the model, for people. */
  readonly id: string;
  complete(prompt: string, options: CompletionOptions): Promise<string>;
}
