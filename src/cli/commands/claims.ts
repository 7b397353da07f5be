import { type Command, Option } from "commander";
import type { Brain, Changes, ClaimFilter, KnownClaim, Scope } from "../../index.ts";
import { when } from "../../servers/describe.ts";
import { withBrain } from "../brain-file.ts";
import { plural } from "../layout.ts";
import { parseCount, parseScope, parseShare } from "../option-values.ts";
import { presentClaim, presentClaims, presentConclusion } from "../present-claims.ts";
import { Progress } from "../progress.ts";
import { contextOf } from "./command-context.ts";

const modalities = ["fact", "plan", "wish", "hypothetical", "reported"] as const;

export function addClaims(program: Command): void {
  const command = program
    .command("claims")
    .summary("what is claimed, and what holds, held before or contradicts")
    .description(
      "Lists what the memories claim, the latest first: current, earlier, conflicting or doubtful at the time that is asked about.",
    )
    .option("--about <name>", "about this speaker or concept");
  withFilter(command).action(async (_options: unknown, own: Command) => {
    await show(own, (brain, filter) => brain.claims(filter));
  });
}

export function addTimeline(program: Command): void {
  const command = program
    .command("timeline")
    .summary("what is claimed about somebody or something, in the order of time")
    .description("Lists what the memories claim about a speaker or concept, by when it holds or happened.")
    .argument("<name...>", "a speaker or concept");
  withFilter(command).action(async (name: readonly string[], _options: unknown, own: Command) => {
    await show(own, (brain, filter) => brain.timeline(name.join(" "), filter));
  });
}

export function addChanges(program: Command): void {
  program
    .command("changes")
    .summary("what was learned since a time, what that replaced, and what is no longer known")
    .description(
      "Says what the brain learned since a moment of its own time, what that replaced, and which conclusions were drawn or lost their support.",
    )
    .argument("<since>", "a time, ISO 8601")
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope)
    .action(async (since: string, _options: unknown, command: Command) => {
      const { path, printer, options } = contextOf<{ readonly scope?: Scope }>(command);
      const { scope } = options;
      const changes = await withBrain(path, "read", async (brain) => {
        await brain.ready();
        return brain.changes(since, { ...(scope !== undefined && { scope }) });
      });
      await printer.answer(changes, () => presentChanges(changes));
    });
}

function withFilter(command: Command): Command {
  return command
    .option("--relation <name>", "only this relation: `live in`")
    .option("--object <key>", "only of this object: a concept, a unit, or what is counted")
    .addOption(new Option("--modality <modality>", "only of this kind").choices(modalities))
    .addOption(new Option("--polarity <polarity>", "only these").choices(["affirmed", "denied"]))
    .option("--source <source>", "only from this source")
    .option("--current", "leave out what held earlier")
    .option("--as-of <time>", "world time: what holds then; default: now")
    .option("--known-at <time>", "brain time: what had been learned by then; default: everything")
    .option("--min-trust <share>", "leave out what comes from less trusted sources, from 0 to 1", parseShare)
    .option("--limit <count>", "how many at most, the latest; default: 1000", parseCount)
    .option("--scope <scope>", "whose memories: tenant=a,user=b,agent=c,session=d", parseScope);
}

async function show(
  command: Command,
  ask: (brain: Brain, filter: ClaimFilter) => Promise<readonly KnownClaim[]>,
): Promise<void> {
  const { path, printer, options } = contextOf<ClaimFilter>(command);
  const claims = await withBrain(path, "read", async (brain) => {
    const progress = new Progress("Rebuilding what the log says", !printer.json && !printer.quiet);
    await brain.ready().finally(() => progress.end());
    return ask(brain, filterOf(options));
  });
  await printer.answer(claims, () => presentClaims(claims));
}

function filterOf(flags: ClaimFilter): ClaimFilter {
  const { about, relation, object, modality, polarity, source, current } = flags;
  const { asOf, knownAt, minTrust, limit, scope } = flags;
  const filter = {
    ...{ about, relation, object, modality, polarity, source, current },
    ...{ asOf, knownAt, minTrust, limit, scope },
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function presentChanges({ since, learned, superseded, concluded, withdrawn }: Changes): string {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${title}:`, ...lines, ""];
  const lines = [
    ...part("Learned", learned.map(presentClaim)),
    ...part(
      "Replaced",
      superseded.map(({ before, now }) => `${presentClaim(before)}\n   now ${now.id}`),
    ),
    ...part("Concluded", concluded.map(presentConclusion)),
    ...part("No longer known", withdrawn.map(presentConclusion)),
  ];
  const counted = `${plural(learned.length, "claim")} learned since ${when(since)}, ${superseded.length} replaced.`;
  return [...lines, counted].join("\n");
}
