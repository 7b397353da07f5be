/** An undirected weighted graph over the nodes 0 to `size` - 1. */
export interface WeightedGraph {
  readonly size: number;
  /** Sum of the weights of the node's edges. */
  degree(node: number): number;
  edges(node: number, visit: (neighbour: number, weight: number) => void): void;
}

/**
 * Personalised PageRank by local push: the share of time that a walker spends at each node who goes
 * back to a seed with probability `teleport` before each step, and else along an edge by its weight.
 *
 * Claim: work depends on how much is reached, not on how large the graph is.
 * Formula: p = teleport * s + (1 - teleport) * p * D^-1 * A. Push at u: p(u) += teleport * r(u), every
 *   neighbour v gets r(v) += (1 - teleport) * r(u) * w(u, v) / d(u), r(u) = 0; until r(u) < tolerance * d(u)
 *   everywhere. Then p - tolerance * d is a lower bound.
 * Citation: Andersen, Chung and Lang 2006, doi:10.1109/FOCS.2006.44, section 3.
 * Deviations: the walk is not lazy, as in HippoRAG; a node without edges keeps all of what it gets.
 * Test: bench/systems/pagerank.test.ts compares it with power iteration.
 *
 * `seeds` are weights by node; they are made to sum to 1. The result has the nodes that were pushed.
 */
export function personalisedPageRank(
  graph: WeightedGraph,
  seeds: ReadonlyMap<number, number>,
  teleport: number,
  tolerance: number,
): ReadonlyMap<number, number> {
  const rank = new Map<number, number>();
  const residue = new Map<number, number>();
  const total = [...seeds.values()].reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return rank;
  const waiting: number[] = [];
  const give = (node: number, amount: number): void => {
    const before = residue.get(node) ?? 0;
    const after = before + amount;
    residue.set(node, after);
    const enough = tolerance * graph.degree(node);
    if (before < enough && after >= enough) waiting.push(node);
  };
  for (const [node, weight] of seeds) {
    if (graph.degree(node) > 0) give(node, weight / total);
    else rank.set(node, weight / total);
  }
  // In the order they came: the queue only grows, and `next` walks it.
  for (let next = 0; next < waiting.length; next++) {
    const node = waiting[next]!;
    const held = residue.get(node)!;
    residue.set(node, 0);
    rank.set(node, (rank.get(node) ?? 0) + teleport * held);
    const perWeight = ((1 - teleport) * held) / graph.degree(node);
    graph.edges(node, (neighbour, weight) => give(neighbour, perWeight * weight));
  }
  return rank;
}
