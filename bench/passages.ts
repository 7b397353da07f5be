import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Encoder } from "../src/ports/encoder.ts";
import { multiHop } from "./datasets/all.ts";
import { loadOpenIe } from "./datasets/openie.ts";
import { merged, type RecallReport, type RecallSetup, runRecall, seed } from "./recall.ts";
import { metaLines, metaOf, table, withInterval } from "./report.ts";
import { Bm25 } from "./systems/bm25.ts";
import { openWith } from "./systems/encephalon.ts";
import { extracted, inTriples } from "./systems/extracted.ts";
import { type OpenSystem, ours } from "./systems/system.ts";

/** The file of entities and triples belongs to this set. */
const annotated = "musique";
const measures = [2, 5, 10];

/**
 * The multi-hop sets made harder, beside one another: as they are, without titles, and all passages as one corpus;
 * and what another extraction of names would be worth.
 */
export async function runPassages(
  setup: Omit<RecallSetup, "systems"> & { readonly encoder: Encoder | null },
  print: (text: string) => void,
): Promise<RecallReport> {
  const { encoder, directory, quick } = setup;
  const systems: Record<string, OpenSystem> = {
    [ours]: (path) => openWith(path, { options: { encoder } }),
    bm25: async () => new Bm25(),
  };
  const sets = setup.only ?? [...multiHop, ...multiHop.map((name) => `${name}-untitled`), "union"];
  const meta = metaOf("passages", seed, quick);
  print(metaLines(meta));
  const report = await runRecall({ directory, quick, systems, only: sets }, () => {});
  for (const name of report.absent) print(`${name}: absent`);
  print(`\n${passagesText(report)}`);
  const path = join(directory, annotated, "openie-gpt-3.5.json");
  if (!sets.includes(annotated) || !existsSync(path)) return { ...report, meta };
  const passages = loadOpenIe(path);
  const reference = await runRecall(
    {
      directory,
      quick,
      only: [annotated],
      systems: {
        [ours]: systems[ours]!,
        [`${ours}+gpt3.5-entities`]: extracted(encoder, passages, ({ entities }) => entities),
        [`${ours}+gpt3.5-triples`]: extracted(encoder, passages, inTriples),
      },
    },
    () => {},
  );
  print(`\n${annotated}, the same engine over names from elsewhere\n${extractionText(reference)}`);
  const own = ({ system }: { readonly system: string }): boolean => system !== ours;
  return merged(meta, [
    report,
    {
      ...reference,
      datasets: [],
      results: reference.results.filter(own),
      timings: reference.timings.filter(own),
      stages: reference.stages.filter(own),
    },
  ]);
}

/** A line for each set and measure: as it is, untitled, in the union; ours, then BM25. */
function passagesText({ results }: RecallReport): string {
  const kinds: readonly ((name: string) => readonly [dataset: string, slice: string])[] = [
    (name) => [name, "all"],
    (name) => [`${name}-untitled`, "all"],
    (name) => ["union", name],
  ];
  const rows = multiHop.flatMap((name) =>
    measures.map((k) => [
      name,
      `recall@${k}`,
      ...kinds.flatMap((kind) => {
        const [dataset, slice] = kind(name);
        return [ours, "bm25"].map((system) =>
          withInterval(
            results.find(
              (row) =>
                row.dataset === dataset &&
                row.slice === slice &&
                row.system === system &&
                row.metric === "recall" &&
                row.k === k,
            ),
            false,
          ),
        );
      }),
    ]),
  );
  const header = ["as it is", "untitled", "all sets as one corpus"].flatMap((kind) => [kind, "bm25"]);
  return table(
    ["set", "measure", ...header],
    rows.filter((row) => row.slice(2).some((cell) => cell !== "")),
    2,
  );
}

function extractionText({ results, differences }: RecallReport): string {
  const rows = results
    .filter((row) => row.slice === "all" && row.metric === "recall" && measures.includes(row.k))
    .map((row) => [
      row.system,
      `recall@${row.k}`,
      withInterval(row, false),
      withInterval(
        differences.find(
          (other) => other.slice === "all" && other.k === row.k && other.against === row.system,
        ),
        true,
      ),
    ])
    .sort(([, a], [, b]) => Number(a!.slice(7)) - Number(b!.slice(7)));
  return table(["system", "measure", "", `${ours} - it`], rows, 2);
}
