import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { CliError, reportOf } from "./cli-error.ts";
import { commandOf } from "./command-of.ts";
import { addBackup } from "./commands/backup.ts";
import { addExport, addImport } from "./commands/bundle.ts";
import { addCertify } from "./commands/certify.ts";
import { addChanges, addClaims, addTimeline } from "./commands/claims.ts";
import { addContext } from "./commands/context.ts";
import { addDeduce, addRules } from "./commands/deduce.ts";
import { addDiff } from "./commands/diff.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addElapsed } from "./commands/elapsed.ts";
import { addErase } from "./commands/erase.ts";
import { addForget, addPin, addRemember } from "./commands/forget.ts";
import { addHook, tellHookError } from "./commands/hook.ts";
import { addMcp } from "./commands/mcp.ts";
import { addObserve } from "./commands/observe.ts";
import { addRecall } from "./commands/recall.ts";
import { addSleep } from "./commands/sleep.ts";
import { addStats } from "./commands/stats.ts";
import { addSources, addTrust } from "./commands/trust.ts";
import { addUndoSource } from "./commands/undo-source.ts";
import { addWhy } from "./commands/why.ts";
import { exitCodesHelp } from "./exit-codes.ts";
import { isBrokenPipe, Printer } from "./printer.ts";

const commands = [
  addObserve,
  addRecall,
  addContext,
  addWhy,
  addClaims,
  addTimeline,
  addChanges,
  addElapsed,
  addCertify,
  addForget,
  addRemember,
  addPin,
  addDeduce,
  addRules,
  addDiff,
  addErase,
  addSources,
  addTrust,
  addUndoSource,
  addSleep,
  addStats,
  addDoctor,
  addExport,
  addImport,
  addBackup,
  addMcp,
  addHook,
];

/** Runs the command line. Sets `process.exitCode`; nothing is thrown. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (isBrokenPipe(error) || (error instanceof CommanderError && error.exitCode === 0)) return;
    const failure = error instanceof CommanderError ? usageError(error) : error;
    if (commandOf(args) === "hook") return tellHookError(failure);
    const report = reportOf(failure);
    new Printer({ json: wantsJson(args) }).error(report);
    process.exitCode = report.exitCode;
  }
}

const jsonHelp = `
With --json a command prints what the method of its name gives a program (RecallResult, KnownClaim[],
Changes, …: the package's types say what is in it), or what it did. Times are milliseconds since 1970.
`;

function createProgram(): Command {
  const program = new Command("encephalon")
    .description(manifest.description)
    .version(manifest.version)
    .option("--brain <file>", "the brain; default: ENCEPHALON_BRAIN, else ~/.encephalon/memory.brain")
    .option("--json", "one JSON document on standard output; an error is one on standard error")
    .option("--quiet", "no progress and no report of what was done")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", jsonHelp + exitCodesHelp)
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}

/** What the parser says, without its prefix, as one of our errors. */
function usageError(error: CommanderError): CliError {
  if (error.code === "commander.help")
    return new CliError("usage", "There is no command.", { remedy: "`encephalon --help` lists them." });
  const message = error.message
    .replace(/^error: /, "")
    .replace(/^command-argument value (.*) is invalid for argument ('\w+')/, "$2 cannot be $1");
  return new CliError("usage", `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.?$/, ".")}`, {
    remedy: "`encephalon --help` and `encephalon <command> --help` say what there is.",
  });
}

/** Also when the options could not be parsed. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
}
