import type { Command } from "commander";
import type { Conclusion, DeduceOptions, Scope } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { readText } from "../input.ts";
import { plural } from "../layout.ts";
import { parseScope, parseSeconds, parseShare } from "../option-values.ts";
import { contextOf } from "./command-context.ts";

interface DeduceFlags {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly minTrust?: number;
  readonly scope?: Scope;
  readonly timeout?: number;
}

export function addDeduce(program: Command): void {
  program
    .command("deduce")
    .summary("what follows from the claims by the rules")
    .description(
      'Says what follows, with the claims that it rests on. A goal is one condition such as `lives_in(Who, "porto")`; without one, all that follows.',
    )
    .argument("[goal]", "what to look for; capitals are what is asked")
    .option("--as-of <time>", "what was true then; default: now")
    .option("--known-at <time>", "from what the brain had been told by then")
    .option("--min-trust <share>", "only from sources trusted so much, from 0 to 1", parseShare)
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .option("--timeout <seconds>", "end with an error after so long", parseSeconds)
    .action(async (goal: string | undefined, _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<DeduceFlags>(command);
      const conclusions = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.deduce(goal, deduceOptions(options));
      });
      await printer.answer(conclusions, () => presentConclusions(conclusions));
    });
}

function deduceOptions({ asOf, knownAt, minTrust, scope, timeout }: DeduceFlags): DeduceOptions {
  return {
    ...(asOf !== undefined && { asOf }),
    ...(knownAt !== undefined && { knownAt }),
    ...(minTrust !== undefined && { minTrust }),
    ...(scope !== undefined && { scope }),
    ...(timeout !== undefined && { signal: AbortSignal.timeout(Math.ceil(1000 * timeout)) }),
  };
}

function presentConclusions(conclusions: readonly Conclusion[]): string {
  if (conclusions.length === 0) return "Nothing follows.";
  return conclusions
    .map(({ fact, rule, premises, confidence, trust, doubtful }) => {
      const from = premises.length === 0 ? "" : `, from ${premises.join(", ")}`;
      const doubt = doubtful ? ", doubtful" : "";
      return [
        harmlessLine(fact),
        `   confidence ${confidence.toFixed(2)}, trust ${trust.toFixed(2)}${doubt}${harmlessLine(from)}`,
        `   by ${harmlessLine(rule)}`,
      ].join("\n");
    })
    .join("\n");
}

export function addRules(program: Command): void {
  program
    .command("rules")
    .summary("your rules over claims: show them, or set them from a file")
    .description(
      "Shows your rules, or sets those of a file in the place of those before. Nothing changes where one is wrong.",
    )
    .argument("[file]", "a program in the language of docs/logic.md; `-` is standard input")
    .option("--clear", "take your rules back; the ones that ship stay")
    .option("--shipped", "show also the rules that ship")
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<{ readonly clear?: boolean; readonly shipped?: boolean }>(
        command,
      );
      const program = options.clear === true ? "" : file === undefined ? null : await readText(file);
      if (program !== null) {
        await withBrain(path, "write", (brain) => brain.setRules(program));
        const lines = program.trimEnd().split("\n").length;
        await printer.done({ set: program !== "" }, () =>
          program === "" ? "Took your rules back." : `Set your rules: ${plural(lines, "line")}.`,
        );
        return;
      }
      const { yours, shipped } = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.rules();
      });
      const shown = { yours, ...(options.shipped === true && { shipped }) };
      await printer.answer(shown, () =>
        [
          ...(options.shipped === true ? [shipped.trim(), ""] : []),
          yours.trim() || "% You have no rules.",
        ].join("\n"),
      );
    });
}
