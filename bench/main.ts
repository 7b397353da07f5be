import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { loaders, variants } from "./datasets/all.ts";
import { encoderNames, openEncoder } from "./encoder.ts";

const usage = `npm run bench -- NAME [--data DIR] [--json FILE] [--quick] [--only DATASET]... [--encoder NAME]

  recall   how much of the evidence is found, against plain BM25 and MiniSearch
           (${Object.keys(loaders).join(", ")};
            where named: ${Object.keys(variants).join(", ")})
  ablation the same with each mechanism switched off, alone
  encoders the encoders on STS-B: Spearman's correlation, size, sentences a second
  concepts the recogniser of names against the entities that GPT-3.5 found
  kernels  the scan of vectors against the bandwidth of the memory
  peers    recall and times of what else a user would pick (installs them first: 1.3 GB)
  speed    milliseconds, bytes and memory as a brain grows, against MiniSearch and SQLite FTS5

  --data DIR      where the data sets' folders are (default: ENCEPHALON_DATA, else ../shared/data)
  --json FILE     also write the figures as JSON
  --quick         a small, fixed part: a smoke test
  --only DATASET  recall, ablation, peers: this data set alone; may be repeated
  --encoder NAME  recall, ablation: ${encoderNames} (default: static)`;

function fail(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

const options = {
  data: { type: "string" },
  json: { type: "string" },
  quick: { type: "boolean", default: false },
  only: { type: "string", multiple: true },
  encoder: { type: "string", default: "static" },
  help: { type: "boolean", short: "h", default: false },
} as const;

function readArguments(): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(usage);
  process.exit(0);
}

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
  return { directory, quick: values.quick, ...(values.only !== undefined && { only: values.only }) };
}

async function ablation(): Promise<object> {
  const { runAblation } = await import("./ablation.ts");
  return runAblation(
    { ...chosenData(), encoder: await openEncoder(values.encoder, console.log) },
    console.log,
  );
}

async function encoders(): Promise<object> {
  const { encodersReport, encodersTable, shippedAndInstalled } = await import("./encoders.ts");
  const figures = await encodersReport(await shippedAndInstalled(), chosenData().directory);
  console.log(encodersTable(figures));
  return { figures };
}

async function concepts(): Promise<object> {
  const { runConcepts } = await import("./concepts.ts");
  return runConcepts(chosenData(), console.log);
}

async function kernels(): Promise<object> {
  const { runKernels } = await import("./kernels.ts");
  return runKernels(values.quick, console.log);
}

async function peers(): Promise<object> {
  const { runPeers } = await import("./peers.ts");
  return runPeers({ ...chosenData(), encoder: staticEncoder() }, console.log);
}

async function recall(): Promise<object> {
  const chosen = chosenData();
  const encoder = await openEncoder(values.encoder, console.log);
  const [{ runRecall }, { openWith }, { Bm25 }, { openMiniSearch }] = await Promise.all([
    import("./recall.ts"),
    import("./systems/encephalon.ts"),
    import("./systems/bm25.ts"),
    import("./systems/minisearch.ts"),
  ]);
  const report = await runRecall(
    {
      ...chosen,
      systems: {
        encephalon: (path) => openWith(path, { options: { encoder } }),
        bm25: async () => new Bm25(),
        minisearch: openMiniSearch,
      },
    },
    console.log,
  );
  if (report.results.length === 0) fail(`There is no data set in ${chosen.directory}.`);
  return report;
}

async function speed(): Promise<object> {
  const { runSpeed } = await import("./speed/speed.ts");
  return runSpeed(values.quick, console.log);
}

const benches: Readonly<Record<string, () => Promise<object>>> = {
  recall,
  ablation,
  encoders,
  concepts,
  kernels,
  peers,
  speed,
};

const [name, ...rest] = positionals;
const bench = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined || rest.length > 0)
  fail(name === undefined ? "Name a benchmark." : `There is no benchmark ${positionals.join(" ")}.`);
const started = performance.now();
const report = await bench();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
