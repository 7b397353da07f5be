import { readFileSync } from "node:fs";

/** A passage and the entities that a language model found in it. */
export interface AnnotatedPassage {
  readonly title: string;
  readonly text: string;
  readonly entities: readonly string[];
}

/** The passages of an open information extraction file, in its order. Nothing checks their shape. */
export function loadOpenIe(path: string): AnnotatedPassage[] {
  const rows = JSON.parse(readFileSync(path, "utf8")) as readonly {
    title: string;
    text: string;
    extracted_entities: readonly string[];
  }[];
  return rows.map(({ title, text, extracted_entities }) => ({ title, text, entities: extracted_entities }));
}
