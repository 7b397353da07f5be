import type { EpisodeId } from "../model/ids.ts";
import type { RecallOptions } from "../model/recall.ts";
import type { Body } from "./body.ts";

export interface CertifyOptions extends RecallOptions {
  /** Which of the memories; default the first. */
  readonly id?: string;
  /** Folds without a part of the log for the stability; default 20. */
  readonly resamples?: number;
}

/** What a recall rests on, checked by folding the log without it. */
export interface Certified {
  readonly memory: EpisodeId;
  /** The smallest set found whose removal takes the memory from its place. No member can be left out. */
  readonly evidence: readonly EpisodeId[];
  /** The memory's place with everything, and without the evidence: 1 is the first, null not among the k. */
  readonly place: number | null;
  readonly without: number | null;
  /** True when no smaller set exists among those that were tried exhaustively. */
  readonly smallest: boolean;
  /** Share of folds without a random tenth of the other episodes in which it keeps its place. */
  readonly stability: number;
  readonly folds: number;
}

export async function certify(body: Body, cue: string, options: CertifyOptions = {}): Promise<Certified> {
  void [body, cue, options];
  throw new Error("Not built yet.");
}
