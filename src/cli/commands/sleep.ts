import type { Command } from "commander";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { exitCodes } from "../exit-codes.ts";
import { figure, plural } from "../layout.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

export function addSleep(program: Command): void {
  program
    .command("sleep")
    .summary("check, tidy up and checkpoint the brain")
    .description("Checks the invariants, finishes erasures, gives free space back and writes checkpoints.")
    .action(async (_options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      const report = await withBrain(path, "write", async (brain) => {
        const progress = new Progress("Sleeping", !printer.json && !printer.quiet);
        return brain.sleep().finally(() => progress.end());
      });
      await printer.done(report, () =>
        [
          `Slept ${plural(report.steps, "step")}, ${figure(report.before)} to ${figure(report.after)} bytes, ${plural(report.checkpoints.length, "checkpoint")}.`,
          ...report.problems.map((problem) => `Problem: ${harmlessLine(problem)}`),
        ].join("\n"),
      );
      if (report.problems.length > 0) process.exitCode = exitCodes.problems;
    });
}
