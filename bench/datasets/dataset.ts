import type { Percept } from "../../src/model/episode.ts";

/** A percept that answers can be checked against: its id is what `Question.gold` names. */
export type Item = Percept & { readonly id: string };

export interface Question {
  readonly id: string;
  readonly text: string;
  /** Who asks, where the data says so. */
  readonly asker?: string;
  /** When it is asked: ms since 1970. */
  readonly now?: number;
  /** Ids of the items that hold the evidence: distinct, never empty, all of them in the same brain. */
  readonly gold: readonly string[];
  /** Slices that it belongs to besides `all`. */
  readonly slices: readonly string[];
}

/** What one brain observes, in order, and what it is asked afterwards. */
export interface BrainSet {
  readonly name: string;
  readonly items: readonly Item[];
  readonly questions: readonly Question[];
}

export interface Measure {
  readonly metric: "recall" | "ndcg";
  readonly k: number;
}

export interface Dataset {
  readonly dataset: string;
  readonly brains: readonly BrainSet[];
  readonly measures: readonly Measure[];
  /** What the data holds and the measure cannot use: questions without gold, evidence that names nothing. */
  readonly leftOut: { readonly questions: number; readonly evidence: number };
}

/** Reads one folder of the data directory. */
export type Loader = (folder: string, dataset: string) => Dataset;

export function recallAt(...ks: readonly number[]): Measure[] {
  return ks.map((k) => ({ metric: "recall", k }));
}

/** Collects a brain's questions and counts what has no gold among `items`. */
export class QuestionList {
  readonly questions: Question[] = [];
  withoutGold = 0;
  unresolved = 0;
  readonly #known: ReadonlySet<string>;

  constructor(items: readonly Item[]) {
    this.#known = new Set(items.map((item) => item.id));
  }

  add(question: Question): void {
    const named = [...new Set(question.gold)];
    const gold = named.filter((id) => this.#known.has(id));
    this.unresolved += named.length - gold.length;
    if (gold.length === 0) this.withoutGold++;
    else this.questions.push({ ...question, gold });
  }
}

export function leftOutOf(lists: readonly QuestionList[]): Dataset["leftOut"] {
  return {
    questions: lists.reduce((sum, list) => sum + list.withoutGold, 0),
    evidence: lists.reduce((sum, list) => sum + list.unresolved, 0),
  };
}
