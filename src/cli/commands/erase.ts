import type { Command } from "commander";
import {
  type Brain,
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
import { figure, plural } from "../layout.ts";
import { parseScope } from "../option-values.ts";
import { presentEpisode } from "../present.ts";
import type { Printer } from "../printer.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface EraseCommandOptions {
  readonly speaker?: string;
  readonly source?: string;
  readonly session?: string;
  readonly scope?: Scope;
  readonly concept?: string;
  readonly consequences?: boolean;
  readonly status?: boolean;
  readonly yes?: boolean;
  /** commander's for `--no-prove`. */
  readonly prove: boolean;
}

/** Episodes that are shown before the question. */
const sample = 5;

export function addErase(program: Command): void {
  program
    .command("erase")
    .summary("destroy episodes for good, and prove it")
    .description(
      "Destroys the content of episodes, here and in everything derived from them: those with these ids, or all that fit every option. Then proves it, by a fold of the log that never held them and a search of the file. Cannot be undone.",
    )
    .argument("[id...]", "ids of episodes")
    .option("--speaker <name>", "what this one said")
    .option("--source <name>", "what comes from there, as `recall` and `sources` name it")
    .option("--session <id>", "what belongs to this conversation")
    .option(
      "--scope <scope>",
      "this scope and what is below it: tenant=a,user=b,agent=c,session=d",
      parseScope,
    )
    .option("--concept <name>", "what is about or mentions this name or work, where it was recognised")
    .option("--consequences", "also what names one of these as its cause, and so on")
    .option("--status", "erase nothing: show the certificates of what was erased")
    .option("--no-prove", "leave out the fold that proves it: it takes as long as folding the log")
    .option("--yes", "do not ask")
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<EraseCommandOptions>(command);
      if (options.status === true) {
        const certificates = await withBrain(path, "read", (brain) => brain.erasures());
        return printer.answer(certificates, () => presentCertificates(certificates));
      }
      const selection = selectionOf(ids, options);
      if (options.yes !== true) requirePerson();
      const certificate = await withBrain(path, "write", async (brain) => {
        await brain.ready();
        const selected = await brain.select(selection);
        if (options.yes !== true) await ask(brain, selected, printer);
        return eraseAll(brain, selected, options.prove, printer);
      });
      await printer.done(certificate, () => presentCertificate(certificate));
    });
}

function selectionOf(ids: readonly string[], options: EraseCommandOptions): Selection {
  const { speaker, source, session, scope, concept } = options;
  const fields = { speaker, source, session, scope, concept, ids: ids.length > 0 ? ids : undefined };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (given.length > 0)
    return { ...Object.fromEntries(given), ...(options.consequences && { consequences: true }) };
  throw new CliError("usage", "Nothing says what to erase.", {
    remedy: "Name ids, or one of --speaker, --source, --session, --scope and --concept.",
  });
}

async function ask(brain: Brain, selected: readonly EpisodeId[], printer: Printer): Promise<void> {
  for (const id of selected.slice(0, sample)) {
    const why = await brain.why(id).catch((error) => {
      if (error instanceof EncephalonError && error.code === "damaged") return null;
      throw error;
    });
    printer.note(why === null ? `${harmlessLine(id)}: cannot be read` : presentEpisode("", why.episode));
  }
  if (selected.length > sample) printer.note(`… and ${figure(selected.length - sample)} more`);
  await confirm(`Erase ${plural(selected.length, "episode")} for good?`);
}

/** What was shown, and nothing that came meanwhile. */
async function eraseAll(
  brain: Brain,
  ids: readonly EpisodeId[],
  prove: boolean,
  printer: Printer,
): Promise<ErasureCertificate> {
  const progress = new Progress("Proving", !printer.json && !printer.quiet);
  try {
    return await brain.erase(
      { ids },
      { prove, onProgress: ({ done, total }) => progress.update(done, total) },
    );
  } finally {
    progress.end();
  }
}

function presentCertificates(certificates: readonly ErasureCertificate[]): string {
  if (certificates.length === 0) return "Nothing was ever erased here.";
  const dated = certificates.map(
    (certificate) => `${new Date(certificate.at).toISOString()}\n${presentCertificate(certificate)}`,
  );
  return dated.join("\n\n");
}

export function presentCertificate(certificate: ErasureCertificate): string {
  const { status, reasons, erased, modules, proof, scan, stateHash, notes, outOfReach } = certificate;
  const lines = [`Erased ${plural(erased.length, "episode")}, also from ${modules.join(", ")}.`];
  if (proof !== null)
    lines.push(
      `Proved: equal to a fold of ${plural(proof.events, "event")} that never held ${erased.length === 1 ? "it" : "them"}.`,
    );
  if (scan !== null)
    lines.push(
      `Searched for ${plural(scan.canaries, "string")} of ${erased.length === 1 ? "it" : "them"}: ${scan.places
        .map(({ name, found }) => `${name} ${found}`)
        .join(", ")}.`,
    );
  lines.push(
    status === "final"
      ? "Final: the bytes are gone."
      : `Pending: ${harmlessLine(reasons.join("; "))}. \`encephalon sleep\` finishes it.`,
    ...notes.map((note) => `Note: ${harmlessLine(note)}.`),
    `Out of reach: ${outOfReach.map(harmlessLine).join("; ")}.`,
    ...(stateHash === null ? [] : [`State ${stateHash}`]),
  );
  return lines.join("\n");
}
