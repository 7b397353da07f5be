import type { Command } from "commander";
import type { Elapsed, Millis, Scope } from "../../index.ts";
import { when } from "../../servers/describe.ts";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { parseScope } from "../option-values.ts";
import { contextOf } from "./command-context.ts";

const dayMs = 86_400_000;

export function addElapsed(program: Command): void {
  program
    .command("elapsed")
    .summary("the time between two dated statements, or dates")
    .description(
      "Counts the days from the one to the other, as far as their dates are known: a month without a day is all of its days, so that the answer may be a range. Of an episode it takes when it happened, of a claim what it says.",
    )
    .argument("<from>", "an id of a claim (`encephalon claims`), of an episode, or a date, ISO 8601")
    .argument("<to>", "the same")
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (from: string, to: string, _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<{ readonly scope?: Scope }>(command);
      const { scope } = options;
      const elapsed = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.elapsed(from, to, scope === undefined ? {} : { scope });
      });
      await printer.answer(elapsed, () => presentElapsed(elapsed));
    });
}

function presentElapsed({ from, to, days: { least, most }, text }: Elapsed): string {
  const days = least === most ? plural(least, "day") : `${least} to ${plural(most, "day")}`;
  return `${text === days ? text : `${text} (${days})`}\n   from ${stretch(from)}\n   to ${stretch(to)}`;
}

/** Its end is not in it: whole days are told as days. */
function stretch({ from, to }: Elapsed["from"]): string {
  const last = when((to - 1) as Millis);
  const end = to % dayMs === 0 ? last.replace(" 23:59", "") : last;
  return end === when(from) ? end : `${when(from)} to ${end}`;
}
