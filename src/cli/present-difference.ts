import type { Changed, Conclusion, Difference, KnownClaim, RecallDifference } from "../index.ts";
import { harmlessLine } from "../model/harmless.ts";
import { plural } from "./layout.ts";
import { presentClaim, presentConclusion } from "./present-claims.ts";

/** Lines of each kind that people are shown; JSON has all. */
const SHOWN = 10;

/** What one brain would know and recall otherwise than the other, for people. */
export function presentDifference({ episodes, claims, conclusions, recalls }: Difference): string {
  const parts = [
    ...section("episode", "lost", episodes.lost.map(harmlessLine)),
    ...section("episode", "gained", episodes.gained.map(harmlessLine)),
    ...changed("claim", claims, presentClaim, ({ status }: KnownClaim) => status),
    ...(conclusions === null
      ? ["Conclusions are not compared: the rules take more than they may."]
      : changed("conclusion", conclusions, presentConclusion, certainty)),
    ...recalls.map(presentRecall),
  ];
  return parts.length === 0 ? "No difference." : parts.join("\n");
}

function changed<Thing>(
  what: string,
  { lost, gained, changed }: Changed<Thing>,
  present: (thing: Thing) => string,
  standing: (thing: Thing) => string,
): readonly string[] {
  return [
    ...section(what, "lost", lost.map(present)),
    ...section(what, "gained", gained.map(present)),
    ...section(
      what,
      "changed",
      changed.map(({ before, after }) => `was ${standing(before)}, is ${present(after)}`),
    ),
  ];
}

function certainty({ confidence, doubtful }: Conclusion): string {
  return `${doubtful ? "doubtful" : "certain"} at ${confidence.toFixed(2)}`;
}

function section(what: string, became: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - SHOWN;
  return [
    `${plural(lines.length, what)} ${became}:`,
    ...lines.slice(0, SHOWN).map((line) => `  ${line.replaceAll("\n", "\n  ")}`),
    ...(more > 0 ? [`  and ${plural(more, "more", "more")}`] : []),
  ];
}

function presentRecall({ cue, moved, confidence, current }: RecallDifference): string {
  const value = (text: string | null): string =>
    text === null ? "none" : harmlessLine(JSON.stringify(text));
  return [
    `Recall of ${harmlessLine(JSON.stringify(cue))}:`,
    ...moved
      .slice(0, SHOWN)
      .map(({ id, from, to }) => `  ${harmlessLine(id)}: place ${from ?? "none"} to ${to ?? "none"}`),
    ...(current.before === current.after
      ? []
      : [`  value ${value(current.before)} to ${value(current.after)}`]),
    `  confidence ${confidence.before.toFixed(2)} to ${confidence.after.toFixed(2)}`,
  ].join("\n");
}
