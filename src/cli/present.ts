import type { Degradation, Episode, Memory, PathStep } from "../index.ts";
import { harmless, harmlessLine } from "../model/harmless.ts";
import {
  provenanceNotes,
  statementNotes,
  sureness,
  type ToldStatement,
  when,
  who,
  words,
} from "../servers/describe.ts";
import { columns, wrap } from "./layout.ts";

const indent = "   ";

/** A memory for people: when, who, how sure, what. */
export function presentMemory(
  { episode, score, confidence, channels, path, provenance }: Memory,
  rank: number,
): string {
  const head = `${rank}. ${when(episode.time)}  ${who(episode)}`;
  const figures = `score ${digits(score)}, confidence ${sureness(confidence)}, id ${harmlessLine(episode.id)}`;
  const reasons = Object.entries(channels).flatMap(([channel, { score: share, reasons: all }]) =>
    all === undefined
      ? []
      : [
          `${channel} ${digits(share)}`,
          ...all.map(({ what, weight }) => `  ${digits(weight)}  ${harmlessLine(what)}`),
        ],
  );
  const notes = provenanceNotes(episode, provenance).map(harmlessLine).join(", ");
  const led = path === undefined ? [] : [`found through ${pathText(path)}`];
  return [
    head,
    wrap(words(episode), columns(), indent),
    ...[figures, ...(notes === "" ? [] : [notes]), ...led, ...reasons].map((line) => indent + line),
  ].join("\n");
}

/** A statement of what holds, held or contradicts: its value, its words, who said it when. */
export function presentStatement({ label, statement }: ToldStatement, memories: readonly Memory[]): string {
  const { value, text, episode } = statement;
  return [
    value === null ? `${label}:` : `${label}: ${harmlessLine(value)}`,
    wrap(harmless(text), columns(), indent),
    `${indent}${statementNotes(statement, memories)}, id ${harmlessLine(episode)}`,
  ].join("\n");
}

/** `id > (concept) id`. */
function pathText(path: readonly PathStep[]): string {
  return path
    .map(({ id, via }) => (via === null ? "" : `(${harmlessLine(via)}) `) + harmlessLine(id))
    .join(" > ");
}

/** An episode on its own, or beside another: `label  when  who`, then its words. */
export function presentEpisode(label: string, episode: Episode): string {
  return `${label}${when(episode.time)}  ${who(episode)}, id ${harmlessLine(episode.id)}\n${wrap(words(episode), columns(), indent)}`;
}

/** SPEC U7: what could not take part, so that an outage never looks like forgetting. */
export function presentDegraded(degraded: readonly Degradation[]): string {
  return degraded
    .map(({ channel, reason, detail }) => {
      const what = {
        failed: "failed",
        rederiving: "is still being rebuilt",
        quarantined: "lacks episodes",
        encoding: "lacks vectors",
      }[reason];
      return `Incomplete: ${channel} ${what} (${harmless(detail)}). \`encephalon doctor\` says more.`;
    })
    .join("\n");
}

/** Three significant digits, never in powers of ten where people can read it without. */
function digits(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001
    ? value.toExponential(1)
    : Number(value.toPrecision(3)).toString();
}
