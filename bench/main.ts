import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { loaders, variants } from "./datasets/all.ts";
import { encoderNames, encodersBeside, openEncoder } from "./encoder.ts";

const options = {
  data: { type: "string" },
  json: { type: "string" },
  quick: { type: "boolean" },
  only: { type: "string", multiple: true },
  encoder: { type: "string" },
  part: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

type Option = Exclude<keyof typeof options, "help">;

const described: Readonly<Record<Option, string>> = {
  data: "--data DIR      where the data sets' folders are (default: ENCEPHALON_DATA, else ../shared/data)",
  json: "--json FILE     also write the figures as JSON",
  quick: "--quick         a small, fixed part: a smoke test",
  only: "--only DATASET  this data set alone; may be repeated",
  part: "--part PART     this part alone; may be repeated",
  encoder: `--encoder NAME  ${encoderNames} (default: static)`,
};

interface Bench {
  /** The first line is its line among all. */
  readonly about: string;
  readonly takes: readonly Option[];
  run(): Promise<object>;
}

const onSets: readonly Option[] = ["data", "json", "quick", "only", "encoder"];

const benches: Readonly<Record<string, Bench>> = {
  recall: {
    about: `how much of the evidence is found, against plain BM25 and MiniSearch; a recall by stage
  Data sets: ${Object.keys(loaders).join(", ")};
  where named: ${Object.keys(variants).join(", ")}.
  A sentence encoder and what runs it are installed under .cache where they are missing; its vectors are kept there.`,
    takes: onSets,
    async run() {
      const chosen = chosenData();
      const encoder = await chosenEncoder();
      const [{ runRecall }, { openWith }, { Bm25 }, { openMiniSearch }] = await Promise.all([
        import("./recall.ts"),
        import("./systems/encephalon.ts"),
        import("./systems/bm25.ts"),
        import("./systems/minisearch.ts"),
      ]);
      const systems = {
        encephalon: (path: string | null) => openWith(path, { options: { encoder } }),
        bm25: async () => new Bm25(),
        minisearch: openMiniSearch,
      };
      const report = await runRecall({ ...chosen, systems }, console.log);
      if (report.results.length === 0) fail(`There is no data set in ${chosen.directory}.`);
      return report;
    },
  },
  passages: {
    about: `the multi-hop sets without titles, and all passages as one corpus, beside the sets as they are
  And musique with the names of the graph from GPT-3.5's entities, and from its triples, in the place of ours.`,
    takes: onSets,
    async run() {
      const { runPassages } = await import("./passages.ts");
      return runPassages({ ...chosenData(), encoder: await chosenEncoder() }, console.log);
    },
  },
  ablation: {
    about: `what recall loses with each mechanism switched off, alone, or exchanged
  Encoders that are installed under .cache take the default's place too, which takes long the first time.
  All sets take about a quarter of an hour and more: --only runs it in pieces.`,
    takes: onSets,
    async run() {
      const { runAblation } = await import("./ablation.ts");
      const encoders = await encodersBeside(values.encoder ?? "static", console.log);
      return runAblation({ ...chosenData(), encoder: await chosenEncoder(), encoders }, console.log);
    },
  },
  "held-out": {
    about: `what each set finds with weights, paths and effort that were learned on the other sets alone
  --only names the sets that are left out in turn; it is learned on all the others whatever it names.`,
    takes: onSets,
    async run() {
      const { runHeldOut } = await import("./held-out.ts");
      return runHeldOut({ ...chosenData(), encoder: await chosenEncoder() }, console.log);
    },
  },
  misses: {
    about: `questions that lack evidence among the first ten, drawn at random, with what came instead: to be read
  At most a dozen of each set.`,
    takes: onSets,
    async run() {
      const { runMisses } = await import("./misses.ts");
      return runMisses({ ...chosenData(), encoder: await chosenEncoder() }, console.log);
    },
  },
  encoders: {
    about: `the encoders on STS-B: Spearman's correlation, size, sentences a second
  GloVe and USE as references where they are installed under .cache: bench/README.md says how.`,
    takes: ["data", "json"],
    async run() {
      const { encodersReport, encodersTable, shippedAndInstalled } = await import("./encoders.ts");
      const { directory } = chosenData();
      const figures = await encodersReport(await shippedAndInstalled(directory, console.log), directory);
      console.log(encodersTable(figures));
      return { figures };
    },
  },
  concepts: {
    about: "the recogniser of names against the entities that GPT-3.5 found",
    takes: ["data", "json", "quick"],
    async run() {
      const { runConcepts } = await import("./concepts.ts");
      return runConcepts(chosenData(), console.log);
    },
  },
  kernels: {
    about: "the scan of vectors against the bandwidth of the memory",
    takes: ["json", "quick"],
    async run() {
      const { runKernels } = await import("./kernels.ts");
      return runKernels(values.quick ?? false, console.log);
    },
  },
  peers: {
    about: `recall and times of what else a user would pick, with the same static encoder
  Installs them first, 1.3 GB: bench/peers/README.md.`,
    takes: ["data", "json", "quick", "only"],
    async run() {
      const { runPeers } = await import("./peers.ts");
      return runPeers({ ...chosenData(), encoder: staticEncoder() }, console.log);
    },
  },
  truth: {
    about: `claims, current values, contradictions, what is not known, rules, attacks, forks, context
  Parts: logic, claims, dates, updates, contradictions, maintenance, poisoning, forks, standing, context, knowing.
  Claims against judgements that were made by reading them; node bench/truth/claims.ts --show prints a sample.
  With --json FILE the reliability plot is FILE.reliability.svg.`,
    takes: ["data", "json", "quick", "part"],
    async run() {
      const { directory, quick } = chosenData();
      const { parts, runTruth } = await import("./truth/truth.ts");
      const only = values.part ?? [];
      const unknown = only.find((name) => !Object.hasOwn(parts, name));
      if (unknown !== undefined)
        fail(`There is no part ${unknown}: take some of ${Object.keys(parts).join(", ")}.`);
      const svg = values.json === undefined ? null : `${values.json}.reliability.svg`;
      return runTruth({ directory, quick, svg }, only, console.log);
    },
  },
  speed: {
    about: "milliseconds, bytes and memory as a brain grows, against MiniSearch and SQLite FTS5",
    takes: ["json", "quick"],
    async run() {
      const { runSpeed } = await import("./speed/speed.ts");
      return runSpeed(values.quick ?? false, console.log);
    },
  },
};

const usage = [
  "npm run bench -- NAME [options]; npm run bench -- NAME --help says which it takes",
  "",
  ...Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(9)} ${about.split("\n")[0]}`),
  "",
  ...Object.values(described).map((line) => `  ${line}`),
].join("\n");

function helpOf(name: string, { about, takes }: Bench): string {
  return `npm run bench -- ${name} [options]: ${about}\n\n${takes.map((option) => `  ${described[option]}`).join("\n")}`;
}

function fail(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function readArguments(): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = readArguments();

interface Chosen {
  readonly directory: string;
  readonly quick: boolean;
  readonly only?: readonly string[];
}

function chosenData(): Chosen {
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../shared/data");
  if (!existsSync(directory)) fail(`There is no data directory ${directory}.`);
  const unknown = values.only?.find((name) => !Object.hasOwn({ ...loaders, ...variants }, name));
  if (unknown !== undefined) fail(`There is no data set ${unknown}.`);
  return {
    directory,
    quick: values.quick ?? false,
    ...(values.only !== undefined && { only: values.only }),
  };
}

const chosenEncoder = (): ReturnType<typeof openEncoder> =>
  openEncoder(values.encoder ?? "static", console.log);

const [name = "", ...rest] = positionals;
const bench = Object.hasOwn(benches, name) && rest.length === 0 ? benches[name] : undefined;
if (values.help && (bench !== undefined || positionals.length === 0)) {
  console.log(bench === undefined ? usage : helpOf(name, bench));
  process.exit(0);
}
if (bench === undefined)
  fail(name === "" ? "Name a benchmark." : `There is no benchmark ${positionals.join(" ")}.`);
const untaken = (Object.keys(described) as Option[]).find(
  (option) => values[option] !== undefined && !bench.takes.includes(option),
);
if (untaken !== undefined) fail(`${name} takes no --${untaken}.`);
const started = performance.now();
const report = await bench.run();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
