import { type Episode, renderText } from "../../src/model/episode.ts";
import { keyOf } from "../../src/perception/concept-key.ts";
import type { Encoder } from "../../src/ports/encoder.ts";
import type { ConceptMention } from "../../src/ports/features.ts";
import { Hippocampus } from "../../src/regions/hippocampus/hippocampus.ts";
import type { AnnotatedPassage } from "../datasets/openie.ts";
import { changedRegions, openWith, type Way } from "./encephalon.ts";
import { perceiving } from "./perceiving.ts";
import type { OpenSystem } from "./system.ts";

const passageKey = (title: string | undefined, text: string): string => `${title ?? ""}\n${text}`;

/**
 * A brain whose episodes are bound by what a language model found in them, `namesOf` a passage, in the place of
 * what perception recognises: what better extraction would be worth. Titles and cues are read as ever. Every
 * episode must be one of the passages.
 */
export function extracted(
  encoder: Encoder | null,
  passages: readonly AnnotatedPassage[],
  namesOf: (passage: AnnotatedPassage) => readonly string[],
  way: Way = {},
): OpenSystem {
  const known = new Map(passages.map((passage) => [passageKey(passage.title, passage.text), passage]));
  const conceptsOf = (episode: Episode): readonly ConceptMention[] => {
    const passage = known.get(passageKey(episode.title, renderText(episode)));
    if (passage === undefined) throw new Error(`nothing was extracted from ${episode.id}`);
    const keys = new Set(namesOf(passage).map(keyOf));
    keys.delete("");
    // What a name is, the graph binds by; that they are of other kinds the file does not say.
    return Array.from(keys, (key) => ({ key, kind: "name", count: 1 }));
  };
  const regions = changedRegions((module) =>
    module instanceof Hippocampus
      ? perceiving(module, (features, episode) => ({ ...features, concepts: conceptsOf(episode) }))
      : module,
  );
  return (path) => openWith(path, { ...way, options: { encoder, regions } });
}

/** The entities, and what relations are between. */
export function inTriples({ entities, triples }: AnnotatedPassage): readonly string[] {
  return [
    ...entities,
    ...triples.flatMap(([subject, , object]) => [subject, object].filter((part) => part !== undefined)),
  ];
}
