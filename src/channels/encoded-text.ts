import { type Episode, renderText } from "../model/episode.ts";
import { statementsOf, wordsIn } from "../perception/statements.ts";

type Said = Pick<Episode, "title" | "content" | "caption">;

/** What an encoder reads of an episode. */
export interface EncodedText {
  /** "title. text caption". */
  readonly whole: string;
  /** What it states, a sentence each, behind the title; the caption is a statement too. */
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly text: string;
  readonly words: number;
}

/** Not who says it: an encoder would find what one person says alike, whatever it is about. */
export function encodedText(episode: Said): EncodedText {
  const text = renderText(episode);
  const { caption } = episode;
  const titled = (said: string): string => [episode.title, said].filter(Boolean).join(". ");
  const stated = caption ? [...statementsOf(text), caption] : statementsOf(text);
  return {
    whole: titled([text, caption].filter(Boolean).join(" ")),
    statements: stated.map(titled).map((statement) => ({ text: statement, words: wordsIn(statement) })),
  };
}

/**
 * The texts that an encoder gives a vector each for an episode: the whole, then its statements. Where they
 * are the same, one text plays both parts.
 */
export function encodedTexts(episode: Said): readonly string[] {
  return textsOf(encodedText(episode));
}

export function textsOf(text: EncodedText): readonly string[] {
  return isOneStatement(text) ? [text.whole] : [text.whole, ...text.statements.map((one) => one.text)];
}

export function isOneStatement({ whole, statements }: EncodedText): boolean {
  return statements.length === 1 && statements[0]!.text === whole;
}

/** Of each episode the vectors of its texts, one after the other, as the log keeps them. */
export function joinedVectors(
  texts: readonly (readonly string[])[],
  vectors: readonly Float32Array[],
): readonly Float32Array[] {
  let first = 0;
  return texts.map(({ length }) => {
    const own = vectors.slice(first, first + length);
    first += length;
    const joined = new Float32Array(own.reduce((sum, vector) => sum + vector.length, 0));
    let at = 0;
    for (const vector of own) {
      joined.set(vector, at);
      at += vector.length;
    }
    return joined;
  });
}
