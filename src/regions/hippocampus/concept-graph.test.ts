import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteReader } from "../../math/bytes.ts";
import { ConceptGraph } from "./concept-graph.ts";

function rowsOf(write: (into: Int32Array, at: number) => number): number[] {
  const into = new Int32Array(64);
  return [...into.subarray(0, write(into, 0))];
}

function bytesOf(graph: ConceptGraph): Uint8Array {
  return Buffer.concat([...graph.write()]);
}

function compact(graph: ConceptGraph): ConceptGraph {
  const compaction = graph.compacted();
  for (;;) {
    const { done, value } = compaction.next();
    if (done) return value;
  }
}

test("H1: a concept is of one scope, and counts who mentions it apart from who is about it", () => {
  const graph = new ConceptGraph();
  graph.add(0, "a", ["porto", "ana"], ["ana lima"]);
  graph.add(2, "a", ["porto"], ["porto"]);
  graph.add(3, "b", ["porto"], []);
  const [a, b] = [graph.scopesOf(["a"])[0]!, graph.scopesOf(["b"])[0]!];
  const porto = graph.nodeOf(a, "porto")!;
  assert.notEqual(graph.nodeOf(b, "porto"), porto);
  // Row 2 is about it, so that it does not mention it besides.
  assert.equal(graph.mentionsOf(porto), 1);
  assert.equal(graph.topicsOf(porto), 1);
  assert.deepEqual(
    rowsOf((into, at) => graph.writeMentionRows(porto, into, at)),
    [0],
  );
  assert.deepEqual(
    rowsOf((into, at) => graph.writeTopicRows(porto, into, at)),
    [2],
  );
  assert.deepEqual(graph.describe(0), { topics: ["ana lima"], mentions: ["porto", "ana"] });
  assert.equal(graph.isThere(1), false);
  assert.equal(graph.population([a]), 2);
  assert.deepEqual(graph.scopesOf(["c"]), []);
});

test("H1: what is forgotten is in no list and no count until it is remembered", () => {
  const graph = new ConceptGraph();
  graph.add(0, "a", ["porto"], []);
  graph.add(1, "a", ["porto"], []);
  const porto = graph.nodeOf(0, "porto")!;
  graph.setHidden(0, true);
  graph.setHidden(0, true);
  assert.equal(graph.mentionsOf(porto), 1);
  assert.deepEqual(
    rowsOf((into, at) => graph.writeMentionRows(porto, into, at)),
    [1],
  );
  graph.setHidden(1, true);
  assert.deepEqual(graph.scopesOf(["a"]), []);
  graph.setHidden(0, false);
  graph.setHidden(1, false);
  assert.equal(graph.mentionsOf(porto), 2);
});

test("H2: a removed row leaves neither names nor counts behind", () => {
  const graph = new ConceptGraph();
  graph.add(0, "secret scope", ["secret name"], ["secret topic"]);
  graph.add(1, "a", ["porto"], []);
  graph.setHidden(0, true);
  graph.remove(0);
  const left = bytesOf(compact(graph));
  assert.equal(Buffer.from(left).includes("secret"), false);
  const fresh = new ConceptGraph();
  fresh.add(1, "a", ["porto"], []);
  assert.deepEqual(left, bytesOf(fresh));
});

const names = fc.uniqueArray(fc.constantFrom("ana", "ben", "porto", "lisbon", "café", "東京"), {
  maxLength: 4,
});
const life = fc.array(
  fc.record({
    gap: fc.nat(2),
    scope: fc.constantFrom("a", "b"),
    mentioned: names,
    topics: names,
    fate: fc.constantFrom("live", "hidden", "removed"),
  }),
  { maxLength: 12 },
);

test("H2: written and read again, a graph is the same, and its counts are those of its lists", () => {
  fc.assert(
    fc.property(life, (steps) => {
      const graph = new ConceptGraph();
      let row = -1;
      for (const { gap, scope, mentioned, topics, fate } of steps) {
        row += 1 + gap;
        graph.add(row, scope, mentioned, topics);
        if (fate === "hidden") graph.setHidden(row, true);
        if (fate === "removed") graph.remove(row);
      }
      assert.deepEqual(graph.verify(), []);
      const left = compact(graph);
      const again = ConceptGraph.read(new ByteReader(bytesOf(left)));
      assert.deepEqual(again.verify(), []);
      assert.deepEqual(bytesOf(again), bytesOf(left));
      const seen = (of: ConceptGraph): unknown[] => [
        Buffer.concat([...of.witness()]),
        Array.from({ length: of.rows }, (_, at) => (of.isThere(at) ? of.describe(at) : null)),
      ];
      assert.deepEqual(seen(again), seen(graph));
    }),
    { numRuns: 200 },
  );
});

test("H2: damaged bytes are refused, not believed", () => {
  const graph = new ConceptGraph();
  graph.add(0, "a", ["porto"], ["ana"]);
  const whole = bytesOf(graph);
  for (let length = 0; length < whole.length; length++)
    assert.throws(() => ConceptGraph.read(new ByteReader(whole.subarray(0, length))));
  assert.throws(() => ConceptGraph.read(new ByteReader(Buffer.concat([whole, new Uint8Array(1)]))));
});
