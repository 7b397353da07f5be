import type { Ordinal } from "../../model/ids.ts";
import type { Openings } from "../../ports/associator.ts";
import type { Cue, Visibility } from "../../ports/proposer.ts";
import type { ConceptGraph } from "./concept-graph.ts";
import { cueConcepts } from "./cue-concepts.ts";
import type { PathParameters } from "./path-parameters.ts";
import { VisibleConcepts } from "./visible-concepts.ts";

/** SPEC H11: how telling the cue's concepts are, and those of what was found that lead on to other episodes. */
export function openings(
  graph: ConceptGraph,
  cue: Cue,
  found: readonly Ordinal[],
  visibility: Visibility,
  { mostShared, coincidence }: PathParameters,
): Openings {
  const concepts = new VisibleConcepts(graph, visibility.scopeKeys, mostShared);
  const { named, whole } = cueConcepts(cue, concepts);
  let known = 0;
  for (const concept of whole) known += concepts.specificity(concepts.open(concept).shared, 1);
  let open = 0;
  const counted = new Set<number>();
  for (const row of found) {
    if (!graph.isThere(row)) continue;
    const chances = coincidence * Math.max(1, graph.endSlot(row) - graph.firstSlot(row));
    for (let slot = graph.firstSlot(row); slot < graph.endSlot(row); slot++) {
      const concept = concepts.conceptOf(graph.nodeAt(slot));
      if (named.has(concept) || counted.has(concept)) continue;
      counted.add(concept);
      const { from, to, shared } = concepts.open(concept);
      if (to - from > 1) open += concepts.specificity(shared, chances);
    }
  }
  return { known, open };
}
