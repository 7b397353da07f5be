import { withRoom } from "../../math/columns.ts";
import type { ConceptGraph } from "./concept-graph.ts";

/** The episodes that a concept leads to: a stretch of `rows`, those about it before those that mention it. */
export interface Opened {
  readonly from: number;
  readonly mentionsFrom: number;
  readonly to: number;
  /** How many visible episodes mention it or are about it. */
  readonly shared: number;
}

const NOTHING: Opened = { from: 0, mentionsFrom: 0, to: 0, shared: 0 };

/**
 * The graph as one query sees it: a concept is all the nodes of its name in the visible scopes, under
 * the number of the first of them. What a concept leads to is gathered once a query.
 */
export class VisibleConcepts {
  readonly #graph: ConceptGraph;
  readonly #scopes: readonly number[];
  readonly #mostShared: number;
  readonly #opened = new Map<number, Opened>();
  readonly population: number;
  rows: Int32Array = new Int32Array(1024);
  #end = 0;

  constructor(graph: ConceptGraph, scopeKeys: readonly string[], mostShared: number) {
    this.#graph = graph;
    this.#scopes = graph.scopesOf(scopeKeys);
    this.#mostShared = mostShared;
    this.population = graph.population(this.#scopes);
  }

  /** The concept of a name; -1 where no findable episode of a visible scope holds it. */
  named(key: string): number {
    for (const scope of this.#scopes) {
      const node = this.#graph.nodeOf(scope, key);
      if (node !== undefined && this.#graph.isHeld(node)) return node;
    }
    return -1;
  }

  /** The concept of a node of a visible scope. */
  conceptOf(node: number): number {
    return this.#scopes.length === 1 ? node : this.named(this.#graph.nameOf(node));
  }

  /** Only of a concept. Of more than `mostShared` episodes about it, or mentioning it, there are none. */
  open(concept: number): Opened {
    if (concept < 0) return NOTHING;
    let opened = this.#opened.get(concept);
    if (opened === undefined) {
      opened = this.#gather(concept);
      this.#opened.set(concept, opened);
    }
    return opened;
  }

  #gather(concept: number): Opened {
    const graph = this.#graph;
    const nodes = this.#nodesOf(concept);
    let topics = 0;
    let mentions = 0;
    for (const node of nodes) {
      topics += graph.topicsOf(node);
      mentions += graph.mentionsOf(node);
    }
    const from = this.#end;
    this.rows = withRoom(this.rows, from + 2 * this.#mostShared);
    let at = from;
    if (topics <= this.#mostShared) for (const node of nodes) at = graph.writeTopicRows(node, this.rows, at);
    const mentionsFrom = at;
    if (mentions <= this.#mostShared)
      for (const node of nodes) at = graph.writeMentionRows(node, this.rows, at);
    this.#end = at;
    return { from, mentionsFrom, to: at, shared: topics + mentions };
  }

  #nodesOf(concept: number): readonly number[] {
    if (this.#scopes.length === 1) return [concept];
    const key = this.#graph.nameOf(concept);
    return this.#scopes.flatMap((scope) => this.#graph.nodeOf(scope, key) ?? []);
  }

  /**
   * 1 for what is named once in the population, 0 for what is everywhere; `chances` is how many times
   * over a shared concept may be coincidence.
   */
  specificity(shared: number, chances: number): number {
    if (this.population < 2 || shared === 0) return 0;
    return Math.max(0, Math.log(this.population / (shared * chances)) / Math.log(this.population));
  }
}
