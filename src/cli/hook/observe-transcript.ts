import { homedir } from "node:os";
import { basename } from "node:path";
import { readTranscript } from "../../adapters/transcripts/read-transcript.ts";
import { type Brain, EncephalonError, type Percept, type Scope } from "../../index.ts";
import { readText } from "../input.ts";
import type { HookInput } from "./hook-input.ts";

/** An episode that stands before a session's first and says which project it belongs to. */
export function sessionMark(session: string, project: string): Percept & { readonly id: string } {
  return {
    id: `claude-code/${session}`,
    kind: "observation",
    text: `Claude Code session in ${project}`,
    session,
    metadata: { project },
  };
}

/**
 * SPEC V5: observes what a transcript holds and the brain does not yet. The reader keeps the percepts of
 * a file that grows, so that what is known is its beginning: only the rest is observed. A percept that
 * cannot be stored is left out, so that it does not keep back all that follow.
 */
export async function observeTranscript(brain: Brain, input: HookInput, scope: Scope): Promise<void> {
  if (input.transcript === null) return;
  const file = input.transcript.replace(/^~(?=\/)/, homedir());
  const { percepts } = readTranscript(basename(file, ".jsonl"), await readText(file, { grows: true }));
  const marked = withMarks(percepts, input.project);
  const refused = new Map<string, number>();
  for (const percept of marked.slice(await knownLength(brain, marked))) {
    try {
      await brain.observe({ ...percept, scope });
    } catch (error) {
      if (!(error instanceof EncephalonError) || !/^(invalid-percept|id-conflict)$/.test(error.code))
        throw error;
      refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
    }
  }
  for (const [code, count] of refused) process.stderr.write(`encephalon: ${count} not stored (${code}).\n`);
  await brain.ready();
}

/** A mark before the first percept of each session; what an agent asks its helpers (`session:agent`) has none. */
function withMarks(percepts: readonly Percept[], project: string): readonly Percept[] {
  const seen = new Set<string>();
  return percepts.flatMap((percept) => {
    const { session, time } = percept;
    if (session === undefined || session.includes(":") || seen.has(session)) return [percept];
    seen.add(session);
    return [{ ...sessionMark(session, project), ...(time !== undefined && { time }) }, percept];
  });
}

/** How many of them, from the first, the brain knows: by bisection, for a transcript may have thousands. */
async function knownLength(brain: Brain, percepts: readonly Percept[]): Promise<number> {
  let known = 0;
  let unknown = percepts.length;
  while (known < unknown) {
    const middle = (known + unknown) >>> 1;
    if (await isKnown(brain, percepts[middle]!.id)) known = middle + 1;
    else unknown = middle;
  }
  return known;
}

async function isKnown(brain: Brain, id: string | undefined): Promise<boolean> {
  try {
    if (id !== undefined) await brain.why(id);
    return id !== undefined;
  } catch (error) {
    if (error instanceof EncephalonError && error.code === "unknown-episode") return false;
    throw error;
  }
}
