import type { Command } from "commander";
import type { Difference, ErasureCertificate, Scope } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { CliError } from "../cli-error.ts";
import { confirm, requirePerson } from "../confirm.ts";
import { plural } from "../layout.ts";
import { presentDifference } from "../present-difference.ts";
import { contextOf } from "./command-context.ts";
import { diffOptions, lossOf, withCues } from "./diff.ts";
import { presentCertificate } from "./erase.ts";

interface UndoFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly cue?: readonly string[];
  readonly k?: number;
  readonly scope?: Scope;
}

/** What was undone; `certificate` null: only shown. */
interface Undone {
  readonly source: string;
  readonly difference: Difference;
  readonly certificate: ErasureCertificate | null;
}

export function addUndoSource(program: Command): void {
  const command = program
    .command("undo-source")
    .summary("take back everything that comes from a source, with every consequence")
    .description(
      "Shows what the brain would no longer know without a source, then destroys what came from it, here and in everything derived. Cannot be undone.",
    )
    .argument("<source>", "a document, page, tool or account; or who said it")
    .option("--dry-run", "only show what would be lost")
    .option("--yes", "do not ask");
  withCues(command).action(async (source: string, _options: unknown, own: Command) => {
    const { path, printer, options } = contextOf<UndoFlags>(own);
    const dry = options.dryRun === true;
    if (!dry && options.yes !== true) requirePerson();
    const undone = await withBrain(path, dry ? "read" : "write", async (brain): Promise<Undone> => {
      await brain.ready();
      const difference = await lossOf(brain, { source }, diffOptions(options));
      const { length } = difference.episodes.lost;
      if (length === 0)
        throw new CliError("unknown-source", `Nothing here comes from ${JSON.stringify(source)}.`, {
          value: source,
          remedy: "`encephalon recall --json` names the source of each memory.",
        });
      if (dry) return { source, difference, certificate: null };
      if (options.yes !== true) {
        printer.note(presentDifference(difference));
        await confirm(`Erase ${plural(length, "episode")} for good?`);
      }
      return { source, difference, certificate: await brain.erase({ source }) };
    });
    await printer.done(undone, () => presentUndone(undone));
  });
}

function presentUndone({ difference, certificate }: Undone): string {
  const lost = presentDifference(difference);
  return certificate === null
    ? `${lost}\nNothing was erased: this is what would be lost.`
    : `${lost}\n${presentCertificate(certificate)}`;
}
