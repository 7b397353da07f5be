import type { Command } from "commander";
import type { Scope } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { reportOf } from "../cli-error.ts";
import { answerHook } from "../hook/answer-hook.ts";
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
      "Reads the JSON that Claude Code gives a hook on standard input. SessionStart and UserPromptSubmit answer with what is remembered; Stop, PreCompact and SessionEnd observe the transcript. Always exits with 0: errors are told on standard error and never disturb a session.",
    )
    .option("--scope <scope>", "whose memory it is: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (_options: unknown, command: Command) => {
      const { path, options } = contextOf<{ readonly scope?: Scope }>(command);
      const printer = new Printer({});
      try {
        const input = readHookInput(await readText("-"));
        const answer = await withBrain(path, "make", (brain) => answerHook(brain, input, options.scope ?? {}), {
          lockTimeoutMs,
        });
        if (answer !== null) await printer.write(`${JSON.stringify(answer)}\n`);
      } catch (error) {
        printer.error(reportOf(error));
      }
    });
}
