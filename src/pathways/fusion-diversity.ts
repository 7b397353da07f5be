/** One memory as it may repeat another. */
export interface Said {
  readonly text: string;
  /** Who said it, a role where there is no name; empty where nobody did. */
  readonly speaker: string;
}

/**
 * Positions of what was found, in the order that it is to be shown: what repeats an earlier one follows
 * everything that does not, and nothing is lost. One repeats another when the same speaker says the same
 * words in the same order, whatever their case, marks and spaces. One word more, one number other, is no
 * repetition: it may be what has changed.
 */
export function repetitionsLast(found: readonly Said[]): {
  readonly order: readonly number[];
  /** How many of them repeat no earlier one. */
  readonly distinct: number;
} {
  const seen = new Set<string>();
  const first: number[] = [];
  const again: number[] = [];
  found.forEach((said, position) => {
    const key = keyOf(said);
    (seen.has(key) ? again : first).push(position);
    seen.add(key);
  });
  return { order: [...first, ...again], distinct: first.length };
}

/** Signs stay that stand between digits or before them: 1.5 is not 15, and -3 not 3. */
const word = /[-+]?\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+/gu;

function keyOf({ text, speaker }: Said): string {
  const words = text.normalize("NFKC").toLowerCase().match(word) ?? [text.trim()];
  return JSON.stringify([speaker, words.join(" ")]);
}
