import type { Command } from "commander";
import { type BrainStats, harmlessLine } from "../../index.ts";
import { when } from "../../servers/describe.ts";
import { withBrain } from "../brain-file.ts";
import { figure } from "../layout.ts";
import { contextOf } from "./command-context.ts";

export function addStats(program: Command): void {
  program
    .command("stats")
    .summary("what is in the brain")
    .description("Counts, sizes, and how far each module has folded the log.")
    .action(async (_options: unknown, command: Command) => {
      const { path, printer } = contextOf(command);
      const stats = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.stats();
      });
      await printer.answer({ path, ...stats }, () => presentStats(path, stats));
    });
}

function presentStats(path: string, stats: BrainStats): string {
  const { from, to } = stats;
  const rows: readonly (readonly [string, string | number])[] = [
    ["brain", path],
    ["bytes", stats.bytes],
    ["events", stats.events],
    ["episodes", stats.episodes],
    ["forgotten", stats.forgotten],
    ["pinned", stats.pinned],
    ["encoder", encoderOf(stats)],
    ["happened", from === null || to === null ? "nothing yet" : `${when(from)} to ${when(to)}`],
    ...stats.modules.map(({ name, version, derived, quarantined }): readonly [string, string] => [
      name,
      `version ${version}, derived to event ${derived}${quarantined > 0 ? `, ${quarantined} quarantined` : ""}`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, value]) => `${name.padEnd(width)}  ${typeof value === "number" ? figure(value) : value}`)
    .join("\n");
}

function encoderOf({ encoder }: BrainStats): string {
  if (encoder === null) return "none";
  return `${harmlessLine(encoder.id)}, ${Math.floor(encoder.share * 100)}% of the episodes encoded`;
}
