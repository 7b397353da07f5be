import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { Command } from "commander";
import type { Brain } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { CliError } from "../cli-error.ts";
import { readLines, refuseTerminal } from "../input.ts";
import { figure, plural } from "../layout.ts";
import { refuseExisting } from "../output-file.ts";
import { Printer } from "../printer.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

/** Characters written together. */
const chunkLength = 1 << 16;

export function addExport(program: Command): void {
  program
    .command("export")
    .summary("write the whole log as a bundle of JSON lines")
    .description(
      "Writes everything in the log as JSON lines, with checksums: `encephalon import` reads it on any machine.",
    )
    .argument("[file]", "where to; default: standard output")
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      if (file === undefined || file === "-") {
        if (process.stdout.isTTY)
          throw new CliError("usage", "A bundle is not for the eye.", {
            remedy: "Name a file, or pipe it on.",
          });
        await withBrain(path, "read", (brain) => writeBundle(brain, (text) => printer.write(text), printer));
        return;
      }
      refuseExisting(file);
      const lines = await withBrain(path, "read", (brain) => exportFile(brain, file, printer));
      await printer.done({ file, lines }, () => `Exported ${plural(lines, "line")} to ${file}.`);
    });
}

/** Under another name until it is whole: a bundle that is there is a whole one. */
async function exportFile(brain: Brain, file: string, printer: Printer): Promise<number> {
  const part = `${file}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  const target = new Printer({}, stream);
  try {
    const lines = await writeBundle(brain, (text) => target.write(text), printer);
    stream.end();
    await finished(stream);
    refuseExisting(file);
    await rename(part, file);
    return lines;
  } catch (error) {
    stream.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

async function writeBundle(
  brain: Brain,
  write: (text: string) => Promise<void>,
  printer: Printer,
): Promise<number> {
  const { events } = await brain.stats();
  const progress = new Progress("Exporting", !printer.json && !printer.quiet);
  let lines = 0;
  let waiting = "";
  try {
    for await (const line of brain.export()) {
      waiting += `${line}\n`;
      lines++;
      progress.update(lines, events);
      if (waiting.length < chunkLength) continue;
      await write(waiting);
      waiting = "";
    }
    if (waiting !== "") await write(waiting);
    return lines;
  } finally {
    progress.end();
  }
}

export function addImport(program: Command): void {
  program
    .command("import")
    .summary("read a bundle that `export` wrote")
    .description(
      "Takes in all of a bundle, or nothing of one that is cut short or altered. What is here already is skipped. Where there was no brain, one is made first: a bundle that is refused leaves it empty.",
    )
    .argument("[file]", "where from; default: standard input")
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      if (file === undefined) refuseTerminal("bundle");
      const report = await withBrain(path, "make", async (brain) => {
        const progress = new Progress("Importing", !printer.json && !printer.quiet);
        return brain.import(counted(readLines(file ?? "-"), progress)).finally(() => progress.end());
      });
      await printer.done(
        report,
        () => `Imported ${plural(report.added, "event")}, ${figure(report.skipped)} known already.`,
      );
    });
}

async function* counted(
  lines: AsyncIterable<string>,
  progress: Progress,
): AsyncGenerator<string, void, undefined> {
  let count = 0;
  for await (const line of lines) {
    progress.update(++count, null);
    yield line;
  }
}
