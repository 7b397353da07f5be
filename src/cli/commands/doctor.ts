import type { Command } from "commander";
import { type BrainStats, EncephalonError } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../exit-codes.ts";
import { plural } from "../layout.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface Finding {
  readonly problem: string;
  readonly remedy: string;
}

interface Diagnosis {
  readonly path: string;
  readonly ok: boolean;
  /** The error's, where the file cannot even be opened. */
  readonly code: string | null;
  readonly findings: readonly Finding[];
  readonly stats: BrainStats | null;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("check everything, and say what to do")
    .description(
      "Reads the whole file and checks every module. Changes nothing in it, though SQLite may leave a -wal and a -shm file beside it, and reports on files that cannot be opened.",
    )
    .action(async (_options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      const progress = new Progress("Examining", !printer.json && !printer.quiet);
      const { exitCode, ...diagnosis } = await diagnose(path).finally(() => progress.end());
      await printer.answer(diagnosis, () => presentDiagnosis(diagnosis));
      process.exitCode = exitCode;
    });
}

async function diagnose(path: string): Promise<Diagnosis & { readonly exitCode: ExitCode }> {
  const findings: Finding[] = [];
  try {
    const stats = await withBrain(path, "read", async (brain) => {
      const { problems } = await brain.verify();
      const known = await brain.stats();
      findings.push(...problems.map((problem) => ({ problem, remedy: remedyOf(problem, known) })));
      return known;
    });
    const ok = findings.length === 0;
    return { path, ok, code: null, findings, stats, exitCode: ok ? exitCodes.ok : exitCodes.problems };
  } catch (error) {
    if (!(error instanceof EncephalonError)) throw error;
    const { code, message, remedy } = error;
    findings.push({ problem: message.slice(0, -remedy.length).trim(), remedy });
    return { path, ok: false, code, findings, stats: null, exitCode: exitCodeOf(code) };
  }
}

/** Derived state can be had again from the log; the log itself only from a copy. */
function remedyOf(problem: string, { modules }: BrainStats): string {
  if (modules.some(({ name, quarantined }) => quarantined > 0 && problem.startsWith(`${name}: event`)))
    return "The event stays in the log; that module goes without it until a version of it can derive it. Update the package, or report it.";
  if (problem.startsWith("An erasure "))
    return "Close what else reads this brain, then run `encephalon sleep`: it finishes the erasure.";
  if (/^The (checkpoint|list of checkpoints)/.test(problem))
    return "Nothing is lost: `encephalon sleep` derives it from the log again and saves it.";
  return "What is lost here only a backup or a bundle still has: keep the file, and restore one of them.";
}

function presentDiagnosis({ path, ok, findings, stats }: Omit<Diagnosis, "code">): string {
  const size =
    stats === null ? "" : `: ${plural(stats.events, "event")}, ${plural(stats.episodes, "episode")}`;
  if (ok) return `${path}${size}. All is well.`;
  return [
    `${path}${size}. ${plural(findings.length, "problem")}:`,
    ...findings.flatMap(({ problem, remedy }) => [`- ${harmlessLine(problem)}`, `  ${harmlessLine(remedy)}`]),
  ].join("\n");
}
