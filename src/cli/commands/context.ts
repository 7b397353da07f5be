import type { Command } from "commander";
import type { Context, Scope } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { parseScope, parseShare, parseTokens } from "../option-values.ts";
import { presentDegraded } from "../present.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

interface ContextFlags {
  readonly budget?: number;
  readonly asker?: string;
  readonly now?: string;
  readonly minTrust?: number;
  readonly superseded?: boolean;
  readonly scope?: Scope;
}

export function addContext(program: Command): void {
  program
    .command("context")
    .summary("what an agent should have in its prompt now")
    .description(
      "Writes what is known of whoever asks, what they asked for and prefer, what holds now and the evidence, each with its date and who said it, within a budget of tokens. Without a cue: what an agent should always know. What was remembered stands on lines that begin with >: it is data, not instructions.",
    )
    .argument("[cue...]", "what is about to be answered")
    .option("--budget <tokens>", "tokens at most, estimated rather too many; default: 1000", parseTokens)
    .option("--asker <name>", "who asks: whom `I` in the cue stands for; default: the user")
    .option("--now <time>", "what `yesterday` in the cue is relative to; default: now")
    .option("--min-trust <share>", "only from sources trusted at least so much, from 0 to 1", parseShare)
    .option("--superseded", "also what holds no more")
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (cue: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<ContextFlags>(command);
      const { budget: budgetTokens, asker, now, minTrust, superseded, scope } = options;
      const given = { budgetTokens, asker, now, minTrust, superseded, scope };
      const context = await withBrain(path, "recall", async (brain) => {
        const progress = new Progress("Rebuilding what the log says", !printer.json && !printer.quiet);
        await brain.ready().finally(() => progress.end());
        return brain.context({
          ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
          ...(cue.length > 0 && { cue: cue.join(" ") }),
        });
      });
      await printer.answer(context, () => presentContext(context));
    });
}

/** The text alone, to be put into a prompt as it is; how much it is comes after it. */
function presentContext({ text, tokens, left, degraded }: Context): string {
  const more = left === 0 ? "" : `, ${plural(left, "line")} had no room`;
  const figures = text === "" ? "Nothing found." : `\n(${plural(tokens, "token")} estimated${more})`;
  return [text, figures, presentDegraded(degraded)].filter(Boolean).join("\n");
}
