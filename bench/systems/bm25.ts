import { stem } from "../../src/perception/stem.ts";
import type { Item } from "../datasets/dataset.ts";
import type { System } from "./system.ts";

const k1 = 1.2;
const b = 0.75;

/** The English stop words of NLTK's first list (Porter's), and what remains of contractions. */
const stopWords: ReadonlySet<string> = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
  herself it its itself they them their theirs themselves what which who whom this that these those am is are
  was were be been being have has had having do does did doing a an the and but if or because as until while
  of at by for with about against between into through during before after above below to from up down in out
  on off over under again further then once here there when where why how all any both each few more most
  other some such no nor not only own same so than too very s t can will just don should now d ll m re ve`.split(
    /\s+/,
  ),
);

export function terms(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !stopWords.has(word))
    .map((word) => (/^[a-z]+$/.test(word) ? stem(word) : word));
}

interface Posting {
  readonly row: number;
  readonly count: number;
}

/**
 * Plain Okapi BM25 over single items (Robertson and Zaragoza 2009, doi:10.1561/1500000019, with the
 * never-negative idf ln(1 + (N - n + 0.5) / (n + 0.5))): the speaker's name, title, text and caption as
 * one field, stems, stop words dropped. It sees neither time, session, role nor asker. Equal scores: earlier first.
 */
export class Bm25 implements System {
  readonly #items: Item[] = [];
  readonly #lengths: number[] = [];
  readonly #postings: Map<string, Posting[]> = new Map();
  #totalLength = 0;

  async observe(item: Item): Promise<void> {
    const row = this.#items.push(item) - 1;
    const words = terms(`${item.speaker ?? ""} ${item.title ?? ""} ${item.text ?? ""} ${item.caption ?? ""}`);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      const list = this.#postings.get(word);
      if (list === undefined) this.#postings.set(word, [{ row, count }]);
      else list.push({ row, count });
    }
    this.#lengths.push(words.length);
    this.#totalLength += words.length;
  }

  async observeMany(items: readonly Item[]): Promise<void> {
    for (const item of items) await this.observe(item);
  }

  /** `[row, score]` of all items that share a term with the text, best first. */
  rank(text: string): readonly (readonly [row: number, score: number])[] {
    const scores = new Map<number, number>();
    const averageLength = this.#totalLength / this.#items.length;
    for (const word of terms(text)) {
      const postings = this.#postings.get(word);
      if (postings === undefined) continue;
      const idf = Math.log(1 + (this.#items.length - postings.length + 0.5) / (postings.length + 0.5));
      for (const { row, count } of postings) {
        const norm = k1 * (1 - b + (b * this.#lengths[row]!) / averageLength);
        scores.set(row, (scores.get(row) ?? 0) + (idf * count * (k1 + 1)) / (count + norm));
      }
    }
    return [...scores].sort(([rowA, a], [rowB, b]) => b - a || rowA - rowB);
  }

  async recall(
    asked: { readonly text: string },
    k: number,
  ): Promise<readonly { id: string; text: string }[]> {
    return this.rank(asked.text)
      .slice(0, k)
      .map(([row]) => ({ id: this.#items[row]!.id, text: this.#items[row]!.text ?? "" }));
  }

  async close(): Promise<void> {}
}
