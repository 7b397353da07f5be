/** What a text is encoded for: some encoders read a cue and an episode differently. */
export type Purpose = "cue" | "episode";

/**
 * Turns texts into unit vectors whose inner product is their similarity in meaning.
 *
 * Errors: `encode` rejects when it cannot be reached or answers with other shapes; nothing else does.
 */
export interface Encoder {
  /** Names the function, its bytes included: other vectors, other id. Recorded with every vector. */
  readonly id: string;
  readonly dimensions: number;
  /** A vector of `dimensions` for each text, in order, of length 1 (all zero where a text says nothing). */
  encode(
    texts: readonly string[],
    purpose: Purpose,
    /** Aborted when nobody waits any more; may be ignored. */
    signal?: AbortSignal,
  ): Promise<readonly Float32Array[]>;
  /**
   * Only on an encoder that is a pure function of bytes inside the package: a fold may call it.
   * What any other encoder says is recorded in the log before it is folded.
   */
  readonly encodeNow?: (text: string, purpose: Purpose) => Float32Array;
  /** Lets go of what it remembers of texts: something was erased. */
  readonly letGo?: () => void;
}
