/** What the driver asks of a process that holds one system. Each request is answered by one reply. */
export type Request =
  /** Opens the file at `path`, or makes it. With a cue, opening ends when its recall has answered. Reply: [ms]. */
  | { readonly op: "open"; readonly system: SystemName; readonly path: string; readonly cue?: string }
  /** Observes generated episodes in bulk; making them is not timed. Reply: [ms]. */
  | { readonly op: "bulk"; readonly from: number; readonly count: number }
  /** The same, one by one, each awaited. Reply: ms of each. */
  | { readonly op: "observe"; readonly from: number; readonly count: number }
  /** One recall a cue. Every cue must find something. Reply: ms of each. */
  | { readonly op: "recall"; readonly cues: readonly string[] }
  /** Of Encephalon's file: by cue the ms of a recall that never searches on, the ms of one that always does, and 1 where it would by itself, else 0. */
  | { readonly op: "efforts"; readonly path: string; readonly cues: readonly string[] }
  /** Of Encephalon's file, whose checkpoints it drops: reply [ms] until everything is derived again. */
  | { readonly op: "fold"; readonly path: string }
  /** Sentences of generated episodes, by the encoder that ships. Reply: [ms]. */
  | { readonly op: "encode"; readonly count: number }
  /** Reply: [bytes] of resident memory. */
  | { readonly op: "resident" }
  /** Reply: []. */
  | { readonly op: "close" };

export type Reply = { readonly values: readonly number[] } | { readonly error: string };

export const systemNames = ["encephalon", "minisearch", "fts5"] as const;
export type SystemName = (typeof systemNames)[number];

export const seed = 1;
/** Memories a recall. */
export const k = 10;
