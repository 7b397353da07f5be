import * as z from "zod";
import { CliError } from "../cli-error.ts";

/** What Claude Code gives every hook, and the fields of the events that we answer. Others are let be. */
const hookSchema = z.object({
  hook_event_name: z.string(),
  session_id: z.string().min(1),
  transcript_path: z.string().nullish(),
  cwd: z.string().nullish(),
  /** SessionStart: `startup`, `resume`, `clear` or `compact`. */
  source: z.string().nullish(),
  /** UserPromptSubmit. */
  prompt: z.string().nullish(),
});

export interface HookInput {
  readonly event: string;
  readonly session: string;
  readonly transcript: string | null;
  /** The folder of the project: where the session was started, whatever folder it works in now. */
  readonly project: string;
  readonly source: string | null;
  readonly prompt: string | null;
}

export function readHookInput(text: string): HookInput {
  const parsed = hookSchema.safeParse(parse(text));
  if (!parsed.success)
    throw new CliError("usage", "Standard input is not what a hook is given.", {
      remedy: "Name `encephalon hook` as a hook's command in Claude Code's settings.json.",
    });
  const { data } = parsed;
  return {
    event: data.hook_event_name,
    session: data.session_id,
    transcript: data.transcript_path ?? null,
    project: process.env.CLAUDE_PROJECT_DIR || data.cwd || process.cwd(),
    source: data.source ?? null,
    prompt: data.prompt ?? null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
