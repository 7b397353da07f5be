import { EncephalonError } from "../model/errors.ts";
import type { Body } from "./fold/body.ts";
import { commit } from "./fold/commit.ts";
import { resolve } from "./fold/resolve.ts";

/** Takes episodes out of every recall, or brings them back: access is lost, nothing else. */
export async function forget(body: Body, ids: readonly string[], forgotten: boolean): Promise<void> {
  const count = await body.deriver.exclusive(async () => {
    const episodes = await resolve(body, ids);
    if (episodes.length > 0) await commit(body, { type: "forgotten", episodes, forgotten });
    return episodes.length;
  });
  if (count > 0) body.emit("forgotten", { count, forgotten });
}

export async function pin(body: Body, id: string, pinned: boolean): Promise<void> {
  if (typeof pinned !== "boolean")
    throw new EncephalonError("invalid-options", "Whether to pin is neither true nor false.", {
      value: pinned,
      remedy: "Give true to pin the episode, false to take that back.",
    });
  return body.deriver.exclusive(async () => {
    const [episode] = await resolve(body, [id]);
    await commit(body, { type: "pinned", episode: episode!, pinned });
  });
}

export async function feedback(body: Body, id: string, value: number): Promise<void> {
  if (!Number.isFinite(value))
    throw new EncephalonError("invalid-options", "The feedback is not a finite number.", {
      value,
      remedy: "Give a number, such as 1 when the memory helped and -1 when it misled.",
    });
  return body.deriver.exclusive(async () => {
    const [episode] = await resolve(body, [id]);
    const choice = body.choices.get(episode!.id);
    await commit(body, {
      type: "feedback",
      episode: episode!,
      value,
      ...(choice !== undefined && { choice }),
    });
    // One showing teaches once.
    body.choices.delete(episode!.id);
  });
}
