import type { Command } from "commander";
import type { EpisodeKind, RecallOptions, RecallResult, Scope } from "../../index.ts";
import { feelingText, sureness, toldStatements } from "../../servers/describe.ts";
import { withBrain } from "../brain-file.ts";
import { columns, plural, wrap } from "../layout.ts";
import { parseCount, parseKinds, parseScope, parseShare } from "../option-values.ts";
import { presentDegraded, presentMemory, presentStatement } from "../present.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface RecallFlags {
  readonly k?: number;
  readonly asker?: string;
  readonly now?: string;
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly kind?: readonly EpisodeKind[];
  readonly minConfidence?: number;
  readonly minTrust?: number;
  readonly explain?: boolean;
  readonly scope?: Scope;
}

export function addRecall(program: Command): void {
  program
    .command("recall")
    .summary("find what a question or a few words bring back")
    .description(
      "Finds the episodes that the cue brings back, best first. Where the cue asks for a value it says what holds now, what held before, and what contradicts what. Confidence is how likely a memory is to be part of the answer, and at the end how likely they are to hold it. Where it does not know it says so, and what it has of that.",
    )
    .argument("<cue...>", "a question, or words to remember by")
    .option("-k, --k <count>", "how many at most; default: 10", parseCount)
    .option("--asker <name>", "who asks: whom `I` in the cue stands for")
    .option("--now <time>", "what `yesterday` in the cue is relative to; default: now")
    .option("--from <time>", "only what happened at this time or later")
    .option("--to <time>", "only what happened before this time")
    .option("--as-of <time>", "what held at this time; default: now")
    .option("--known-at <time>", "only what had been learned by this time")
    .option("--kind <kind>", "only this kind of episode; may be repeated", parseKinds)
    .option("--min-confidence <share>", "leave out what is below, from 0 to 1", parseShare)
    .option("--min-trust <share>", "only from sources trusted so much, from 0 to 1", parseShare)
    .option("--explain", "say which words and rules made each score")
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (cue: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<RecallFlags>(command);
      const result = await withBrain(path, "recall", async (brain) => {
        // A process that recalls once and ends would for ever leave a rebuild unfinished.
        const progress = new Progress("Rebuilding what the log says", !printer.json && !printer.quiet);
        await brain.ready().finally(() => progress.end());
        return brain.recall(cue.join(" "), recallOptions(options));
      });
      await printer.answer(result, () => presentRecall(result, options.asOf === undefined ? "now" : "then"));
    });
}

function recallOptions(flags: RecallFlags): RecallOptions {
  const {
    k,
    asker,
    now,
    from,
    to,
    asOf,
    knownAt,
    kind: kinds,
    minConfidence,
    minTrust,
    explain,
    scope,
  } = flags;
  const options = { k, asker, now, from, to, asOf, knownAt, kinds, minConfidence, minTrust, explain, scope };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as RecallOptions;
}

function presentRecall(result: RecallResult, asked: "now" | "then"): string {
  return [presentFound(result, asked), presentDegraded(result.degraded)].filter(Boolean).join("\n");
}

function presentFound(result: RecallResult, asked: "now" | "then"): string {
  const { memories, confidence, abstained, feeling } = result;
  const has = feeling === null ? "" : ` It has ${feelingText(feeling)}`;
  if (memories.length === 0) return wrap(`Nothing found.${has}`, columns());
  return [
    ...(abstained ? [wrap(`It does not know.${has} The nearest:`, columns())] : []),
    ...toldStatements(result, asked).map((told) => presentStatement(told, memories)),
    ...memories.map((memory, i) => presentMemory(memory, i + 1)),
    `${plural(memories.length, "memory", "memories")}, confidence ${sureness(confidence)} that the answer is there.`,
  ].join("\n\n");
}
