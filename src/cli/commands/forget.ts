import type { Command } from "commander";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { contextOf } from "./command-context.ts";

export function addForget(program: Command): void {
  program
    .command("forget")
    .summary("make episodes unfindable; `remember` brings them back")
    .description(
      "Takes episodes out of every recall. Nothing is destroyed: `encephalon remember` brings them back.",
    )
    .argument("<id...>", "ids of episodes")
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      await withBrain(path, "write", (brain) => brain.forget(...ids));
      await printer.done({ forgotten: ids }, () => `Forgot ${plural(ids.length, "episode")}.`);
    });
}

export function addRemember(program: Command): void {
  program
    .command("remember")
    .summary("bring forgotten episodes back")
    .description("Lets recalls find episodes again that were forgotten.")
    .argument("<id...>", "ids of episodes")
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      await withBrain(path, "write", (brain) => brain.remember(...ids));
      await printer.done({ remembered: ids }, () => `Remembered ${plural(ids.length, "episode")}.`);
    });
}

export function addPin(program: Command): void {
  program
    .command("pin")
    .summary("keep episodes in every context, first; `--undo` lets go of them")
    .description(
      "Puts episodes among what an agent should always know: `encephalon context` begins with them.",
    )
    .argument("<id...>", "ids of episodes")
    .option("--undo", "let go of them")
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<{ readonly undo?: boolean }>(command);
      const pinned = options.undo !== true;
      await withBrain(path, "write", async (brain) => {
        // All of them or none: an id that is not there is told before anything is done.
        for (const id of ids) await brain.why(id);
        for (const id of ids) await brain.pin(id, pinned);
      });
      await printer.done(
        pinned ? { pinned: ids } : { unpinned: ids },
        () => `${pinned ? "Pinned" : "Let go of"} ${plural(ids.length, "episode")}.`,
      );
    });
}
