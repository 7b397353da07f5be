import type { Ordinal } from "../../src/model/ids.ts";
import type { Association, Associator, FirstStage } from "../../src/ports/associator.ts";
import type { Cue, Visibility } from "../../src/ports/proposer.ts";
import type { ConceptGraph } from "../../src/regions/hippocampus/concept-graph.ts";
import { cueConcepts, seedGains } from "../../src/regions/hippocampus/cue-concepts.ts";
import { pathParameters } from "../../src/regions/hippocampus/path-parameters.ts";
import { VisibleConcepts } from "../../src/regions/hippocampus/visible-concepts.ts";
import { personalisedPageRank, type WeightedGraph } from "./pagerank.ts";

/** As in HippoRAG: half of the steps go back to where the walk began. */
const TELEPORT = 0.5;
const TOLERANCE = 1e-5;
/** First hits from which the walk begins where the cue names nothing that is known. */
const SEED_ROWS = 25;
/** An episode is more strongly bound to what it is about than to what it mentions. */
const TOPIC_EDGE = 1 / pathParameters.mention;
/** What the walk's best episode gains, in full scores: the first stage decides only where the walk does not. */
const RANK_WEIGHT = 100;

/**
 * The reference that path search must beat: personalised PageRank over the same graph of episodes and
 * names, from the concepts of the cue by their specificity (HippoRAG, Gutiérrez et al. 2024, S147,
 * arXiv:2405.14831). Run by the bench's ablation alone.
 *
 * Deviations from HippoRAG: no relation edges and no synonym edges; names that more than `mostShared`
 * episodes mention are left out; where the cue names nothing, the walk begins at the first hits.
 */
export class PageRankAssociator implements Pick<Associator, "associate"> {
  readonly #graph: () => ConceptGraph;

  constructor(graph: () => ConceptGraph) {
    this.#graph = graph;
  }

  associate(cue: Cue, first: FirstStage, visibility: Visibility): Association {
    const graph = this.#graph();
    const concepts = new VisibleConcepts(graph, visibility.scopeKeys, pathParameters.mostShared);
    const asked = cueConcepts(cue, concepts);
    const scores = new Map<number, number>();
    const seeds = new Map<number, number>();
    for (const [row, gain] of seedGains(concepts, asked, pathParameters)) scores.set(row, gain);
    for (const { ordinal, score } of first.candidates)
      scores.set(ordinal, (scores.get(ordinal) ?? 0) + score / first.fullScore);
    for (const concept of asked.whole)
      seeds.set(graph.rows + concept, concepts.specificity(concepts.open(concept).shared, 1));
    if (seeds.size === 0)
      for (const [row, score] of [...scores].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, SEED_ROWS))
        if (graph.isThere(row)) seeds.set(row, score);
    const ranks = personalisedPageRank(new Episodes(graph, concepts), seeds, TELEPORT, TOLERANCE);
    let most = 0;
    for (const [node, rank] of ranks) if (node < graph.rows) most = Math.max(most, rank);
    for (const [node, rank] of ranks)
      if (node < graph.rows && visibility.admits(node as Ordinal)) {
        const own = scores.get(node) ?? first.scoreOf(node as Ordinal) / first.fullScore;
        scores.set(node, own + (RANK_WEIGHT * rank) / most);
      }
    const candidates = [...scores]
      .filter(([row]) => visibility.admits(row as Ordinal))
      .sort((a, b) => b[1] - a[1] || b[0] - a[0])
      .slice(0, cue.k)
      .map(([row, score]) => ({
        ordinal: row as Ordinal,
        score: score * first.fullScore,
        coverage: Math.min(1, first.scoreOf(row as Ordinal) / first.fullScore),
      }));
    return {
      candidates,
      pathOf: (ordinal) => [{ ordinal, via: null }],
      explain: () => [],
    };
  }
}

/** Visible episodes and concepts as one graph: rows first, then concepts. */
class Episodes implements WeightedGraph {
  readonly size: number;
  readonly #graph: ConceptGraph;
  readonly #concepts: VisibleConcepts;

  constructor(graph: ConceptGraph, concepts: VisibleConcepts) {
    this.#graph = graph;
    this.#concepts = concepts;
    this.size = graph.rows + graph.concepts;
  }

  degree(node: number): number {
    let sum = 0;
    this.edges(node, (_, weight) => {
      sum += weight;
    });
    return sum;
  }

  edges(node: number, visit: (neighbour: number, weight: number) => void): void {
    const graph = this.#graph;
    if (node < graph.rows) {
      for (let slot = graph.firstSlot(node); slot < graph.endSlot(node); slot++)
        visit(
          graph.rows + this.#concepts.conceptOf(graph.nodeAt(slot)),
          graph.isTopicAt(slot) ? TOPIC_EDGE : 1,
        );
    } else {
      const { from, mentionsFrom, to } = this.#concepts.open(node - graph.rows);
      const { rows } = this.#concepts;
      for (let i = from; i < to; i++) visit(rows[i]!, i < mentionsFrom ? TOPIC_EDGE : 1);
    }
  }
}
