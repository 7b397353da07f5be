import type { Encoder } from "../../ports/encoder.ts";

/** What each kind of evidence is worth. Only their ratios order memories. */
export interface FusionWeights {
  /** Of the words' score as a share of the best one's. */
  readonly words: number;
  /** Of the meaning's distance above the mean of the candidates, in standard deviations. */
  readonly meaning: number;
  /** Of being said by whom the cue is about. */
  readonly person: number;
  /** Of being from the time that the cue speaks of. */
  readonly time: number;
}

/**
 * Learned by bench/learn-fusion.ts and frozen in November 2026. For encoders that read sentences between what
 * all-MiniLM-L6-v2 teaches on LoCoMo, LongMemEval's evidence and BEAM 100K (3.2, 1.0, 1.3, 2.5) and what
 * all-mpnet-base-v2 with multilingual-e5-small teaches on the first two (3.1, 1.2, 1.2, 3.1). For the one that ships,
 * which reads words one by one and is worth less, and for none, on LoCoMo, LongMemEval's evidence, BEAM, HotpotQA and
 * SciFact. Always development halves. docs/recall.md has what they find on sets that they were not learned on.
 */
const reader: FusionWeights = { words: 3, meaning: 1, person: 1.2, time: 2.7 };
const shipped: FusionWeights = { words: 5, meaning: 0.75, person: 0.85, time: 2 };

/** The weights that go with an encoder; null: there is none, and meaning says nothing. */
export function fusionWeightsFor(encoder: Pick<Encoder, "encodeNow"> | null): FusionWeights {
  return encoder === null || encoder.encodeNow !== undefined ? shipped : reader;
}
