import { withRoom } from "../../math/columns.ts";
import { leastLikeness, spellingsOf } from "../../perception/name-variants.ts";
import type { ConceptGraph } from "./concept-graph.ts";

/** The episodes that a concept leads to: a stretch of `rows`, those about it before those that mention it. */
export interface Opened {
  readonly from: number;
  readonly mentionsFrom: number;
  readonly to: number;
  /** How many visible episodes are about it. */
  readonly topics: number;
  /** How many visible episodes mention it or are about it. */
  readonly shared: number;
}

/** A concept that another may be by a variant of its name. */
export interface Variant {
  readonly concept: number;
  /** In (0, 1]. */
  readonly strength: number;
}

const NOTHING: Opened = { from: 0, mentionsFrom: 0, to: 0, topics: 0, shared: 0 };

/**
 * The graph as one query sees it: a concept is all the nodes of its name in the visible scopes, under
 * the number of the first of them. What a concept leads to is gathered once a query.
 */
export class VisibleConcepts {
  readonly #graph: ConceptGraph;
  readonly #scopes: readonly number[];
  readonly #mostShared: number;
  readonly #opened = new Map<number, Opened>();
  readonly #variants = new Map<number, readonly Variant[]>();
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

  /** The one concept whose name this may be a misspelling of; -1 where there is none, or more than one. */
  misspelt(name: string): number {
    const found = new Set<number>();
    for (const scope of this.#scopes)
      for (const node of this.#graph.misspellingsOf(scope, name)) found.add(this.conceptOf(node));
    const [only = -1] = found;
    return found.size === 1 ? only : -1;
  }

  /** The concept of a node of a visible scope. */
  conceptOf(node: number): number {
    return this.#scopes.length === 1 ? node : this.named(this.#graph.nameOf(node));
  }

  nameOf(concept: number): string {
    return this.#graph.nameOf(concept);
  }

  /**
   * Concepts that episodes are about and whose names are variants of this one's: how alike each is, divided
   * among those that are as like it for the same reason: more than `mostShared` of them are none. Not the
   * concept itself.
   */
  variantsOf(concept: number): readonly Variant[] {
    let variants = this.#variants.get(concept);
    if (variants === undefined) {
      variants = this.#gatherVariants(concept);
      this.#variants.set(concept, variants);
    }
    return variants;
  }

  #gatherVariants(concept: number): readonly Variant[] {
    const graph = this.#graph;
    const best = new Map<number, number>();
    for (const { handle, strength } of spellingsOf(graph.nameOf(concept))) {
      const alike = new Map<number, number>();
      for (const scope of this.#scopes)
        for (const { node, strength: its } of graph.topicsBy(scope, handle))
          if (graph.topicsOf(node) > 0 && strength * its >= leastLikeness)
            alike.set(this.conceptOf(node), strength * its);
      alike.delete(concept);
      if (alike.size > this.#mostShared) continue;
      for (const [other, likeness] of alike)
        best.set(other, Math.max(best.get(other) ?? 0, likeness / alike.size));
    }
    return Array.from(best, ([other, strength]) => ({ concept: other, strength }));
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
    return { from, mentionsFrom, to: at, topics, shared: topics + mentions };
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
