import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBrain } from "../../src/index.ts";
import { isPreference } from "../../src/perception/claims/relations.ts";
import { quickPart } from "../datasets/all.ts";
import { loadBeam } from "../datasets/beam.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { recallAtK } from "../metrics.ts";
import { type Meta, metaLines, metaOf, progressLine } from "../report.ts";
import { claimsOf } from "./claims.ts";
import { type TruthRow, truthTable } from "./rows.ts";

const asked: readonly string[] = ["instruction_following", "preference_following"];

export interface StandingReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
}

/**
 * BEAM: how much of the evidence of questions to which an instruction or a preference applies is among the first ten,
 * and the same of all other questions, which pay for the places; and how many of the messages it rests on have a claim
 * of that kind. A question's evidence also has messages that only follow the one that says so.
 */
export async function runStanding(
  { directory, quick }: { readonly directory: string; readonly quick: boolean },
  log: (line: string) => void,
): Promise<StandingReport> {
  const meta = metaOf("standing", 0, quick);
  log(metaLines(meta));
  const folder = join(directory, "beam");
  if (!existsSync(folder)) return { meta, results: [] };
  const found = new Map<string, number[]>();
  const claimed = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, slice: string, value: number): void =>
    void to.set(slice, [...(to.get(slice) ?? []), value]);
  const progress = progressLine();
  for (const { name, items, questions } of partOf(loadBeam(folder, "beam"), quick).brains) {
    progress.show(`standing: ${name}`);
    await using brain = await openBrain();
    await brain.observe(items);
    await brain.ready();
    const byId = new Map(items.map((item) => [item.id, item]));
    for (const { text, asker, now, gold, slices } of questions) {
      const category = slices[1]!;
      const { memories } = await brain.recall(text, {
        k: 10,
        ...(asker !== undefined && { asker }),
        ...(now !== undefined && { now }),
      });
      const ids = memories.map(({ episode }) => episode.id);
      const share = recallAtK(ids, gold, 10);
      add(found, category, share);
      if (!asked.includes(category)) {
        add(found, "all others", share);
        continue;
      }
      const has = gold.some((id) =>
        claimsOf(byId.get(id)!).some(({ relation }) =>
          category === "instruction_following" ? relation.name === "instruct" : isPreference(relation),
        ),
      );
      add(claimed, category, has ? 1 : 0);
    }
  }
  progress.done();
  const rowsOf = (metric: string, values: ReadonlyMap<string, readonly number[]>): TruthRow[] =>
    [...values].map(([slice, list]) => ({
      dataset: "beam",
      slice,
      metric,
      system: "encephalon",
      value: list.reduce((sum, value) => sum + value, 0) / list.length,
      n: list.length,
    }));
  const results = [...rowsOf("recall@10", found), ...rowsOf("claimed", claimed)];
  log(truthTable(results));
  return { meta, results };
}

const partOf = (dataset: Dataset, quick: boolean): Dataset => (quick ? quickPart(dataset) : dataset);

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  await runStanding({ directory, quick: false }, console.log);
}
