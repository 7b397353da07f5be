import { type Command, InvalidArgumentError } from "commander";
import type { Certified, CertifyOptions, Episode, Scope } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { columns, plural, wrap } from "../layout.ts";
import { parseScope, parseShare } from "../option-values.ts";
import { presentEpisode } from "../present.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface CertifyFlags {
  readonly id?: string;
  readonly resamples?: number;
  readonly asker?: string;
  readonly now?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly minTrust?: number;
  readonly scope?: Scope;
}

export function addCertify(program: Command): void {
  program
    .command("certify")
    .summary("the smallest evidence whose removal changes what a question brings back")
    .description(
      "Says what an answer rests on: removes evidence from a copy in memory and folds it, until nothing smaller changes the value that holds, or the place of the memory. Also how stable it is: the share of copies without a random tenth of the rest in which it stays. Nothing is changed.",
    )
    .argument("<cue...>", "the question that was asked")
    .option(
      "--id <id>",
      "which of the memories; default: the one that tells the current value, else the first",
    )
    .option("--resamples <count>", "copies for the stability, from 0; default: 20", parseResamples)
    .option("--asker <name>", "who asks: whom `I` in the cue stands for")
    .option("--now <time>", "what `yesterday` in the cue is relative to; default: now")
    .option("--as-of <time>", "what held at this time; default: now")
    .option("--known-at <time>", "only what had been learned by this time")
    .option("--min-trust <share>", "only from sources trusted so much, from 0 to 1", parseShare)
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (cue: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<CertifyFlags>(command);
      const { certified, evidence } = await withBrain(path, "read", async (brain) => {
        const progress = new Progress("Certifying", !printer.json && !printer.quiet);
        try {
          await brain.ready();
          const certified = await brain.certify(cue.join(" "), certifyOptions(options));
          const ids = printer.json || certified === null ? [] : certified.evidence;
          const evidence: Episode[] = [];
          for (const id of ids) evidence.push((await brain.why(id)).episode);
          return { certified, evidence };
        } finally {
          progress.end();
        }
      });
      await printer.answer(certified, () => presentCertified(certified, evidence));
    });
}

function parseResamples(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= 1_000) return count;
  throw new InvalidArgumentError("It must be a whole number from 0 to 1000.");
}

function certifyOptions(flags: CertifyFlags): CertifyOptions {
  const { id, resamples, asker, now, asOf, knownAt, minTrust, scope } = flags;
  const options = { id, resamples, asker, now, asOf, knownAt, minTrust, scope };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function presentCertified(certified: Certified | null, evidence: readonly Episode[]): string {
  if (certified === null) return "Nothing is recalled: there is nothing to certify.";
  const { folds, smallest, stability } = certified;
  const tried = smallest ? "No smaller set does that." : "Smaller sets were not all tried.";
  const figures = [
    ...(evidence.length > 1 ? [tried] : []),
    ...(stability === null
      ? []
      : [`It holds in ${Math.round(stability * 100)}% of the copies without a random tenth of the rest.`]),
    `${plural(folds, "fold")}.`,
  ];
  return [
    restsOn(certified),
    ...evidence.map((episode) => presentEpisode("", episode)),
    "",
    wrap(figures.join(" "), columns()),
  ].join("\n");
}

function restsOn({ rests, memory, value, instead, evidence, place, without }: Certified): string {
  const set = plural(evidence.length, "memory", "memories");
  if (rests === "value") {
    const told = harmlessLine(JSON.stringify(value));
    if (evidence.length === 0) return `${told} is told by so many that no set was found that it rests on.`;
    const left = instead === null ? "no value is left" : `it is ${harmlessLine(JSON.stringify(instead))}`;
    return `${told} rests on ${set}; without, ${left}:`;
  }
  const id = harmlessLine(memory);
  if (rests === "itself") return `The place of ${id} rests on itself: nothing else that was tried moves it.`;
  const moved = without === null ? "not recalled" : `in place ${without}`;
  return `The place of ${id}, ${place}, rests on ${set}; without, it is ${moved}:`;
}
