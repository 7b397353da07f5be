import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ordinal } from "../../model/ids.ts";
import { scopeKey } from "../../model/scope.ts";
import type { Cue, Visibility } from "../../ports/proposer.ts";
import { ConceptGraph } from "./concept-graph.ts";
import { openings } from "./openings.ts";
import { pathParameters } from "./path-parameters.ts";

const here = scopeKey({});
const elsewhere = scopeKey({ user: "other" });
const visibility: Visibility = { scopeKeys: [here], admits: () => true };

function cueNaming(...keys: readonly string[]): Cue {
  const concepts = keys.map((key) => ({ key, kind: "name", count: 1 }));
  return { text: "", features: { concepts } } as unknown as Cue;
}

/** 256 episodes, so that logarithms to base 256 come out even. */
function graphOf(rows: readonly (readonly string[])[], scope = here): ConceptGraph {
  const graph = new ConceptGraph();
  for (let row = 0; row < 256; row++) graph.add(row, row < rows.length ? scope : here, rows[row] ?? [], []);
  return graph;
}

test("H11: how telling the cue's concepts are, by hand", () => {
  const graph = graphOf([["ada"], ["ada"], ["ada"], ["ada"], ["bo"]]);
  // ada: ln(256 / 4) / ln 256 = 6/8. bo: ln(256 / 1) / ln 256 = 1. Nobody is called cy.
  const { known, open } = openings(graph, cueNaming("ada", "bo", "cy"), [], visibility, pathParameters);
  assert.ok(Math.abs(known - 1.75) < 1e-12);
  assert.equal(open, 0);
});

test("H11: what leads on from a hit counts once, what ends there and what the cue names do not", () => {
  const graph = graphOf([
    ["ada", "dee", "eve"],
    ["dee", "fay"],
    ["ada", "gil"],
  ]);
  // From row 0: ada is named; dee is in two rows; eve leads nowhere. 3 names, 4 times over:
  // ln(256 / (2 * 12)) / ln 256.
  const expected = Math.log(256 / 24) / Math.log(256);
  const hits = [0, 0] as unknown as Ordinal[];
  const { open } = openings(graph, cueNaming("ada"), hits, visibility, pathParameters);
  assert.ok(Math.abs(open - expected) < 1e-12);
});

test("S5: concepts of scopes that are not seen are not there", () => {
  const graph = graphOf([["ada", "dee"], ["dee"]], elsewhere);
  assert.deepEqual(openings(graph, cueNaming("ada"), [], visibility, pathParameters), { known: 0, open: 0 });
});

test("F1, H1: a concept that only forgotten episodes hold is not there, and nothing is infinite", () => {
  const graph = graphOf([["ada"]]);
  graph.setHidden(0, true);
  assert.deepEqual(openings(graph, cueNaming("ada"), [], visibility, pathParameters), { known: 0, open: 0 });
});
