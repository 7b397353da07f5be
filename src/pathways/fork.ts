import type { Seq } from "../model/ids.ts";
import type { RecallOptions, RecallResult } from "../model/recall.ts";
import type { Moment } from "../ports/log-store.ts";
import type { Body } from "./fold/body.ts";
import { commitUses } from "./fold/commit.ts";
import { recall } from "./recall.ts";

/** Waits for modules that re-derive: a fork of half a brain would answer as one that has forgotten. */
export function momentOf(body: Body): Promise<Moment> {
  return body.deriver.whenReady(async () => {
    if (!body.log.readOnly) await commitUses(body);
    // What is committed from here on is no part of it, whatever else is folded meanwhile.
    const checkpoints = await body.deriver.checkpoints();
    const seq = Math.max(0, ...checkpoints.map((checkpoint) => checkpoint.seq)) as Seq;
    return { seq, checkpoints };
  });
}

/** A recall that leaves no trace: nothing is used by it, and no choice is kept for feedback. */
export function recallUnnoticed(body: Body, cue: string, options: RecallOptions): Promise<RecallResult> {
  return recall({ ...body, pendingUses: [], choices: new Map() }, cue, options);
}
