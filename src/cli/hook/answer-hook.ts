import type { Brain, Scope } from "../../index.ts";
import type { HookInput } from "./hook-input.ts";
import { observeTranscript } from "./observe-transcript.ts";
import { promptContext, sessionContext } from "./remembered-context.ts";

/** What Claude Code adds to the conversation. */
export interface HookAnswer {
  readonly hookSpecificOutput: { readonly hookEventName: string; readonly additionalContext: string };
}

/** Events that only ask: they neither make a brain nor write to it. */
export const askingEvents: readonly string[] = ["SessionStart", "UserPromptSubmit"];

/** Events at which a transcript has grown. */
export const observingEvents: readonly string[] = ["Stop", "PreCompact", "SessionEnd"];

/** null: there is nothing to say. An event that we know nothing of is let pass. */
export async function answerHook(brain: Brain, input: HookInput, scope: Scope): Promise<HookAnswer | null> {
  if (observingEvents.includes(input.event)) await observeTranscript(brain, input, scope);
  const context = await contextFor(brain, input, scope);
  if (context === null) return null;
  return { hookSpecificOutput: { hookEventName: input.event, additionalContext: context } };
}

function contextFor(brain: Brain, input: HookInput, scope: Scope): Promise<string | null> {
  // A resumed session still has what it was told at its start.
  if (input.event === "SessionStart" && input.source !== "resume") return sessionContext(brain, input, scope);
  if (input.event === "UserPromptSubmit") return promptContext(brain, input, scope);
  return Promise.resolve(null);
}
