import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Millis, Ordinal } from "../../src/model/ids.ts";
import type { Cue } from "../../src/ports/proposer.ts";
import { ConceptGraph } from "../../src/regions/hippocampus/concept-graph.ts";
import { personalisedPageRank, type WeightedGraph } from "./pagerank.ts";
import { PageRankAssociator } from "./pagerank-associator.ts";

type Edge = readonly [from: number, to: number, weight: number];

function graphOf(size: number, edges: readonly Edge[]): WeightedGraph {
  const both = edges.flatMap(([a, b, weight]) => [[a, b, weight] as const, [b, a, weight] as const]);
  return {
    size,
    degree: (node) => both.filter(([from]) => from === node).reduce((sum, [, , weight]) => sum + weight, 0),
    edges: (node, visit) => {
      for (const [from, to, weight] of both) if (from === node) visit(to, weight);
    },
  };
}

/** The whole vector, by power iteration. */
function powerIteration(
  graph: WeightedGraph,
  seeds: ReadonlyMap<number, number>,
  teleport: number,
): number[] {
  const total = [...seeds.values()].reduce((sum, weight) => sum + weight, 0);
  const start = Array.from({ length: graph.size }, (_, node) => (seeds.get(node) ?? 0) / total);
  let rank = start;
  for (let step = 0; step < 200; step++) {
    const next = start.map((weight) => teleport * weight);
    for (let node = 0; node < graph.size; node++) {
      const moving = (1 - teleport) * rank[node]!;
      // A node without edges keeps what it has.
      if (graph.degree(node) === 0) next[node] = next[node]! + moving;
      else
        graph.edges(node, (neighbour, weight) => {
          next[neighbour] = next[neighbour]! + (moving * weight) / graph.degree(node);
        });
    }
    rank = next;
  }
  return rank;
}

test("H10: two nodes joined by an edge, by hand", () => {
  // p(0) = 1/2 + p(1)/2 and p(1) = p(0)/2, so p(0) = 2/3 and p(1) = 1/3.
  const rank = personalisedPageRank(graphOf(2, [[0, 1, 3]]), new Map([[0, 5]]), 0.5, 1e-12);
  assert.ok(Math.abs(rank.get(0)! - 2 / 3) < 1e-9);
  assert.ok(Math.abs(rank.get(1)! - 1 / 3) < 1e-9);
});

const anyGraph = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.integer({ min: 1, max: 5 })), {
      maxLength: 16,
    }),
    seeds: fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 4 })), {
      selector: ([node]) => node,
      minLength: 1,
      maxLength: 3,
    }),
    teleport: fc.constantFrom(0.15, 0.5, 0.85),
  }),
);

test("H10: local push is power iteration but for tolerance times degree, and never more", () => {
  fc.assert(
    fc.property(anyGraph, ({ size, edges, seeds, teleport }) => {
      const graph = graphOf(
        size,
        edges.filter(([from, to]) => from !== to),
      );
      const given = new Map(seeds);
      const exact = powerIteration(graph, given, teleport);
      const tolerance = 1e-4;
      const pushed = personalisedPageRank(graph, given, teleport, tolerance);
      exact.forEach((expected, node) => {
        const found = pushed.get(node) ?? 0;
        assert.ok(found <= expected + 1e-9);
        assert.ok(found >= expected - tolerance * Math.max(graph.degree(node), 1) - 1e-9);
      });
    }),
    { numRuns: 200 },
  );
});

test("H10: without a seed nothing is reached", () => {
  assert.equal(personalisedPageRank(graphOf(2, [[0, 1, 1]]), new Map(), 0.5, 1e-6).size, 0);
});

test("H10: the walk from a concept of the cue reaches what its episodes name", () => {
  const graph = new ConceptGraph();
  graph.add(0, "a", ["director"], ["film"]);
  graph.add(1, "a", ["somebody"], ["director"]);
  graph.add(2, "a", ["elsewhere"], ["stranger"]);
  const cue = {
    text: "Who made the film?",
    features: { concepts: [{ key: "film", kind: "name", count: 1 }] },
    k: 5,
    now: 0 as Millis,
  } as unknown as Cue;
  const first = {
    candidates: [{ ordinal: 2 as Ordinal, score: 0.4, coverage: 0 }],
    fullScore: 1,
    scoreOf: (row: number) => (row === 2 ? 0.4 : 0),
    matchOf: () => 0,
    termWeights: [1],
  };
  const found = new PageRankAssociator(() => graph).associate(cue, first, {
    scopeKeys: ["a"],
    admits: () => true,
  });
  assert.deepEqual(
    found.candidates.map(({ ordinal }) => ordinal),
    [0, 1, 2],
  );
});
