import type { EventBody, LogEvent } from "../../model/event.ts";
import type { Seq } from "../../model/ids.ts";
import type { Signals } from "../../ports/derived.ts";
import type { Body } from "./body.ts";

/** Commits one event and folds it. To be called inside `exclusive`. */
export async function commit(body: Body, event: EventBody): Promise<void> {
  const at = body.clock();
  const [appended] = await body.log.append([event], at);
  await foldCommitted(body, [{ ...event, seq: appended!.seq, at }]);
}

/** Commits the uses of recalls so far, together. To be called inside `exclusive`. */
export async function commitUses(body: Body): Promise<void> {
  if (body.pendingUses.length === 0) return;
  const waiting = [...body.pendingUses];
  await commit(body, { type: "used", episodes: waiting });
  body.pendingUses.splice(0, waiting.length);
}

/**
 * Folds what was just committed and is durable, whatever goes wrong here: that is told as a warning,
 * and the next call goes on folding where this one stopped. null: not folded yet.
 */
export async function foldCommitted(
  body: Body,
  events: readonly LogEvent[],
): Promise<ReadonlyMap<Seq, Signals> | null> {
  try {
    return await body.deriver.fold(events);
  } catch (error) {
    body.emit("warning", { error });
    return null;
  }
}
