import { readFileSync } from "node:fs";

/** A passage and what a language model found in it. */
export interface AnnotatedPassage {
  readonly title: string;
  readonly text: string;
  readonly entities: readonly string[];
  /** Subject, relation, object; some have fewer parts or more. */
  readonly triples: readonly (readonly string[])[];
}

/** The passages of an open information extraction file, in its order. Nothing checks their shape. */
export function loadOpenIe(path: string): AnnotatedPassage[] {
  const rows = JSON.parse(readFileSync(path, "utf8")) as readonly {
    title: string;
    text: string;
    extracted_entities: readonly string[];
    extracted_triples: readonly (readonly string[])[];
  }[];
  return rows.map(({ title, text, extracted_entities, extracted_triples }) => ({
    title,
    text,
    entities: extracted_entities,
    triples: extracted_triples,
  }));
}
