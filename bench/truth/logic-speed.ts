import { Datalog } from "../../src/logic/datalog.ts";
import { parseProgram } from "../../src/logic/parse.ts";
import type { Fact } from "../../src/logic/syntax.ts";
import { randomAt } from "../../src/math/random.ts";
import { percentile } from "../statistics.ts";

export interface LogicSpeed {
  readonly graph: string;
  readonly edges: number;
  /** Facts of the transitive closure. */
  readonly derived: number;
  readonly factsPerSecond: number;
  /** Times are processor time. */
  readonly fromNothingMs: number;
  /** One edge taken back, one given, each on its own: medians. */
  readonly retractMs: number;
  readonly assertMs: number;
  /** Facts that come or go with an edge: median. */
  readonly changed: number;
}

const closure = parseProgram("path(X, Y) :- edge(X, Y). path(X, Z) :- edge(X, Y), path(Y, Z).");
const seed = 1;
const edge = (from: number, to: number): Fact => ({ predicate: "edge", values: [from, to] });

/** Every node to some nodes at random. */
function randomEdges(nodes: number, count: number): readonly Fact[] {
  return Array.from({ length: count }, (_, i) =>
    edge(Math.floor(randomAt(seed, 0, i) * nodes), Math.floor(randomAt(seed, 1, i) * nodes)),
  );
}

const graphs = (scale: number): Readonly<Record<string, readonly Fact[]>> => ({
  chain: Array.from({ length: Math.round(1000 * scale) }, (_, i) => edge(i, i + 1)),
  tree: Array.from({ length: Math.round(40_000 * scale) }, (_, i) => edge(Math.floor(i / 2), i + 1)),
  random: randomEdges(Math.round(1500 * scale), Math.round(1800 * scale)),
});

/** Milliseconds of processor time, which other programs do not lengthen. */
function timed(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** Transitive closure from nothing (the fastest of five), and one edge of it at a time. */
export function logicSpeed(quick: boolean): readonly LogicSpeed[] {
  return Object.entries(graphs(quick ? 0.1 : 1)).map(([graph, edges]) => {
    let engine = new Datalog(closure);
    const fromNothing = Array.from({ length: 5 }, () => {
      engine = new Datalog(closure);
      return timed(() => engine.load({ assert: edges }));
    });
    const [retract, assert, changed]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < (quick ? 5 : 50); i++) {
      const chosen = edges[Math.floor(randomAt(seed, 2, i) * edges.length)]!;
      retract.push(timed(() => changed.push(engine.update({ retract: [chosen] }).removed.length)));
      assert.push(timed(() => engine.update({ assert: [chosen] })));
    }
    const derived = engine.facts("path").length;
    const fromNothingMs = Math.min(...fromNothing);
    return {
      graph,
      edges: edges.length,
      derived,
      factsPerSecond: (1000 * derived) / fromNothingMs,
      fromNothingMs,
      retractMs: percentile(retract, 0.5),
      assertMs: percentile(assert, 0.5),
      changed: percentile(changed, 0.5),
    };
  });
}
