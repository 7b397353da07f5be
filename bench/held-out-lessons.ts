import type { Ordinal } from "../src/model/ids.ts";
import { calibration } from "../src/pathways/recall/fusion.ts";
import { type FusionWeights, fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { prospectOf } from "../src/pathways/recall/rank.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import { prospectTerms, termsOf } from "../src/regions/basal-ganglia/effort.ts";
import { type PathParameters, pathParameters } from "../src/regions/hippocampus/path-parameters.ts";
import { PathSearch } from "../src/regions/hippocampus/path-search.ts";
import type { Dataset, Question } from "./datasets/dataset.ts";
import { ask, foldBrain } from "./learn-channels.ts";
import type { Choice } from "./learn-choices.ts";
import { recallAtK } from "./metrics.ts";
import type { Progress } from "./report.ts";
import { sharedBrain } from "./systems/encephalon.ts";

function asked(dataset: Dataset, questions: readonly Question[]): readonly Question[] {
  return dataset.dataset === "locomo" ? questions.filter(({ slices }) => slices.includes("1-4")) : questions;
}

/** The candidates of both channels as the weights see them, and which are right. */
export async function choicesOf(dataset: Dataset, encoder: Encoder, progress: Progress): Promise<Choice[]> {
  const choices: Choice[] = [];
  for (const brain of dataset.brains) {
    progress.show(`${dataset.dataset} ${brain.name}: what the channels say`);
    const folded = await foldBrain(brain, encoder);
    const kinds = Object.keys(fusionWeightsFor(encoder)) as (keyof FusionWeights)[];
    for (const question of asked(dataset, brain.questions)) {
      const { input } = await ask(folded, question);
      const terms = calibration(input);
      const candidates = [input.words, input.meaning].flatMap((evidence) => evidence?.candidates ?? []);
      const rows = [...new Set(candidates.map(({ ordinal }) => ordinal))];
      const wanted = new Set(question.gold);
      choices.push({
        features: rows.map((row) => kinds.map((kind) => terms(row)[kind])),
        gold: rows.flatMap((row, i) => (wanted.has(brain.items[row]!.id) ? [i] : [])),
      });
    }
  }
  return choices;
}

const halvedOrDoubled = [
  "seed",
  "link",
  "mention",
  "keep",
  "rest",
  "fan",
  "coincidence",
  "furtherHop",
] as const;

/** Each number of path search halved and doubled, alone; first as it ships. */
export const settings: readonly Partial<PathParameters>[] = [
  {},
  ...halvedOrDoubled.flatMap((name) => [0.5, 2].map((factor) => ({ [name]: factor * pathParameters[name] }))),
];

/** What a question found, and what it would have found with a search of each setting: recall@5. */
export interface Searched {
  readonly terms: readonly number[];
  readonly quick: number;
  readonly long: readonly number[];
}

export async function searchAll(
  dataset: Dataset,
  encoder: Encoder | null,
  fusion: FusionWeights,
  progress: Progress,
): Promise<Searched[]> {
  let last: Omit<Searched, "quick" | "long"> & {
    readonly quick: readonly Ordinal[];
    readonly long: readonly (readonly Ordinal[])[];
  } = unsearched;
  const { recording: open } = sharedBrain(
    { encoder },
    {
      recording: {
        effort: "thorough",
        // One search a question.
        mechanisms: { weightsFor: () => fusion, cueForm: false },
        search: (region) => {
          const searches = settings.map((change) => new PathSearch({ ...pathParameters, ...change }));
          return (cue, first, visibility) => {
            const found = searches.map((search) => search.run(region.graph, cue, first, visibility));
            last = {
              terms: regressors(prospectOf(cue, first, region, visibility)),
              quick: first.candidates.map(({ ordinal }) => ordinal),
              long: found.map(({ candidates }) => candidates.map(({ ordinal }) => ordinal)),
            };
            return found[0]!;
          };
        },
      },
    },
  );
  const searched: Searched[] = [];
  for (const { name, items, questions } of dataset.brains) {
    progress.show(`${dataset.dataset} ${name}: searches of ${settings.length} settings`);
    const system = await open!(null);
    await system.observeMany(items);
    for (const question of asked(dataset, questions)) {
      last = unsearched;
      await system.recall(question, 5);
      const recall = (rows: readonly Ordinal[]): number =>
        recallAtK(
          rows.slice(0, 5).map((row) => items[row]!.id),
          question.gold,
          5,
        );
      searched.push({ ...last, quick: recall(last.quick), long: last.long.map(recall) });
    }
    await system.close();
  }
  // Where nothing was found at all there was nothing to choose.
  return searched.filter(({ long }) => long.length > 0);
}

const unsearched = { terms: [], quick: [], long: [] };

const regressors = (prospect: Parameters<typeof termsOf>[0]): readonly number[] => {
  const terms = termsOf(prospect);
  return [1, ...prospectTerms.map((name) => terms[name])];
};
