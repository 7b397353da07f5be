import type { Command } from "commander";
import type { ErasureCertificate } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { confirm, requirePerson } from "../confirm.ts";
import { plural } from "../layout.ts";
import { presentEpisode } from "../present.ts";
import { contextOf } from "./command-context.ts";

export function addErase(program: Command): void {
  program
    .command("erase")
    .summary("destroy episodes for good")
    .description(
      "Destroys the content of episodes, here and in everything derived from them. Cannot be undone.",
    )
    .argument("<id...>", "ids of episodes")
    .option("--yes", "do not ask")
    .action(async (ids: readonly string[], _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<{ readonly yes?: boolean }>(command);
      if (options.yes !== true) requirePerson();
      const certificate = await withBrain(path, "write", async (brain) => {
        await brain.ready();
        if (options.yes !== true) {
          for (const id of ids) printer.note(presentEpisode("", (await brain.why(id)).episode));
          await confirm(`Erase ${plural(ids.length, "episode")} for good?`);
        }
        return brain.erase(...ids);
      });
      await printer.done(certificate, () => presentCertificate(certificate));
    });
}

function presentCertificate({ status, erased, modules, stateHash }: ErasureCertificate): string {
  const pending =
    status === "final"
      ? "The bytes are gone."
      : "Pending: another process can still reach the old bytes. Run `encephalon sleep` when it is done.";
  return `Erased ${plural(erased.length, "episode")}, also from ${modules.join(", ")}. ${pending}\nState ${stateHash}`;
}
