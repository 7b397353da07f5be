import type { Command } from "commander";
import { withBrain } from "../brain-file.ts";
import { refuseExisting } from "../output-file.ts";
import { contextOf } from "./command-context.ts";

export function addBackup(program: Command): void {
  program
    .command("backup")
    .summary("copy the brain to another file while it is in use")
    .description("Makes a consistent copy while other processes go on working. Never overwrites a file.")
    .argument("<file>", "where to")
    .action(async (file: string, _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      refuseExisting(file);
      await withBrain(path, "read", (brain) => brain.backup(file));
      await printer.done({ from: path, to: file }, () => `Backed up to ${file}.`);
    });
}
