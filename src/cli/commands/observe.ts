import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Command } from "commander";
import { readTranscript, transcriptFormats } from "../../adapters/transcripts/read-transcript.ts";
import type { Skipped, TranscriptFormat } from "../../adapters/transcripts/transcript.ts";
import {
  type Brain,
  EncephalonError,
  type EpisodeKind,
  type Observed,
  type ObservedMany,
  type Percept,
  type Scope,
} from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { CliError } from "../cli-error.ts";
import { readText, refuseTerminal } from "../input.ts";
import { figure, plural } from "../layout.ts";
import { parseKind, parseScope } from "../option-values.ts";
import type { Printer } from "../printer.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface ObserveOptions {
  readonly text?: string;
  readonly speaker?: string;
  readonly role?: string;
  readonly time?: string;
  readonly session?: string;
  readonly title?: string;
  readonly source?: string;
  readonly kind?: EpisodeKind;
  readonly id?: string;
  readonly causedBy?: string;
  readonly scope?: Scope;
  readonly name?: string;
  readonly format?: TranscriptFormat;
}

export function addObserve(program: Command): void {
  program
    .command("observe")
    .summary("store files, a pipe or one text")
    .description(
      "Stores what FILEs hold (transcripts of Claude Code, Codex, chat programs and APIs, JSON lines, chat text, notes), what is piped in, or one --text. The same again changes nothing. Secrets are taken out first.",
    )
    .argument("[file...]", "files to read; - is standard input")
    .option("--text <text>", "one text instead of files")
    .option("--speaker <name>", "who said it (with --text)")
    .option("--role <role>", "user, assistant, tool, … (with --text)")
    .option("--time <time>", "when it happened, ISO 8601; default: now (with --text)")
    .option("--session <id>", "the conversation it belongs to (with --text)")
    .option("--title <title>", "its title (with --text)")
    .option("--source <name>", "where it comes from: a document, a tool, an account; default: who said it")
    .option("--kind <kind>", "utterance, action, result, outcome or observation (with --text)", parseKind)
    .option("--id <id>", "your own name for it (with --text)")
    .option("--caused-by <id>", "the action that it is a result of (with --text)")
    .option("--scope <scope>", "whose memory it is: tenant=a,user=b,agent=c,session=d", parseScope)
    .option("--name <name>", "stands for the file in ids that it does not state; default: its path")
    .option("--format <format>", `one of ${transcriptFormats.join(", ")}; default: told by content`)
    .action(async (files: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<ObserveOptions>(command);
      if (options.text !== undefined) {
        refuseBoth(files.length > 0 || options.name !== undefined || options.format !== undefined);
        const observed = await withBrain(path, "make", (brain) => brain.observe(perceptOf(options)));
        await printer.done(observed, () => presentObserved(observed));
        return;
      }
      refuseFieldsWithoutText(options);
      const named = files.length > 0 ? files : ["-"];
      if (files.length === 0) refuseTerminal("text");
      await withBrain(path, "make", (brain) => observeFiles(brain, named, options, printer));
    });
}

function perceptOf(options: ObserveOptions): Percept {
  const { text, speaker, role, time, session, title, source, kind, id, causedBy, scope } = options;
  const fields = { text, speaker, role, time, session, title, source, kind, id, causedBy, scope };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Percept;
}

function refuseBoth(both: boolean): void {
  if (both)
    throw new CliError("usage", "--text stands for itself.", {
      remedy: "Leave out files, --name and --format, or --text.",
    });
}

function refuseFieldsWithoutText(options: ObserveOptions): void {
  const fields = ["speaker", "role", "time", "session", "title", "kind", "id", "causedBy"] as const;
  const given = fields.find((field) => options[field] !== undefined);
  if (given !== undefined)
    throw new CliError("usage", `--${given === "causedBy" ? "caused-by" : given} goes with --text.`, {
      value: options[given],
      remedy: "Files say such things themselves.",
    });
}

interface FileReport {
  readonly file: string;
  readonly format: TranscriptFormat;
  readonly percepts: number;
  readonly skipped: readonly Skipped[];
  readonly observed: ObservedMany;
}

async function observeFiles(
  brain: Brain,
  files: readonly string[],
  options: ObserveOptions,
  printer: Printer,
): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of files) {
    const text = await readText(file);
    const format = options.format === undefined ? {} : { format: options.format };
    const { percepts, skipped, ...read } = readTranscript(nameOf(file, text, options.name), text, format);
    const given = {
      ...(options.scope !== undefined && { scope: options.scope }),
      ...(options.source !== undefined && { source: options.source }),
    };
    const scoped = percepts.map((one) => ({ ...one, ...given }));
    const progress = new Progress("Observing", !printer.json && !printer.quiet);
    try {
      const observed = await brain.observe(scoped, {
        onProgress: ({ observed: done, total }) => progress.update(done, total),
      });
      reports.push({ file, format: read.format, percepts: percepts.length, skipped, observed });
    } catch (error) {
      throw changedFile(error, file);
    } finally {
      progress.end();
    }
    if (!printer.json) await printer.done(null, () => presentFile(reports.at(-1)!));
  }
  if (printer.json) await printer.done({ files: reports, ...sum(reports) }, () => "");
}

/**
 * Stands in ids where the source has none. A file's path: a file that grew is known again. A pipe has
 * no name, so that its content gives one: the same again is known, something else is something new.
 */
function nameOf(file: string, text: string, given: string | undefined): string {
  if (given !== undefined) return given;
  if (file !== "-") return resolve(file);
  return `stdin-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}

/** Names the file: an id that it states or counts, by line or message, stands for something else already. */
function changedFile(error: unknown, file: string): unknown {
  if (!(error instanceof EncephalonError) || error.code !== "id-conflict") return error;
  return new EncephalonError(
    "id-conflict",
    `${file} has something else for an id that is known: it was edited, is observed in another scope, or shares the id with another file.`,
    {
      value: error.value,
      remedy:
        "Observe it under a new name with --name; an id that the file states itself has to be changed in it.",
      cause: error,
    },
  );
}

function sum(reports: readonly FileReport[]): ObservedMany {
  const total = { stored: 0, duplicates: 0, erased: 0, redactions: 0 };
  for (const { observed } of reports)
    for (const key of ["stored", "duplicates", "erased", "redactions"] as const) total[key] += observed[key];
  return total;
}

function presentFile({ file, format, percepts, skipped, observed }: FileReport): string {
  const { stored, duplicates, erased, redactions } = observed;
  const reasons = new Map<string, number>();
  for (const { why } of skipped) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const lines = [
    `${file === "-" ? "standard input" : harmlessLine(file)} (${format}): ${plural(percepts, "percept")}, ${figure(stored)} stored, ${figure(duplicates)} known already`,
  ];
  if (erased > 0) lines.push(`  ${erased} erased before, not learned again`);
  if (redactions > 0) lines.push(`  ${plural(redactions, "secret")} taken out before storing`);
  for (const [why, count] of reasons) lines.push(`  ${plural(count, "line")} skipped: ${harmlessLine(why)}`);
  return lines.join("\n");
}

function presentObserved({ id, stored, duplicate, derived, redactions }: Observed): string {
  const what = duplicate ? "Known already" : stored ? "Stored" : "Erased before, not learned again";
  const secrets =
    redactions.length > 0 ? ` ${plural(redactions.length, "secret")} taken out before storing.` : "";
  const later = stored && !derived ? " Not every channel has it yet; `encephalon doctor` says more." : "";
  return `${what}: ${harmlessLine(id)}.${secrets}${later}`;
}
