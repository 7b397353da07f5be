import { LexicalChannel } from "../src/channels/lexical.ts";
import { type LexicalParameters, lexicalParameters as p } from "../src/channels/lexical-parameters.ts";
import { perception } from "../src/perception/perception.ts";
import { type RecallReport, type RecallSetup, runRecall } from "./recall.ts";
import { table } from "./report.ts";
import { openWith } from "./systems/encephalon.ts";
import { type OpenSystem, ours } from "./systems/system.ts";

/** Each mechanism of the lexical channel switched off, alone. */
const without: Readonly<Record<string, Partial<LexicalParameters>>> = {
  "context window": { contextTurns: 0 },
  "weaker words of later turns": { contextBackward: 1 },
  "speaker rule": { speakerBoost: 1 },
  "speaker's name as a field": { weight: { ...p.weight, speaker: 0 } },
  "dates as a field": { weight: { ...p.weight, date: 0 } },
  "captions as a field": { weight: { ...p.weight, caption: 0 } },
  "heavier titles": { weight: { ...p.weight, title: 1 } },
  "heavier rare words": { idfPower: 1 },
  "short-turn prior": { shortWords: 0 },
  "stronger length normalisation": { b: { ...p.b, text: 0.75, caption: 0.75 } },
};

/** Runs the recall bench with each of them and prints what switching it off changes. */
export async function runAblation(
  setup: Omit<RecallSetup, "systems">,
  print: (text: string) => void,
): Promise<RecallReport> {
  const systems: Record<string, OpenSystem> = { [ours]: (path) => openWith(path, {}) };
  for (const [name, change] of Object.entries(without))
    systems[name] = (path) =>
      openWith(path, { regions: [() => new LexicalChannel(perception.version, { ...p, ...change })] });
  const report = await runRecall({ ...setup, systems }, () => {});
  const slices = report.datasets.map(
    ({ dataset }) => [dataset, dataset === "locomo" ? "1-4" : "all"] as const,
  );
  const rows = Object.keys(without).map((name) => [
    name,
    ...slices.map(([dataset, slice]) => {
      const row = report.differences.find(
        (other) =>
          other.dataset === dataset && other.slice === slice && other.against === name && other.k === 5,
      );
      if (row === undefined) return "";
      const loss = (100 * -row.value).toFixed(1);
      return row.lo > 0 || row.hi < 0 ? `${loss} *` : loss;
    }),
  ]);
  print(
    "What recall@5 changes, in points, when a mechanism is switched off (* the 95% interval leaves out 0)\n",
  );
  print(table(["without", ...slices.map(([dataset, slice]) => `${dataset} ${slice}`)], rows, 1));
  return report;
}
