import { matterOf } from "../../regions/neocortex/matter.ts";

/** One memory as it may repeat another. */
export interface Said {
  readonly text: string;
  /** Whose word it is; empty where it is nobody's. */
  readonly speaker: string;
  /**
   * Nobody vouches for it: nearly the same words with the same figures are a copy, and what speaks of the same takes
   * turns with others. Who repeats himself to be believed changes a few words; a log changes the figures.
   * Default: only the same words are a copy.
   */
  readonly doubted?: boolean;
}

/** Copies of one statement that keep their places: what is said again is another event, at another time. */
const COPIES = 2;
/** Of the words of two texts the share that both have, from which on they are nearly the same: two of twelve differ. */
const NEARLY = 0.7;
/**
 * Of what two texts speak of, from which on they speak of the same. Lines of one log share more, and so do paraphrases of
 * one statement; chunks of one document share less: their recall is what it was.
 */
const ALIKE = 0.4;
/** Others that come between two of a series, after the first ones: then they have a third of a list, and of ten places four. */
const BETWEEN = 2;
/** Words that are read for what a text speaks of. */
const MOST_WORDS = 100;
/** Statements of one speaker with the same figures that others are compared with: a log of thousands costs what it is long. */
const MOST_COMPARED = 100;

interface Statement {
  /** null: its words are not compared. */
  readonly sense: Sense | null;
  copies: number;
}

/** What is compared of a doubted text. */
interface Sense {
  readonly words: ReadonlySet<string>;
  /** The stems of what it speaks of, without figures. */
  readonly matter: ReadonlySet<string>;
  readonly figures: string;
}

/** Statements of one source that speak of the same, in whatever words and figures. */
interface Series {
  readonly speaker: string;
  readonly matter: ReadonlySet<string>;
  /** How many have a place, and where the last one is. */
  shown: number;
  last: number;
  /** Positions of those that wait for their turn, in order, and how many of them had it. */
  readonly waiting: number[];
  called: number;
}

/**
 * Positions of what was found, in the order that it is to be shown: third and later copies of a statement
 * follow everything else, and nothing is lost. One is a copy of another when the same speaker says the
 * same words in the same order, whatever their case, marks and spaces. One word more, one number other,
 * is no copy: it may be what has changed. Of doubted ones: see `Said`.
 */
export function copiesLast(found: readonly Said[]): {
  readonly order: readonly number[];
  /** How many keep their places. */
  readonly kept: number;
  /** With those that wait for others: how many are no copies. */
  readonly distinct: number;
} {
  const statements = new Map<string, Statement>();
  /** By speaker and figures. */
  const compared = new Map<string, Statement[]>();
  const series: Series[] = [];
  const first: number[] = [];
  const again: number[] = [];
  const isDue = ({ shown, last }: Series): boolean => shown < COPIES || first.length - last > BETWEEN;
  const show = (of: Series, position: number): void => {
    of.shown++;
    of.last = first.length;
    first.push(position);
  };
  found.forEach(({ text, speaker, doubted = false }, position) => {
    const words = wordsOf(text);
    const key = JSON.stringify([speaker, words.join(" ")]);
    let statement = statements.get(key);
    if (statement === undefined) {
      const sense = doubted ? senseOf(words) : null;
      const alike = sense === null ? [] : listAt(compared, JSON.stringify([speaker, sense.figures]));
      statement = alike.find((other) => areCopies(other.sense, sense));
      if (statement === undefined) {
        statement = { sense, copies: 0 };
        if (alike.length < MOST_COMPARED) alike.push(statement);
      }
      statements.set(key, statement);
    }
    if (++statement.copies > COPIES) {
      again.push(position);
      return;
    }
    const of = statement.sense === null ? null : seriesOf(series, speaker, statement.sense);
    if (of === null) first.push(position);
    else if (isDue(of)) show(of, position);
    else of.waiting.push(position);
    for (;;) {
      const due = firstOf(series.filter(isDue));
      if (due === undefined) break;
      show(due, due.waiting[due.called++]!);
    }
  });
  const waiting = series.flatMap((one) => one.waiting.slice(one.called)).sort((a, b) => a - b);
  const order = [...first, ...waiting, ...again];
  return { order, kept: first.length, distinct: order.length - again.length };
}

/** That whose next one came first. */
function firstOf(series: readonly Series[]): Series | undefined {
  let best: Series | undefined;
  const nextOf = ({ waiting, called }: Series): number => waiting[called] ?? Number.POSITIVE_INFINITY;
  for (const one of series)
    if (nextOf(one) < (best === undefined ? Number.POSITIVE_INFINITY : nextOf(best))) best = one;
  return best;
}

function listAt<Value>(lists: Map<string, Value[]>, key: string): Value[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function seriesOf(series: Series[], speaker: string, { matter }: Sense): Series {
  const known = series.find((one) => one.speaker === speaker && shareOf(one.matter, matter) >= ALIKE);
  if (known !== undefined) return known;
  const begun = { speaker, matter, shown: 0, last: 0, waiting: [], called: 0 };
  series.push(begun);
  return begun;
}

function areCopies(a: Sense | null, b: Sense | null): boolean {
  return a !== null && b !== null && shareOf(a.words, b.words) >= NEARLY;
}

/** Jaccard's share, doi:10.1111/j.1469-8137.1912.tb05611.x: what both have of what either has. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const word of small) if (large.has(word)) both++;
  return both === 0 ? 0 : both / (small.size + large.size - both);
}

/** Signs stay that stand between digits or before them: 1.5 is not 15, and -3 not 3. */
const word = /[-+]?\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+|\p{S}/gu;

function wordsOf(text: string): readonly string[] {
  return text.normalize("NFKC").toLowerCase().match(word) ?? [text.trim()];
}

function senseOf(words: readonly string[]): Sense {
  const figures = words.filter((one) => /\d/.test(one));
  return { words: new Set(words), matter: matterOf(words.slice(0, MOST_WORDS)), figures: figures.join(" ") };
}
