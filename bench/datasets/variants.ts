import type { BrainSet, Dataset, Item, Question } from "./dataset.ts";

/** The same passages and questions, no titles: what is found when nothing says what a text is about. */
export function untitled(dataset: Dataset): Dataset {
  return {
    ...dataset,
    dataset: `${dataset.dataset}-untitled`,
    brains: dataset.brains.map((brain) => ({
      ...brain,
      items: brain.items.map(({ title: _, ...item }): Item => item),
    })),
  };
}

/**
 * One brain that holds every passage of the sets, each once, and is asked all their questions: a
 * passage of the same title and text in two sets is one. A slice for each set.
 */
export function union(sets: readonly Dataset[]): Dataset {
  const items = new Map<string, Item>();
  const questions: Question[] = [];
  for (const { dataset, brains } of sets)
    for (const brain of brains) {
      const idOf = new Map<string, string>();
      for (const item of brain.items) {
        const content = `${item.title ?? ""}\n${item.text ?? ""}`;
        const known = items.get(content) ?? { ...item, id: `${dataset}/${item.id}` };
        items.set(content, known);
        idOf.set(item.id, known.id);
      }
      for (const question of brain.questions)
        questions.push({
          ...question,
          id: `${dataset}/${question.id}`,
          gold: [...new Set(question.gold.map((id) => idOf.get(id)!))],
          slices: [dataset],
        });
    }
  const brain: BrainSet = { name: "union", items: [...items.values()], questions };
  return {
    dataset: "union",
    brains: [brain],
    measures: sets[0]?.measures ?? [],
    leftOut: {
      questions: sets.reduce((sum, { leftOut }) => sum + leftOut.questions, 0),
      evidence: sets.reduce((sum, { leftOut }) => sum + leftOut.evidence, 0),
    },
  };
}
