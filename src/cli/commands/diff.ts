import type { Command } from "commander";
import { type Brain, type Difference, openBrain, type Scope, type Selection } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { CliError } from "../cli-error.ts";
import { parseCount, parseScope } from "../option-values.ts";
import { presentDifference } from "../present-difference.ts";
import { contextOf } from "./command-context.ts";

interface DiffFlags extends Omit<Selection, "scope"> {
  readonly id?: readonly string[];
  readonly cue?: readonly string[];
  readonly scope?: Scope;
  readonly k?: number;
}

/** May be given more than once. */
function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function withCues(command: Command): Command {
  return command
    .option("--cue <cue>", "also compare what this recalls; may be repeated", collect)
    .option("-k, --k <count>", "how many memories of each recall; default: 10", parseCount)
    .option("--scope <scope>", "whose claims and recalls: tenant=a,user=b,agent=c,session=d", parseScope);
}

export function diffOptions({ cue: cues, k, scope }: Pick<DiffFlags, "cue" | "k" | "scope">): {
  readonly cues?: readonly string[];
  readonly k?: number;
  readonly scope?: Scope;
} {
  return { ...(cues && { cues }), ...(k !== undefined && { k }), ...(scope && { scope }) };
}

export function addDiff(program: Command): void {
  const command = program
    .command("diff")
    .summary("what the brain would know and recall without something, or what another brain does")
    .description(
      "Compares the brain with what it would be if it had never observed a source, a speaker, a session, a concept or some episodes; or with another brain. Nothing is changed.",
    )
    .argument("[other]", "another brain's file")
    .option("--id <id>", "without this episode; may be repeated", collect)
    .option("--source <name>", "without what comes from here")
    .option("--speaker <name>", "without what this one said")
    .option("--session <name>", "without this conversation")
    .option("--concept <name>", "without what is about this or mentions it")
    .option("--consequences", "also without what names one of these as its cause, and so on");
  withCues(command).action(async (other: string | undefined, _options: unknown, own: Command) => {
    const { path, printer, options } = contextOf<DiffFlags>(own);
    const selection = selectionOf(options);
    if ((other === undefined) === (selection === null))
      throw new CliError("usage", "Compare with either another brain or this one without something.", {
        remedy: "Name another brain's file, or use --source, --speaker, --session, --concept or --id.",
      });
    const difference = await withBrain(path, "read", async (brain) => {
      await brain.ready();
      if (selection !== null) return lossOf(brain, selection, diffOptions(options));
      await using compared = await openBrain({ path: other!, readOnly: true });
      await compared.ready();
      return await brain.diff(brain, compared, diffOptions(options));
    });
    await printer.answer(difference, () => presentDifference(difference));
  });
}

function selectionOf(flags: DiffFlags): Selection | null {
  const { id: ids, source, speaker, session, concept, consequences } = flags;
  const selection = {
    ...(ids && { ids }),
    ...(source !== undefined && { source }),
    ...(speaker !== undefined && { speaker }),
    ...(session !== undefined && { session }),
    ...(concept !== undefined && { concept }),
  };
  if (Object.keys(selection).length === 0) return null;
  return { ...selection, ...(consequences && { consequences }) };
}

/** What a brain would lose with a selection. Both are of one moment: what others write meanwhile is no loss. */
export async function lossOf(
  brain: Brain,
  selection: Selection,
  options: Parameters<Brain["diff"]>[2],
): Promise<Difference> {
  await using whole = await brain.fork();
  await using without = await whole.without(selection);
  return await brain.diff(whole, without, options);
}
