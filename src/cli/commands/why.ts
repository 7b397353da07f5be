import type { Command } from "commander";
import type { Why } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { provenanceNotes, when } from "../../servers/describe.ts";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { presentEpisode } from "../present.ts";
import { contextOf } from "./command-context.ts";

export function addWhy(program: Command): void {
  program
    .command("why")
    .summary("where a memory came from and what has become of it")
    .description("Says where a memory came from, what stands around it, and what each module holds about it.")
    .argument("<id>", "the id of an episode")
    .action(async (id: string, _options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      const why = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.why(id);
      });
      await printer.answer(why, () => presentWhy(why));
    });
}

function presentWhy(why: Why): string {
  const { episode, uses, lastUsedAt, feedback } = why;
  const scope = Object.entries(episode.scope).map(([level, value]) => `${level}=${value}`);
  const facts = [
    ...provenanceNotes(episode, why.provenance),
    `learned ${when(why.learnedAt)}, event ${why.seq}, kind ${episode.kind}`,
    ...(episode.session === undefined ? [] : [`session ${episode.session}`]),
    ...(scope.length === 0 ? [] : [`scope ${scope.join(", ")}`]),
    lastUsedAt === null ? "never used" : `used ${plural(uses, "time")}, last ${when(lastUsedAt)}`,
    ...(feedback === 0 ? [] : [`feedback ${feedback}`]),
    ...(why.forgotten ? ["forgotten: no recall finds it"] : []),
    ...(why.pinned ? ["pinned"] : []),
    ...why.quarantined.map(({ module, error }) => `quarantined by ${module} (${error})`),
    ...Object.entries(why.modules).map(([module, holds]) => `${module}: ${JSON.stringify(holds)}`),
  ];
  return [
    presentEpisode("", episode),
    ...facts.map((fact) => `   ${harmlessLine(fact)}`),
    ...(why.causedBy === null ? [] : [presentEpisode("caused by  ", why.causedBy)]),
    ...(why.previous === null ? [] : [presentEpisode("before it  ", why.previous)]),
    ...(why.next === null ? [] : [presentEpisode("after it   ", why.next)]),
  ].join("\n");
}
