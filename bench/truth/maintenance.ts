import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Brain, openBrain } from "../../src/index.ts";
import type { Millis, Ordinal } from "../../src/model/ids.ts";
import type { ClaimLink, Conclusion } from "../../src/model/truth.ts";
import { checkedRules } from "../../src/pathways/beliefs/beliefs.ts";
import { BeliefEngine } from "../../src/pathways/beliefs/beliefs-engine.ts";
import type { KeptClaim } from "../../src/ports/claim-keeper.ts";
import { loadBeam } from "../datasets/beam.ts";
import type { BrainSet, Dataset, Item } from "../datasets/dataset.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { type Meta, metaLines, metaOf, progressLine } from "../report.ts";
import { claimsOf } from "./claims.ts";
import {
  type Case,
  casesOf,
  depths,
  type Formal,
  kinds,
  suiteRules,
  type Turn,
} from "./maintenance-cases.ts";
import { type TruthRow, truthTable } from "./rows.ts";

const seed = 1;
const day = 86_400_000;

export interface MaintenanceReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
}

/** What a system says of a case: the places that it is sure of, and those that it leaves open. */
interface Said {
  readonly sure: readonly string[];
  readonly open: readonly string[];
}

interface Answered {
  readonly one: Case;
  readonly system: string;
  readonly right: boolean;
}

/**
 * Whether what rests on a statement follows it when that changes: cases over the dialogues of each data set, their
 * further turns said in plain sentences. A case is right
 * where the answer is right before the change and after each.
 */
export async function runMaintenance(
  directory: string,
  log: (line: string) => void,
  options: { readonly quick?: boolean; readonly show?: (line: string) => void } = {},
): Promise<MaintenanceReport> {
  const quick = options.quick ?? false;
  const meta = metaOf("maintenance", seed, quick);
  log(metaLines(meta));
  const results: TruthRow[] = [];
  const progress = progressLine();
  for (const { dataset, brains } of datasetsIn(directory)) {
    const some = brains.slice(0, quick ? 1 : brains.length);
    results.push(...(await maintenanceRows(dataset, some, progress.show, options.show)));
  }
  progress.done();
  log(truthTable(results));
  return { meta, results };
}

/** The rows of one data set. */
export async function maintenanceRows(
  dataset: string,
  brains: readonly BrainSet[],
  progress: (line: string) => void = () => undefined,
  show?: (line: string) => void,
): Promise<readonly TruthRow[]> {
  const answered: Answered[] = [];
  for (const [i, brain] of brains.entries()) {
    progress(`${dataset} ${i + 1}/${brains.length}`);
    answered.push(...(await answersOf(brain, show)));
  }
  return rowsOf(dataset, answered);
}

function datasetsIn(directory: string): readonly Dataset[] {
  const [locomo, beam] = [join(directory, "locomo"), join(directory, "beam")];
  return [
    ...(existsSync(locomo) ? [loadLocomo(locomo, "locomo")] : []),
    ...(existsSync(beam) ? [loadBeam(beam, "beam")] : []),
  ];
}

async function answersOf(brainSet: BrainSet, show?: (line: string) => void): Promise<readonly Answered[]> {
  // Turns that claim nothing are left out: they change nothing here and cost the most.
  const items = brainSet.items.filter((item) => claimsOf(item).length > 0);
  const last = items.reduce((latest, { time }) => Math.max(latest, Number(time)), 0);
  const brain = await openBrain({ clock: () => (last + 365 * day) as Millis });
  await brain.observe(items);
  await brain.ready();
  await brain.setRules(suiteRules);
  const answered: Answered[] = [];
  for (const [number, one] of casesOf(brainSet, seed).entries()) {
    const scope = { session: `case-${number}` };
    const turns = new Turns(brain, one, `case-${number}`, last + day);
    const said: Record<string, Said>[] = [];
    for (const { turns: told } of one.stages) {
      await turns.tell(told);
      const { deduced, recalled } = await ask(brain, one, scope);
      const mentioned = latest(one, turns.texts());
      said.push({ encephalon: deduced, "recall, first memory": recalled, "latest mention": mentioned });
    }
    for (const [i, formal] of (await formally(one)).entries()) said[i]!["encephalon, facts given"] = formal;
    for (const system of Object.keys(said[0]!)) {
      const right = one.stages.every(({ expected }, i) => isRight(expected, said[i]![system]!));
      answered.push({ one, system, right });
      if (system === "encephalon" && !right)
        show?.(
          JSON.stringify(
            { ...one, ground: one.ground?.object, answers: said.map((all) => all[system]) },
            null,
            1,
          ),
        );
    }
  }
  await brain.close();
  return answered;
}

/** The turns of one case, in a scope of its own. */
class Turns {
  readonly #brain: Brain;
  readonly #one: Case;
  readonly #scope: string;
  readonly #start: number;
  readonly #told: { readonly id: string; readonly text: string; gone: boolean }[] = [];

  constructor(brain: Brain, one: Case, scope: string, start: number) {
    this.#brain = brain;
    this.#one = one;
    this.#scope = scope;
    this.#start = start;
  }

  async tell(turns: readonly Turn[]): Promise<void> {
    for (const turn of turns) {
      if ("erases" in turn) {
        const erased = this.#told[turn.erases]!;
        await this.#brain.erase({ ids: [erased.id] }, { prove: false });
        erased.gone = true;
        continue;
      }
      const id = `${this.#scope}-${this.#told.length}`;
      const time = this.#start + ("contradicts" in turn.formal ? 0 : this.#told.length) * day;
      const percept: Item = { id, text: turn.text, ...this.#one.speaker, time };
      await this.#brain.observe({ ...percept, scope: { session: this.#scope } });
      this.#told.push({ id, text: turn.text, gone: false });
    }
  }

  texts(): readonly string[] {
    return this.#told.filter(({ gone }) => !gone).map(({ text }) => text);
  }
}

interface Asked {
  readonly deduced: Said;
  readonly recalled: Said;
}

async function ask(brain: Brain, one: Case, scope: { readonly session: string }): Promise<Asked> {
  const [predicate, ...terms] = one.goal;
  const goal = `${predicate}(${[...terms.map((term) => JSON.stringify(term)), "What"].join(", ")})`;
  const conclusions = await brain.deduce(goal, { scope });
  const asker = one.speaker.speaker ?? one.speaker.role;
  const { memories, abstained } = await brain.recall(one.cue, {
    ...{ k: 1, scope },
    ...(asker !== undefined && { asker }),
  });
  const text = abstained ? "" : (memories[0]?.episode.content ?? []).map((part) => part.text ?? "").join(" ");
  return { deduced: saidIn(conclusions, one), recalled: placesIn(text, one) };
}

function saidIn(conclusions: readonly Conclusion[], { said }: Case): Said {
  const of = (doubtful: boolean): readonly string[] =>
    said.filter((place) => conclusions.some((one) => one.doubtful === doubtful && names(one.fact, place)));
  return { sure: of(false), open: of(true) };
}

const names = (fact: string, place: string): boolean =>
  fact.endsWith(`, ${place.toLowerCase()})`) || fact.endsWith(`, "${place.toLowerCase()}")`);

function placesIn(text: string, { said }: Case): Said {
  return { sure: said.filter((place) => text.includes(place)), open: [] };
}

/** What was mentioned last of everything that the question could mean. */
function latest(one: Case, texts: readonly string[]): Said {
  return placesIn(texts.findLast((text) => one.said.some((place) => text.includes(place))) ?? "", one);
}

export function isRight(expected: string | null, { sure, open }: Said): boolean {
  if (expected === "open") return sure.length === 0 && open.length > 0;
  return expected === null ? sure.length === 0 : sure.length === 1 && sure[0] === expected;
}

/** The same case with what its statements say given as claims and links: nothing is read. */
async function formally(one: Case): Promise<readonly Said[]> {
  const engine = new BeliefEngine(checkedRules(suiteRules));
  const held: { readonly claim: KeptClaim; gone: boolean }[] = [];
  const links: ClaimLink[] = [];
  const take = (formal: Formal): void => {
    const claim = claimOf(formal, held.length, one.key);
    const link = (kind: ClaimLink["kind"], place: number, score: number): void => {
      // Behind the ground stand the turns.
      const to = held[place + (one.ground === null ? 0 : 1)]!.claim.id;
      links.push({ kind, from: claim.id, to, score, reasons: [] });
    };
    if (formal.replaces !== undefined) link("supersedes", formal.replaces, 1);
    if (formal.contradicts !== undefined) link("conflicts", formal.contradicts, 0.5);
    held.push({ claim, gone: false });
  };
  const tell = async (turns: readonly Turn[]): Promise<Said> => {
    for (const turn of turns) {
      if ("erases" in turn) held[turn.erases + (one.ground === null ? 0 : 1)]!.gone = true;
      else take(turn.formal);
    }
    const claims = held.filter(({ gone }) => !gone).map(({ claim }) => claim);
    await engine.moveTo({ claims, links, asOf: 1e12 as Millis, trustOf: () => 1 });
    const [predicate] = one.goal;
    const facts = engine
      .conclusions()
      .filter(
        ({ predicate: name, values }) =>
          [name, ...values.slice(0, -1)].every((value, i) => value === one.goal[i]) && name === predicate,
      );
    return saidIn(await engine.explained(facts), one);
  };
  if (one.ground !== null) take(one.ground);
  const said: Said[] = [];
  for (const { turns } of one.stages) said.push(await tell(turns));
  return said;
}

function claimOf({ subject, relation, object, denied }: Formal, place: number, speaker: string): KeptClaim {
  const [owner, key] = subject.split("/");
  const said = place as Millis;
  const isPlace = relation !== "have" && !/^(?:love|like|enjoy|prefer)$/.test(relation);
  return {
    id: `${place}:0-1:${relation}`,
    ordinal: place as Ordinal,
    learned: said,
    said,
    source: "said",
    signs: [],
    subject:
      subject === speaker
        ? { type: "speaker", name: subject }
        : key === undefined
          ? { type: "concept", key: subject }
          : { type: "concept", key, owner: owner! },
    relation: { name: relation, cardinality: "single" },
    object: { type: "concept", key: object, text: isPlace ? object.toUpperCase() : object },
    modality: "fact",
    polarity: denied === true ? "denied" : "affirmed",
    valid: { from: said, to: null, precision: "said" },
    confidence: 1,
    span: { start: 0, end: 1 },
  };
}

function rowsOf(dataset: string, answered: readonly Answered[]): readonly TruthRow[] {
  const plain = ({ wording }: Case): boolean => wording === "plain";
  const slices: readonly (readonly [string, (one: Case) => boolean])[] = [
    ["all", plain],
    ...kinds.map((kind) => [kind, (one: Case) => plain(one) && one.kind === kind] as const),
    ...depths.map((depth) => [`depth ${depth}`, (one: Case) => plain(one) && one.depth === depth] as const),
    ...kinds.flatMap((kind) =>
      depths.map((depth) => {
        const isIn = (one: Case): boolean => plain(one) && one.kind === kind && one.depth === depth;
        return [`${kind}, depth ${depth}`, isIn] as const;
      }),
    ),
    ["claimed in the dialogue", (one) => plain(one) && one.ground !== null],
    ...(["loose", "unseen"] as const).flatMap((wording) => {
      const said = { loose: "loosely said", unseen: "said in unseen words" }[wording];
      const isSo = (one: Case): boolean => one.wording === wording;
      return [
        [said, isSo] as const,
        ...kinds.map((kind) => [`${kind}, ${said}`, (one: Case) => isSo(one) && one.kind === kind] as const),
      ];
    }),
  ];
  return [...new Set(answered.map(({ system }) => system))].flatMap((system) =>
    slices.flatMap(([slice, isIn]): readonly TruthRow[] => {
      const some = answered.filter((answer) => answer.system === system && isIn(answer.one));
      if (some.length === 0) return [];
      const value = some.filter(({ right }) => right).length / some.length;
      return [{ dataset, slice, metric: "maintenance_accuracy", system, value, n: some.length }];
    }),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { show: { type: "boolean" }, quick: { type: "boolean" } } });
  await runMaintenance(
    process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data"),
    console.log,
    { quick: values.quick ?? false, ...(values.show && { show: console.log }) },
  );
}
