import { DenseChannel } from "../src/channels/dense.ts";
import { LexicalChannel } from "../src/channels/lexical.ts";
import { type LexicalParameters, lexicalParameters as p } from "../src/channels/lexical-parameters.ts";
import type { Episode } from "../src/model/episode.ts";
import type { BrainModule } from "../src/pathways/fold/brain-module.ts";
import { fusionWeightsFor } from "../src/pathways/recall/fusion-weights.ts";
import { perception } from "../src/perception/perception.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import { Hippocampus } from "../src/regions/hippocampus/hippocampus.ts";
import { type PathParameters, pathParameters } from "../src/regions/hippocampus/path-parameters.ts";
import { PathSearch } from "../src/regions/hippocampus/path-search.ts";
import { loaders } from "./datasets/all.ts";
import { lossOf, mainSlice, merged, type RecallReport, type RecallSetup, runRecall, seed } from "./recall.ts";
import { marked, metaLines, metaOf, table } from "./report.ts";
import { changedRegions, openWith, type SharedWay, sharedBrain } from "./systems/encephalon.ts";
import { PageRankAssociator } from "./systems/pagerank-associator.ts";
import { perceiving } from "./systems/perceiving.ts";
import { type OpenSystem, ours } from "./systems/system.ts";

/** Changes of what a recall does: they share one brain, ours the first. */
const ways: Readonly<Record<string, SharedWay>> = {
  [ours]: {},
  "System 2 (never)": { effort: "quick" },
  "the choice (System 2 always)": { effort: "thorough" },
  "path search (PageRank in its place)": {
    search: (region) => {
      const reference = new PageRankAssociator(() => region.graph);
      return (cue, first, visibility) => reference.associate(cue, first, visibility);
    },
  },
  "paths beyond one hop": paths({ longest: 2 }),
  "links of paths": paths({ link: 0 }),
  "concepts of the cue": paths({ seed: 0 }),
  "the cue's words that a path lacks": paths({ rest: 0 }),
  "speaker rule of fusion": {
    mechanisms: { weightsFor: (encoder) => ({ ...fusionWeightsFor(encoder), person: 0 }) },
  },
  "time of fusion": {
    mechanisms: { weightsFor: (encoder) => ({ ...fusionWeightsFor(encoder), time: 0 }) },
  },
  "the cue's form (all instances, both sides)": { mechanisms: { cueForm: false } },
  "the cue in the first person": { mechanisms: { firstPerson: false } },
  "copies last": { mechanisms: { copiesLast: false } },
  "trusted first": { mechanisms: { trustedFirst: false } },
};

function paths(change: Partial<PathParameters>): SharedWay {
  return {
    search: (region) => {
      const search = new PathSearch({ ...pathParameters, ...change });
      return (cue, first, visibility) => search.run(region.graph, cue, first, visibility);
    },
  };
}

type Change = (module: BrainModule) => BrainModule;

/** Changes of what the modules are, each a brain of its own. */
const modules: Readonly<Record<string, Change>> = {
  "words (a silent lexical channel)": (module) =>
    module instanceof LexicalChannel ? silent(module) : module,
  "statements of vectors": (module) => (module instanceof DenseChannel ? withoutStatements(module) : module),
  "context of vectors": (module) => (module instanceof DenseChannel ? withoutSessions(module) : module),
  "titles as topics": (module) => (module instanceof Hippocampus ? withoutTopics(module) : module),
  "context of words": words({ contextTurns: 0 }),
  "weaker words of later turns": words({ contextBackward: 1 }),
  "speaker rule of words": words({ speakerBoost: 1 }),
  "speaker's name as a field": words({ weight: { ...p.weight, speaker: 0 } }),
  "dates as a field": words({ weight: { ...p.weight, date: 0 } }),
  "captions as a field": words({ weight: { ...p.weight, caption: 0 } }),
  "heavier titles": words({ weight: { ...p.weight, title: 1 } }),
  "heavier rare words": words({ idfPower: 1 }),
  "short-turn prior": words({ shortWords: 0 }),
  "stronger length normalisation": words({ b: { ...p.b, text: 0.75, caption: 0.75 } }),
};

function words(change: Partial<LexicalParameters>): Change {
  return (module) =>
    module instanceof LexicalChannel ? new LexicalChannel(perception.version, { ...p, ...change }) : module;
}

function silent(channel: LexicalChannel): BrainModule {
  return Object.assign(channel, { propose: () => ({ candidates: [], explain: () => [] }) });
}

/** What it proposes stays; it is worth what its whole is in its context, without the better half of the sum. */
function withoutStatements(channel: DenseChannel): BrainModule {
  const propose = channel.propose.bind(channel);
  return Object.assign(channel, {
    propose: (...asked: Parameters<typeof propose>) => {
      const { candidates, explain } = propose(...asked);
      const scoreOf = (ordinal: Parameters<typeof explain>[0]): number =>
        2 * (explain(ordinal)[0]?.weight ?? 0);
      return {
        candidates: candidates
          .map((candidate) => ({ ...candidate, score: scoreOf(candidate.ordinal) }))
          .sort((a, b) => b.score - a.score || b.ordinal - a.ordinal),
        explain,
        scoreOf,
      };
    },
  });
}

/** It is told of no session, so that nothing stands beside anything. */
function withoutSessions(channel: DenseChannel): BrainModule {
  const apply = channel.apply.bind(channel);
  const outside = ({ session: _, ...episode }: Episode): Episode => episode;
  return Object.assign(channel, {
    apply: (event: Parameters<typeof apply>[0], context: Parameters<typeof apply>[1]) =>
      apply(
        event.type === "observed" && event.episode !== null
          ? { ...event, episode: outside(event.episode) }
          : event,
        context,
      ),
  });
}

function withoutTopics(region: Hippocampus): BrainModule {
  return perceiving(region, (features) => ({ ...features, topics: [] }));
}

/** Runs the recall bench with each of them, and prints what switching it off changes. */
export async function runAblation(
  setup: Omit<RecallSetup, "systems"> & {
    readonly encoder: Encoder | null;
    /** To be put in its place, by name. */
    readonly encoders: Readonly<Record<string, Encoder | null>>;
  },
  print: (text: string) => void,
): Promise<RecallReport> {
  const { encoder, encoders } = setup;
  const systems: Record<string, OpenSystem> = sharedBrain({ encoder }, ways);
  for (const [name, change] of Object.entries(modules))
    systems[name] = (path) => openWith(path, { options: { encoder, regions: changedRegions(change) } });
  for (const [name, other] of Object.entries(encoders))
    systems[`the encoder (${name} in its place)`] = (path) => openWith(path, { options: { encoder: other } });
  const meta = metaOf("ablation", seed, setup.quick);
  print(metaLines(meta));
  print(
    "\nWhat recall@5 and @10 change, in points, when a mechanism is switched off or exchanged, alone\n(* outside noise: the 95% interval of the paired bootstrap leaves out 0)",
  );
  const reports: RecallReport[] = [];
  for (const name of setup.only ?? Object.keys(loaders)) {
    const report = await runRecall({ ...setup, only: [name], systems }, () => {});
    reports.push(report);
    // A set takes minutes: what is known is said.
    print(`\n${report.absent.length > 0 ? `${name}: absent` : lossesText(report)}`);
  }
  const report = merged(meta, reports);
  print(`\n${lossesText(report)}`);
  return report;
}

/** A line for each mechanism, a column for each data set: at 5, at 10. */
function lossesText({ datasets, differences }: RecallReport): string {
  const sets = datasets.map(({ dataset }) => ({ dataset, slice: mainSlice(dataset) }));
  const rows = [...new Set(differences.map(({ against }) => against))].map((against) => [
    against,
    ...sets.map(({ dataset, slice }) =>
      [5, 10]
        .map((k) => {
          const row = differences.find(
            (other) =>
              other.dataset === dataset &&
              other.slice === slice &&
              other.against === against &&
              other.metric === "recall" &&
              other.k === k,
          );
          return marked(lossOf(row)).padStart(6);
        })
        .join(" "),
    ),
  ]);
  return table(["without", ...sets.map(({ dataset, slice }) => `${dataset} ${slice}`)], rows, 1);
}
