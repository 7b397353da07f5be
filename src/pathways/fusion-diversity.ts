/** One memory as it may repeat another. */
export interface Said {
  readonly text: string;
  /** Whose word it is; empty where it is nobody's. */
  readonly speaker: string;
  /**
   * Nobody vouches for it, and nearly the same words are a copy: one that repeats itself to be believed changes a few.
   * Default: only the same ones are.
   */
  readonly doubted?: boolean;
}

/** Copies of one statement that keep their places: what is said again is another event, at another time. */
const COPIES = 2;
/** Of the words of two texts the share that both have, from which on they are nearly the same: two of twelve differ. */
const NEARLY = 0.7;

interface Statement {
  readonly speaker: string;
  /** null: its words are not compared. */
  readonly words: ReadonlySet<string> | null;
  copies: number;
}

/**
 * Positions of what was found, in the order that it is to be shown: third and later copies of a statement
 * follow everything else, and nothing is lost. One is a copy of another when the same speaker says the
 * same words in the same order, whatever their case, marks and spaces. One word more, one number other,
 * is no copy: it may be what has changed. Of doubted ones it is: see `Said`.
 */
export function copiesLast(found: readonly Said[]): {
  readonly order: readonly number[];
  /** How many keep their places. */
  readonly kept: number;
} {
  const statements = new Map<string, Statement>();
  const compared: Statement[] = [];
  const first: number[] = [];
  const again: number[] = [];
  found.forEach(({ text, speaker, doubted = false }, position) => {
    const words = wordsOf(text);
    const key = JSON.stringify([speaker, words.join(" ")]);
    let statement = statements.get(key);
    if (statement === undefined) {
      const set = doubted ? new Set(words) : null;
      statement = compared.find((other) => other.speaker === speaker && areAlike(other.words, set));
      statement ??= { speaker, words: set, copies: 0 };
      if (set !== null && statement.copies === 0) compared.push(statement);
      statements.set(key, statement);
    }
    (statement.copies < COPIES ? first : again).push(position);
    statement.copies++;
  });
  return { order: [...first, ...again], kept: first.length };
}

/** Jaccard's share, doi:10.1111/j.1469-8137.1912.tb05611.x: what both have of what either has. */
function areAlike(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return false;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size < NEARLY * large.size) return false;
  let both = 0;
  for (const word of small) if (large.has(word)) both++;
  return both >= NEARLY * (small.size + large.size - both);
}

/** Signs stay that stand between digits or before them: 1.5 is not 15, and -3 not 3. */
const word = /[-+]?\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+|\p{S}/gu;

function wordsOf(text: string): readonly string[] {
  return text.normalize("NFKC").toLowerCase().match(word) ?? [text.trim()];
}
