import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Scope } from "../../index.ts";
import { type Access, withBrain } from "../brain-file.ts";
import { reportOf } from "../cli-error.ts";
import { answerHook, askingEvents, observingEvents } from "../hook/answer-hook.ts";
import { readHookInput } from "../hook/hook-input.ts";
import { readText } from "../input.ts";
import { parseScope } from "../option-values.ts";
import { Printer } from "../printer.ts";
import { contextOf } from "./command-context.ts";

/** A session must not wait for a brain that somebody else holds. */
const lockTimeoutMs = 1_000;

export function addHook(program: Command): void {
  program
    .command("hook")
    .summary("remember Claude Code sessions: a command for its hooks")
    .description(
      "Reads the JSON that Claude Code gives a hook on standard input. SessionStart and UserPromptSubmit answer with what is remembered; Stop, PreCompact and SessionEnd observe the transcript. Always exits with 0: an error is told beside the session and never disturbs it.",
    )
    .option("--scope <scope>", "whose memory it is: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (_options: unknown, command: Command) => {
      const { path, options } = contextOf<{ readonly scope?: Scope }>(command);
      try {
        const answer = await answerTo(await readText("-"), path, options.scope ?? {});
        if (answer !== null) await new Printer({}).write(`${JSON.stringify(answer)}\n`);
      } catch (error) {
        tellHookError(error);
      }
    });
}

async function answerTo(text: string, path: string, scope: Scope): Promise<unknown> {
  const input = readHookInput(text);
  const asking = askingEvents.includes(input.event);
  if (!asking && !observingEvents.includes(input.event)) return null;
  // Before the first session ends there is nothing to remember, and no fault in that.
  if (asking && !existsSync(path)) return null;
  const access: Access = input.event === "SessionStart" ? "read" : asking ? "recall" : "make";
  return withBrain(path, access, (brain) => answerHook(brain, input, scope), { lockTimeoutMs });
}

/**
 * SPEC V6: exit code 2 would block the user's prompt or keep the agent from stopping, and standard error
 * of a hook that succeeded is seen by nobody. So the exit code is 0 and the user is shown the message:
 * a memory that is out of order must not pass for an empty one.
 */
export function tellHookError(error: unknown): void {
  const { message } = reportOf(error);
  new Printer({}).note(`encephalon: ${message}`);
  process.stdout.write(`${JSON.stringify({ systemMessage: `encephalon: ${message}` })}\n`);
}
