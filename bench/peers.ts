import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Encoder } from "../src/ports/encoder.ts";
import { loadDataset } from "./datasets/all.ts";
import type { BrainSet, Dataset, Measure } from "./datasets/dataset.ts";
import { recallAtK } from "./metrics.ts";
import { serveEmbeddings } from "./peers/embedding-server.ts";
import { hippoMemory, hippoMemoryHybrid } from "./peers/hippo-memory.ts";
import { installPeers } from "./peers/install.ts";
import { lancedb } from "./peers/lancedb.ts";
import { langchain } from "./peers/langchain.ts";
import { loopbackOnly } from "./peers/loopback-only.ts";
import { mem0 } from "./peers/mem0.ts";
import { mempalace } from "./peers/mempalace.ts";
import { orama } from "./peers/orama.ts";
import { ourselves } from "./peers/ourselves.ts";
import type { Peer, PeerSystem } from "./peers/peer.ts";
import { evaluate, mainSlice } from "./recall.ts";
import {
  type Meta,
  metaLines,
  metaOf,
  type Progress,
  points,
  progressLine,
  table,
  withInterval,
} from "./report.ts";
import { type Interval, percentile } from "./statistics.ts";
import { ours } from "./systems/system.ts";

const seed = 1;
const measures: readonly Measure[] = [
  { metric: "recall", k: 5 },
  { metric: "recall", k: 10 },
];
const depth = 10;
/** So many of a brain's items, the last ones, are written singly: half of them where it has few. */
const singles = 100;
const partItems = 400;
const partQuestions = 50;

/** The sets that are run where none is named, and what of them: one passage set, the smaller chats of BEAM. */
const sets: readonly string[] = ["locomo", "longmemeval-evidence", "beam", "musique"];
const smallerChats = "100K";

/** Ours, the baselines of the other benchmarks, and what a user would pick instead. */
export const contestants: readonly Peer[] = [
  ...ourselves,
  langchain,
  orama,
  lancedb,
  mem0,
  mempalace,
  hippoMemory,
  hippoMemoryHybrid,
];

const leftOut: readonly string[] = [
  "HippoRAG (Python): its index is made of what a language model extracts, and none runs here",
];

export interface PeerRow {
  readonly dataset: string;
  readonly slice: string;
  readonly system: string;
  readonly version: string;
  readonly questions: number;
  /** Items handed over and items that it says it holds, of all brains together. */
  readonly items: number;
  readonly stored: number;
  /** Mean over the questions, in [0, 1], by k. */
  readonly recall: Readonly<Record<number, number>>;
  /** Ours minus this on the same questions, with its 95% interval, by k. */
  readonly difference: Readonly<Record<number, Interval & { readonly value: number }>>;
  /** Milliseconds an item, written in bulk; and singly. */
  readonly bulkMs: number;
  readonly writeP50Ms: number;
  readonly recallP50Ms: number;
  readonly recallP95Ms: number;
}

export interface PeerFailure {
  readonly dataset: string;
  readonly system: string;
  readonly error: string;
}

export interface PeersReport {
  readonly meta: Meta;
  readonly encoder: string;
  readonly absent: readonly string[];
  readonly results: readonly PeerRow[];
  readonly failures: readonly PeerFailure[];
  readonly leftOut: readonly string[];
}

export interface PeersSetup {
  readonly directory: string;
  readonly quick: boolean;
  readonly only?: readonly string[];
  /** Given to every peer that takes one. */
  readonly encoder: Encoder;
}

/** Installs what is missing and runs all of them. */
export async function runPeers(setup: PeersSetup, print: (text: string) => void): Promise<PeersReport> {
  installPeers(print);
  return comparePeers(setup, contestants, print);
}

/** The same with other peers: for its test. */
export async function comparePeers(
  setup: PeersSetup,
  peers: readonly Peer[],
  print: (text: string) => void,
): Promise<PeersReport> {
  const meta = metaOf("peers", seed, setup.quick);
  print(metaLines(meta));
  print(
    `encoder  ${setup.encoder.id}, ${setup.encoder.dimensions} dimensions, for every peer that takes one`,
  );
  print(`\n${table(["system", "version", "as it is set up"], peers.map(rowOfPeer), 3)}`);
  for (const reason of leftOut) print(`left out: ${reason}`);
  const report = {
    meta,
    encoder: setup.encoder.id,
    absent: [] as string[],
    results: [] as PeerRow[],
    failures: [] as PeerFailure[],
    leftOut,
  };
  const server = await serveEmbeddings(setup.encoder);
  const everywhere = loopbackOnly();
  const progress = progressLine();
  try {
    for (const name of setup.only ?? sets) {
      const dataset = loadDataset(setup.directory, name);
      if (dataset === null) {
        report.absent.push(name);
        print(`\n${name}: absent`);
        continue;
      }
      for (const round of roundsOf(dataset, peers, setup.quick)) {
        const outcome = await runRound(round, setup.encoder, server.url, progress);
        progress.done();
        report.results.push(...outcome.rows);
        report.failures.push(...outcome.failures);
        print(`\n${roundText(round, outcome)}`);
      }
    }
    return report;
  } finally {
    progress.done();
    everywhere();
    await server.close();
  }
}

interface Round {
  readonly dataset: Dataset;
  readonly peers: readonly Peer[];
}

/** Who cannot hold the whole set in reasonable time gets a part of it, with ours and BM25 beside on that part. */
function roundsOf(whole: Dataset, peers: readonly Peer[], quick: boolean): readonly Round[] {
  const chats = whole.brains.filter(({ name }) => name.startsWith(`${smallerChats}/`));
  const dataset = chats.length === 0 ? whole : { ...whole, brains: chats };
  if (quick) return [{ dataset: part(dataset), peers }];
  const slow = peers.filter(({ mostItems }) => mostItems < itemsOf(dataset));
  if (slow.length === 0) return [{ dataset, peers }];
  return [
    { dataset, peers: peers.filter((peer) => !slow.includes(peer)) },
    {
      dataset: part(dataset),
      peers: [...peers.filter(({ name }) => name === ours || name === "bm25"), ...slow],
    },
  ];
}

/**
 * The first brains, until they hold 400 items; of each the first 50 questions, the first 400 items and
 * what the questions need. Easier than the whole where a brain is cut.
 */
function part(whole: Dataset): Dataset {
  const brains: BrainSet[] = [];
  let held = 0;
  for (const brain of whole.brains) {
    if (held >= partItems) break;
    const questions = brain.questions.slice(0, partQuestions);
    if (questions.length === 0) continue;
    const gold = new Set(questions.flatMap((question) => question.gold));
    const items = brain.items.filter((item, index) => index < partItems || gold.has(item.id));
    held += items.length;
    brains.push({ ...brain, items, questions });
  }
  return { ...whole, dataset: `${whole.dataset} (part)`, brains };
}

function itemsOf({ brains }: Dataset): number {
  return brains.reduce((sum, { items }) => sum + items.length, 0);
}

interface Measured {
  readonly scores: Map<Measure, number[]>;
  readonly bulkMs: number[];
  readonly writeMs: number[];
  readonly recallMs: number[];
  stored: number;
}

interface Outcome {
  readonly rows: readonly PeerRow[];
  readonly failures: readonly PeerFailure[];
}

async function runRound(
  { dataset, peers }: Round,
  encoder: Encoder,
  embeddingUrl: string,
  progress: Progress,
): Promise<Outcome> {
  const measured = new Map<Peer, Measured>();
  const failures: PeerFailure[] = [];
  for (const peer of peers)
    measured.set(peer, {
      scores: new Map(measures.map((measure) => [measure, []])),
      bulkMs: [],
      writeMs: [],
      recallMs: [],
      stored: 0,
    });
  const folder = mkdtempSync(join(tmpdir(), "encephalon-peers-"));
  try {
    for (const [index, brain] of dataset.brains.entries()) {
      // Who begins changes with the brain.
      for (let turn = 0; turn < peers.length; turn++) {
        const peer = peers[(turn + index) % peers.length]!;
        const into = measured.get(peer);
        if (into === undefined) continue;
        const own = join(folder, String(index), peer.name);
        mkdirSync(own, { recursive: true });
        progress.show(`${dataset.dataset} ${index + 1}/${dataset.brains.length} ${brain.name}: ${peer.name}`);
        try {
          const system = await peer.open({ encoder, embeddingUrl, folder: own });
          try {
            await fill(system, brain, into);
            await ask(system, brain, into);
          } finally {
            await system.close();
          }
        } catch (error) {
          measured.delete(peer);
          failures.push({ dataset: dataset.dataset, system: peer.name, error: messageOf(error) });
        }
        rmSync(own, { recursive: true, force: true });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { rows: rowsOf(dataset, measured), failures };
}

async function fill(system: PeerSystem, { items }: BrainSet, into: Measured): Promise<void> {
  const bulk = items.length - Math.min(singles, Math.floor(items.length / 2));
  const started = performance.now();
  await system.observeMany(items.slice(0, bulk));
  into.bulkMs.push((performance.now() - started) / bulk);
  for (const item of items.slice(bulk)) {
    const before = performance.now();
    await system.observe(item);
    into.writeMs.push(performance.now() - before);
  }
  into.stored += await system.stored();
}

async function ask(system: PeerSystem, { questions }: BrainSet, into: Measured): Promise<void> {
  for (const question of questions) {
    const started = performance.now();
    const found = await system.recall(question, depth);
    into.recallMs.push(performance.now() - started);
    const ranking = found.map(({ id }) => id);
    for (const [measure, scores] of into.scores) scores.push(recallAtK(ranking, question.gold, measure.k));
  }
}

function rowsOf(dataset: Dataset, measured: ReadonlyMap<Peer, Measured>): PeerRow[] {
  const columns = new Map(
    measures.map((measure) => [
      measure,
      new Map(
        [...measured].map(([peer, { scores }]) => [peer.name, Float64Array.from(scores.get(measure)!)]),
      ),
    ]),
  );
  const { results, differences } = evaluate(dataset, columns, 2000);
  const slice = mainSlice(dataset.dataset);
  const items = itemsOf(dataset);
  return [...measured].map(([peer, times]) => {
    const of = results.filter((row) => row.slice === slice && row.system === peer.name);
    return {
      dataset: dataset.dataset,
      slice,
      system: peer.name,
      version: versionOf(peer),
      questions: of[0]?.n ?? 0,
      items,
      stored: times.stored,
      recall: Object.fromEntries(of.map(({ k, value }) => [k, value])),
      difference: Object.fromEntries(
        differences
          .filter((row) => row.slice === slice && row.against === peer.name)
          .map(({ k, value, lo, hi }) => [k, { value, lo, hi }]),
      ),
      bulkMs: percentile(times.bulkMs, 0.5),
      writeP50Ms: percentile(times.writeMs, 0.5),
      recallP50Ms: percentile(times.recallMs, 0.5),
      recallP95Ms: percentile(times.recallMs, 0.95),
    };
  });
}

function roundText({ dataset }: Round, { rows, failures }: Outcome): string {
  const first = rows[0];
  const brains = `${dataset.brains.length} brain${dataset.brains.length === 1 ? "" : "s"}`;
  const lines = rows.map((row) => [
    row.system,
    points(row.recall[5] ?? 0, false),
    points(row.recall[10] ?? 0, false),
    withInterval(row.difference[5], true),
    withInterval(row.difference[10], true),
    String(row.stored),
    milliseconds(row.bulkMs),
    milliseconds(row.writeP50Ms),
    milliseconds(row.recallP50Ms),
    milliseconds(row.recallP95Ms),
  ]);
  return [
    `${dataset.dataset}, slice ${first?.slice ?? "none"}: ${brains}, ${first?.items ?? 0} items, ${first?.questions ?? 0} questions; times in ms`,
    table(
      [
        "system",
        "recall@5",
        "recall@10",
        "ours - it @5",
        "ours - it @10",
        "stored",
        "bulk/item",
        "write p50",
        "recall p50",
        "p95",
      ],
      lines,
      1,
    ),
    ...failures.map(({ system, error }) => `${system}: failed: ${error}`),
  ].join("\n");
}

function rowOfPeer(peer: Peer): string[] {
  return [peer.name, versionOf(peer), peer.how];
}

function versionOf(peer: Peer): string {
  try {
    return peer.version();
  } catch {
    return "not installed"; // its own row says why, when it is opened
  }
}

function milliseconds(ms: number): string {
  return ms < 0.995 ? ms.toFixed(2) : ms < 99.5 ? ms.toFixed(1) : ms.toFixed(0);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\nRequire stack")[0]!;
}
