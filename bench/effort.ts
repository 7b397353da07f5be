import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomAt } from "../src/math/random.ts";
import type { LogEvent } from "../src/model/event.ts";
import type { Ordinal } from "../src/model/ids.ts";
import { scopeKey, scopeMark } from "../src/model/scope.ts";
import { fuse } from "../src/pathways/recall/fusion.ts";
import { fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { prospectOf } from "../src/pathways/recall/rank.ts";
import type { FirstStage } from "../src/ports/associator.ts";
import type { Prospect } from "../src/ports/effort.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { BasalGanglia } from "../src/regions/basal-ganglia/basal-ganglia.ts";
import { effortWeights, searchCost } from "../src/regions/basal-ganglia/effort.ts";
import { loadDataset, loaders } from "./datasets/all.ts";
import type { BrainSet, Question } from "./datasets/dataset.ts";
import { ask, everything, type Folded, foldBrain } from "./learn-channels.ts";
import { recallAtK } from "./metrics.ts";
import { table } from "./report.ts";
import { mean } from "./statistics.ts";

/**
 * What the choice to search on finds and costs: recall@5 and milliseconds a cue when it is never made,
 * always, where the best hit covers less than a fixed share of the cue, by the frozen weights, and as it is
 * learned from the judgements of a simulated user, who says of each memory among the first five that is
 * evidence that it helped, and of the first one that it did not where none is. Learning starts from the
 * frozen weights, and from such as search always; each cue is chosen for before it is learned from.
 *
 *     node bench/effort.ts [--data DIR] [--only DATASET]...
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(import.meta.dirname, "../../shared/data") },
    only: { type: "string", multiple: true },
  },
});

const shown = 5;
/** Orders of the questions that learning is averaged over. */
const orders = 10;
const share = 0.5;

interface Asked {
  readonly prospect: Prospect;
  readonly gold: readonly string[];
  readonly quick: readonly string[];
  readonly long: readonly string[];
  /** Of the first look, and of the search beside it. */
  readonly quickMs: number;
  readonly searchMs: number;
}

async function askOne(brain: BrainSet, folded: Folded, question: Question): Promise<Asked> {
  const started = performance.now();
  const { cue, words, input } = await ask(folded, question);
  const fused = fuse(input, fusionWeightsFor(folded.encoder));
  const looked = performance.now();
  const first: FirstStage = {
    ...fused,
    matchOf: (row) => words.matchOf?.(row) ?? 0,
    termWeights: words.termWeights ?? [],
  };
  const found = folded.hippocampus.associate(cue, first, everything);
  const searched = performance.now();
  const best = (rows: readonly { readonly ordinal: Ordinal }[]): readonly string[] =>
    rows.slice(0, shown).map(({ ordinal }) => brain.items[ordinal]!.id);
  return {
    prospect: prospectOf(cue, fused, folded.hippocampus, everything),
    gold: question.gold,
    quick: best(fused.candidates),
    long: best(found.candidates),
    quickMs: looked - started,
    searchMs: searched - looked,
  };
}

interface Outcome {
  /** In [0, 1]. */
  readonly recall: number;
  readonly ms: number;
  readonly searches: number;
}

function outcomeOf({ gold, quick, long, quickMs, searchMs }: Asked, searches: boolean): Outcome {
  return {
    recall: recallAtK(searches ? long : quick, gold, shown),
    ms: quickMs + (searches ? searchMs : 0),
    searches: searches ? 1 : 0,
  };
}

function meanOf(outcomes: readonly Outcome[]): Outcome {
  return {
    recall: mean(outcomes.map(({ recall }) => recall)),
    ms: mean(outcomes.map(({ ms }) => ms)),
    searches: mean(outcomes.map(({ searches }) => searches)),
  };
}

/** The judgements of one recall, as the log would hold them. */
function judgements(one: Asked, searched: boolean, first: number): readonly LogEvent[] {
  const seen = searched ? one.long : one.quick;
  const useful = seen.filter((id) => one.gold.includes(id));
  const judged = useful.length > 0 ? useful : seen.slice(0, 1);
  return judged.map((id, i) => {
    const choice = {
      scope: scopeMark(scopeKey({})),
      prospect: one.prospect,
      searched,
      added: searched && !one.quick.includes(id),
    };
    const seq = first + i;
    return { type: "feedback", seq, at: 0, episode: { id, seq }, value: useful.length > 0 ? 1 : -1, choice };
  }) as unknown as LogEvent[];
}

const context = {
  ordinalOf: (seq: number) => seq as Ordinal,
  perceive: (): never => {
    throw new Error("feedback is not perceived");
  },
  random: () => 0,
};

/** Mean over several orders of the questions. */
function learning(asked: readonly Asked[], prior: typeof effortWeights): Outcome {
  return meanOf(
    Array.from({ length: orders }, (_, order) => {
      const region = new BasalGanglia(prior);
      const keys = asked.map((_, i) => randomAt(7, order, i));
      const sequence = asked.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
      return meanOf(
        sequence.map((at, i) => {
          const one = asked[at]!;
          const searches = region.expectedGain(one.prospect, [scopeKey({})]) > searchCost;
          for (const event of judgements(one, searches, 10 * i + 1)) region.apply(event, context);
          return outcomeOf(one, searches);
        }),
      );
    }),
  );
}

/** Expects much of every search. */
const eager = { constant: 0.2, coverage: 0, margin: 0, share: 0, known: 0, open: 0 };
const frozen = new BasalGanglia();

function policies(asked: readonly Asked[]): Readonly<Record<string, Outcome>> {
  const choosing = (searches: (one: Asked) => boolean): Outcome =>
    meanOf(asked.map((one) => outcomeOf(one, searches(one))));
  return {
    never: choosing(() => false),
    always: choosing(() => true),
    [`coverage < ${share}`]: choosing(({ prospect }) => prospect.coverage < share),
    frozen: choosing(({ prospect }) => frozen.expectedGain(prospect, [scopeKey({})]) > searchCost),
    "frozen, learning": learning(asked, effortWeights),
    "eager, learning": learning(asked, eager),
  };
}

const encoder = staticEncoder();
const bySet = new Map<string, Asked[]>();
for (const name of values.only ?? Object.keys(loaders)) {
  for (const brain of loadDataset(values.data, name)?.brains ?? []) {
    const folded = await foldBrain(brain, encoder);
    const set = brain.name.includes("/") ? `${name} ${brain.name.split("/")[0]}` : name;
    const asked = bySet.get(set) ?? [];
    bySet.set(set, asked);
    for (const question of brain.questions) asked.push(await askOne(brain, folded, question));
    console.error(`${set} ${brain.name}`);
  }
}

const outcomes = new Map([...bySet].map(([set, asked]) => [set, policies(asked)]));
const names = Object.keys([...outcomes.values()][0] ?? {});
const described = ({ recall, ms, searches }: Outcome): string =>
  `${(100 * recall).toFixed(1)} ${Math.round(100 * searches)}% ${ms.toFixed(2)}`;
console.log("recall@5 in percent, how often it searched, and milliseconds a cue");
console.log(
  table(
    ["set", "n", ...names],
    [...outcomes].map(([set, own]) => [
      set,
      String(bySet.get(set)!.length),
      ...names.map((name) => described(own[name]!)),
    ]),
    1,
  ),
);
// Every set weighs the same.
const overall = names.map((name) => meanOf([...outcomes.values()].map((own) => own[name]!)));
const never = overall[0]!;
console.log("\nmean over sets: points of recall@5 gained over never searching, for each further millisecond");
console.log(
  table(
    ["", ...names],
    [
      ["", ...overall.map(described)],
      [
        "per ms",
        ...overall.map(({ recall, ms }) =>
          ms === never.ms ? "" : ((100 * (recall - never.recall)) / (ms - never.ms)).toFixed(2),
        ),
      ],
    ],
    1,
  ),
);
