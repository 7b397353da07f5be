import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ClaimDraft, ClaimObject } from "../../src/model/claim.ts";
import { subjectKey } from "../../src/model/claim.ts";
import type { Millis } from "../../src/model/ids.ts";
import { claimsIn } from "../../src/perception/claims/claims.ts";
import { stem } from "../../src/perception/stem.ts";
import { stopWords } from "../../src/perception/stop-words.ts";
import { tokenise } from "../../src/perception/tokenise.ts";
import { loadBeam } from "../datasets/beam.ts";
import type { Dataset, Item } from "../datasets/dataset.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { type Meta, metaLines, metaOf } from "../report.ts";
import { type TruthRow, truthTable } from "./rows.ts";

/** Claims of each data set in a sample. */
const perDataset = 150;
/** The sample that the published figure is of: drawn once, after the last change to the extractor. */
const finalSeed = 6;
const judgedFile = join(import.meta.dirname, "claims-judged.jsonl");

/** A reading's verdict. Holds no text of the data: where it stands, and a hash of what was read. */
interface Judgement {
  readonly dataset: string;
  readonly brain: string;
  readonly item: string;
  readonly start: number;
  readonly end: number;
  readonly claim: string;
  readonly right: boolean;
  /** Which part is wrong: subject, relation, object, polarity, modality, time, or that it is no claim. */
  readonly reason?: string;
}

export interface Found {
  readonly dataset: string;
  readonly brain: string;
  readonly item: Item;
  readonly draft: ClaimDraft;
  readonly hash: string;
}

/** Of everything that was judged: not of the confidence, which follows from the judgements. */
function hashOf({ confidence: _, ...read }: ClaimDraft): string {
  return createHash("sha256").update(JSON.stringify(read)).digest("hex").slice(0, 16);
}

export function claimsOf(item: Item): readonly ClaimDraft[] {
  return claimsIn(item.text ?? "", {
    ...(item.speaker !== undefined && { speaker: item.speaker }),
    ...(item.role !== undefined && { role: item.role }),
    time: item.time as Millis,
  });
}

function foundIn({ dataset, brains }: Dataset): Found[] {
  return brains.flatMap((brain) =>
    brain.items.flatMap((item) =>
      claimsOf(item).map((draft) => ({ dataset, brain: brain.name, item, draft, hash: hashOf(draft) })),
    ),
  );
}

/** The claims with the smallest seeded hashes of their places: a change of one moves no other. */
export function sampleOf(found: readonly Found[], seed: number, size: number): Found[] {
  const rank = ({ dataset, brain, item, draft }: Found): string =>
    createHash("sha256")
      .update(JSON.stringify([seed, dataset, brain, item.id, draft.span, draft.relation.name]))
      .digest("hex");
  return found
    .map((one): [string, Found] => [rank(one), one])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, size)
    .map(([, one]) => one);
}

function readJudgements(): Map<string, Judgement> {
  if (!existsSync(judgedFile)) return new Map();
  const lines = readFileSync(judgedFile, "utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Judgement).map((one) => [keyOf(one), one]));
}

const keyOf = ({ dataset, brain, item, claim }: Omit<Judgement, "right" | "start" | "end">): string =>
  `${dataset}/${brain}/${item}/${claim}`;
const keyOfFound = ({ dataset, brain, item, hash }: Found): string =>
  `${dataset}/${brain}/${item.id}/${hash}`;

const day = (time: number | null): string =>
  time === null ? "…" : new Date(time).toISOString().slice(0, 10);

function shown(object: ClaimObject): string {
  switch (object.type) {
    case "quantity":
      return `«${object.text}» = ${object.value} [${object.unit}] of ${object.of || "-"}`;
    case "date":
      return `«${object.text}» = ${day(object.from)}..${day(object.to)}`;
    case "concept":
      return `«${object.text}» (${object.key})`;
    case "text":
      return `"${object.text}"`;
  }
}

function reading({ draft, item }: Found, number: number): string {
  const { subject, relation, object, modality, polarity, valid, span } = draft;
  const text = item.text ?? "";
  const around = `${text.slice(Math.max(0, span.start - 60), span.start)}[[${text.slice(span.start, span.end)}]]${text.slice(span.end, span.end + 50)}`;
  const when = `${day(valid.from)}..${day(valid.to)} ${valid.precision}`;
  return `${number} @${day(item.time as number)} ${around.replace(/\s+/g, " ")}\n   = ${subjectKey(subject)} | ${relation.name} (${relation.cardinality}) | ${shown(object)} | ${modality}${polarity === "denied" ? " DENIED" : ""} | ${when}`;
}

const termsOf = (text: string): string[] =>
  tokenise(text)
    .map(({ form }) => form)
    .filter((form) => !stopWords.has(form))
    .map((form) => (/^[a-z]+$/.test(form) ? stem(form) : form));

/** What of the words of LoCoMo's single-hop answers stands in the evidence's claims, and in its turns. */
function recoverable(folder: string): { claims: number; turns: number; n: number } {
  const samples: readonly {
    sample_id: string;
    qa: readonly { category: number; answer?: unknown; evidence?: readonly string[] }[];
  }[] = JSON.parse(readFileSync(join(folder, "locomo.json"), "utf8"));
  const brains = new Map(loadLocomo(folder, "locomo").brains.map((brain) => [brain.name, brain]));
  let [claims, turns, n] = [0, 0, 0];
  for (const sample of samples) {
    const items = new Map(brains.get(sample.sample_id)!.items.map((item) => [item.id, item]));
    for (const { category, answer, evidence } of sample.qa) {
      if (category !== 4 || answer === undefined) continue;
      const gold = (evidence ?? []).flatMap((id) => items.get(id) ?? []);
      const terms = new Set(termsOf(String(answer)));
      if (gold.length === 0 || terms.size === 0) continue;
      const inTurns = new Set(gold.flatMap((item) => termsOf(`${item.text ?? ""} ${item.caption ?? ""}`)));
      const inClaims = new Set(
        gold.flatMap((item) =>
          claimsOf(item).flatMap((draft) =>
            termsOf(`${subjectKey(draft.subject)} ${draft.relation.name} ${draft.object.text}`),
          ),
        ),
      );
      n++;
      claims += [...terms].filter((term) => inClaims.has(term)).length / terms.size;
      turns += [...terms].filter((term) => inTurns.has(term)).length / terms.size;
    }
  }
  return { claims: claims / n, turns: turns / n, n };
}

export interface ClaimsReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
  /** Claims of the sample that nobody has judged: the extractor reads them otherwise now. */
  readonly unjudged: number;
}

export function runClaims(
  directory: string,
  log: (line: string) => void,
  seed: number = finalSeed,
): ClaimsReport {
  const meta = metaOf("claims", seed, false);
  log(metaLines(meta));
  const judgements = readJudgements();
  const results: TruthRow[] = [];
  const system = "encephalon";
  let unjudged = 0;
  let [allRight, allJudged] = [0, 0];
  for (const dataset of datasetsIn(directory)) {
    const items = dataset.brains.flatMap((brain) => brain.items).filter(({ role }) => role !== "assistant");
    const withClaims = items.filter((item) => claimsOf(item).length > 0).length;
    // Processor time of a second pass: others may use the machine, and the first compiles.
    const started = process.cpuUsage();
    for (const item of items) claimsOf(item);
    const { user, system: kernel } = process.cpuUsage(started);
    const spent = (user + kernel) / 1_000 / items.length;
    const name = dataset.dataset;
    results.push({
      dataset: name,
      slice: "people",
      metric: "turns_with_claim",
      system,
      value: withClaims / items.length,
      n: items.length,
    });
    results.push({
      dataset: name,
      slice: "people",
      metric: "ms_per_turn",
      system,
      value: spent,
      n: items.length,
    });
    const found = foundIn(dataset);
    results.push({
      dataset: name,
      slice: "all",
      metric: "claims",
      system,
      value: found.length,
      n: found.length,
    });
    const verdicts = sampleOf(found, seed, perDataset).map((one) => judgements.get(keyOfFound(one)));
    const judged = verdicts.filter((one) => one !== undefined);
    const right = judged.filter((one) => one.right).length;
    unjudged += verdicts.length - judged.length;
    allRight += right;
    allJudged += judged.length;
    results.push({
      dataset: name,
      slice: "sample",
      metric: "claim_precision",
      system,
      value: right / judged.length,
      n: judged.length,
    });
  }
  results.push({
    dataset: "all",
    slice: "sample",
    metric: "claim_precision",
    system,
    value: allRight / allJudged,
    n: allJudged,
  });
  if (existsSync(join(directory, "locomo"))) {
    const { claims, turns, n } = recoverable(join(directory, "locomo"));
    results.push({ dataset: "locomo", slice: "4", metric: "answer_terms", system, value: claims, n });
    results.push({ dataset: "locomo", slice: "4", metric: "answer_terms", system: "turns", value: turns, n });
  }
  log(truthTable(results));
  log(`${unjudged} claims of the sample are not judged.`);
  return { meta, results, unjudged };
}

function datasetsIn(directory: string): Dataset[] {
  const loaders = { locomo: loadLocomo, beam: loadBeam };
  return Object.entries(loaders)
    .filter(([name]) => existsSync(join(directory, name)))
    .map(([name, load]) => load(join(directory, name), name));
}

/** Shows a sample to a reader; with verdicts ("3:object 17:time", all others right) it keeps them. */
function judge(
  directory: string,
  seed: number,
  verdicts: string | undefined,
  only: string | undefined,
): void {
  const judgements = readJudgements();
  const sample = datasetsIn(directory)
    .filter(({ dataset }) => only === undefined || dataset === only)
    .flatMap((dataset) => sampleOf(foundIn(dataset), seed, perDataset));
  const open = sample.filter((one) => !judgements.has(keyOfFound(one)));
  if (verdicts === undefined) {
    for (const [index, one] of open.entries()) console.log(reading(one, index));
    return;
  }
  const wrong = new Map(
    verdicts
      .split(" ")
      .filter(Boolean)
      .map((pair): [number, string] => {
        const [number, reason] = pair.split(":");
        return [Number(number), reason ?? ""];
      }),
  );
  for (const [index, one] of open.entries()) {
    const { dataset, brain, item, draft, hash } = one;
    const reason = wrong.get(index);
    const row = {
      dataset,
      brain,
      item: item.id,
      ...draft.span,
      claim: hash,
      right: reason === undefined,
      ...(reason !== undefined && { reason }),
    };
    judgements.set(keyOf(row), row);
  }
  writeFileSync(judgedFile, [...judgements.values()].map((row) => `${JSON.stringify(row)}\n`).join(""));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      seed: { type: "string", default: String(finalSeed) },
      show: { type: "boolean", default: false },
      judge: { type: "string" },
      only: { type: "string" },
    },
  });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  if (values.show || values.judge !== undefined)
    judge(directory, Number(values.seed), values.judge, values.only);
  else runClaims(directory, console.log, Number(values.seed));
}
