/** One memory as it may repeat another. */
export interface Said {
  readonly text: string;
  /** Who said it, a role where there is no name; empty where nobody did. */
  readonly speaker: string;
}

/** Copies of one statement that keep their places: what is said again is another event, at another time. */
const COPIES = 2;

/**
 * Positions of what was found, in the order that it is to be shown: third and later copies of a statement
 * follow everything else, and nothing is lost. One is a copy of another when the same speaker says the
 * same words in the same order, whatever their case, marks and spaces. One word more, one number other,
 * is no copy: it may be what has changed.
 */
export function copiesLast(found: readonly Said[]): {
  readonly order: readonly number[];
  /** How many keep their places. */
  readonly kept: number;
} {
  const copies = new Map<string, number>();
  const first: number[] = [];
  const again: number[] = [];
  found.forEach((said, position) => {
    const key = keyOf(said);
    const before = copies.get(key) ?? 0;
    (before < COPIES ? first : again).push(position);
    copies.set(key, before + 1);
  });
  return { order: [...first, ...again], kept: first.length };
}

/** Signs stay that stand between digits or before them: 1.5 is not 15, and -3 not 3. */
const word = /[-+]?\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+|\p{S}/gu;

function keyOf({ text, speaker }: Said): string {
  const words = text.normalize("NFKC").toLowerCase().match(word) ?? [text.trim()];
  return JSON.stringify([speaker, words.join(" ")]);
}
