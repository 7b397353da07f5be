import type { Command } from "commander";
import {
  type Brain,
  type Difference,
  EncephalonError,
  type EpisodeId,
  type ErasureCertificate,
  type Scope,
  type Selection,
} from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { CliError } from "../cli-error.ts";
import { confirm, requirePerson } from "../confirm.ts";
import { plural } from "../layout.ts";
import { presentDifference } from "../present-difference.ts";
import { contextOf } from "./command-context.ts";
import { diffOptions, withCues } from "./diff.ts";
import { presentCertificate } from "./erase.ts";

interface UndoFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** commander's for `--no-consequences`. */
  readonly consequences: boolean;
  readonly cue?: readonly string[];
  readonly k?: number;
  readonly scope?: Scope;
}

/** What would be lost, as of one moment. */
interface Loss {
  readonly difference: Difference;
  /** What does not come from the source, but was caused by what does. */
  readonly consequences: readonly EpisodeId[];
}

/** What was undone; `certificate` null: only shown. */
interface Undone extends Loss {
  readonly source: string;
  readonly certificate: ErasureCertificate | null;
  /** What came meanwhile, was not shown, and is still there. */
  readonly meanwhile: readonly EpisodeId[];
}

export function addUndoSource(program: Command): void {
  const command = program
    .command("undo-source")
    .summary("take back everything that comes from a source, with every consequence")
    .description(
      "Shows what the brain would no longer know without a source, then destroys what came from it, what names that as its cause, and everything derived. Cannot be undone.",
    )
    .argument("<source>", "a document, page, tool or account; or who said it")
    .option("--dry-run", "only show what would be lost")
    .option("--no-consequences", "leave what was said because of it: only what comes from it goes")
    .option("--yes", "do not ask");
  withCues(command).action(async (source: string, _options: unknown, own: Command) => {
    const { path, printer, options } = contextOf<UndoFlags>(own);
    const dry = options.dryRun === true;
    if (!dry && options.yes !== true) requirePerson();
    const selection = { source, ...(options.consequences && { consequences: true }) };
    const undone = await withBrain(path, dry ? "read" : "write", async (brain): Promise<Undone> => {
      await brain.ready();
      const loss = await lossOf(brain, selection, diffOptions(options));
      if (dry) return { source, ...loss, certificate: null, meanwhile: [] };
      const { lost } = loss.difference.episodes;
      if (options.yes !== true) {
        printer.note(presentLoss(loss));
        await confirm(`Erase ${plural(lost.length, "episode")} for good?`);
      }
      const certificate = await brain.erase({ ids: lost });
      return { source, ...loss, certificate, meanwhile: await selected(brain, selection) };
    });
    await printer.done(undone, () => presentUndone(undone));
  });
}

async function lossOf(
  brain: Brain,
  selection: Selection & { readonly source: string },
  options: Parameters<Brain["diff"]>[2],
): Promise<Loss> {
  await using whole = await brain.fork();
  const { source } = selection;
  const direct = new Set(await whole.select({ source }).catch(asUnknown(source)));
  const ids = await whole.select(selection);
  await using without = await whole.without({ ids });
  return {
    difference: await brain.diff(whole, without, options),
    consequences: ids.filter((id) => !direct.has(id)),
  };
}

function asUnknown(source: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EncephalonError) || error.code !== "unknown-episode") throw error;
    throw new CliError("unknown-source", `Nothing here comes from ${JSON.stringify(source)}.`, {
      value: source,
      remedy: `${error.remedy} \`encephalon sources\` lists them.`,
    });
  };
}

/** What is there by now. */
async function selected(brain: Brain, selection: Selection): Promise<readonly EpisodeId[]> {
  try {
    return await brain.select(selection);
  } catch (error) {
    if (error instanceof EncephalonError && error.code === "unknown-episode") return [];
    throw error;
  }
}

function presentLoss({ difference, consequences }: Loss): string {
  const lost = presentDifference(difference);
  if (consequences.length === 0) return lost;
  return `${lost}\nOf these, said because of it: ${consequences.map(harmlessLine).join(", ")}.`;
}

function presentUndone({ certificate, meanwhile, ...loss }: Undone): string {
  const lost = presentLoss(loss);
  if (certificate === null) return `${lost}\nNothing was erased: this is what would be lost.`;
  const parts = [lost, presentCertificate(certificate)];
  if (meanwhile.length > 0)
    parts.push(
      `${plural(meanwhile.length, "episode")} came meanwhile and still ${meanwhile.length === 1 ? "is" : "are"} there: ${meanwhile.map(harmlessLine).join(", ")}. Run it again to see and erase them.`,
    );
  return parts.join("\n");
}
