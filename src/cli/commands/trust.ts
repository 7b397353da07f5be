import type { Command } from "commander";
import type { SourceReport } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { parseShare } from "../option-values.ts";
import { contextOf } from "./command-context.ts";

interface TrustFlags {
  readonly default?: boolean;
}

export function addSources(program: Command): void {
  program
    .command("sources")
    .summary("whose word the memories are, and how far each source is trusted")
    .description("Lists every source with its trust, from 0 to 1, and how many episodes come from it.")
    .action(async (_options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      const sources = await withBrain(path, "recall", (brain) => brain.sources());
      await printer.answer(sources, () =>
        sources.length === 0 ? "There are no sources." : sources.map(presentSource).join("\n"),
      );
    });
}

function presentSource({ source, trust, said, episodes }: SourceReport): string {
  const by = said ? "as you said" : "by default";
  return `${trust.toFixed(2)}  ${harmlessLine(source)}  (${plural(episodes, "episode")}, trusted ${by})`;
}

export function addTrust(program: Command): void {
  program
    .command("trust")
    .summary("say how far a source is to be believed")
    .description(
      "Says how far a source is to be believed: `encephalon sources` lists them. Claims and conclusions inherit it, and `recall --min-trust` asks for it.",
    )
    .argument("<source>", "the source's name")
    .argument("[trust]", "from 0, nothing of it is believed, to 1", parseShare)
    .option("--default", "take back what was said of it")
    .action(
      async (
        source: string,
        trust: number | undefined,
        { default: isDefault }: TrustFlags,
        command: Command,
      ) => {
        const { path, printer } = contextOf(command);
        if ((trust === undefined) !== (isDefault === true))
          command.error("error: give either a trust from 0 to 1 or --default");
        const episodes = await withBrain(path, "write", async (brain) => {
          await brain.trust(source, trust ?? null);
          return (await brain.sources()).find((one) => one.source === source)?.episodes ?? 0;
        });
        await printer.done({ source, trust: trust ?? null, episodes }, () => {
          const how = trust === undefined ? "as by default" : trust.toFixed(2);
          // A slip of the pen would leave the source that was meant as it is.
          const none =
            episodes === 0 ? " Nothing comes from it yet: `encephalon sources` lists the names." : "";
          return `${harmlessLine(source)} is trusted ${how}.${none}`;
        });
      },
    );
}
