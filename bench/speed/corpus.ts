import { randomAt, streamOf } from "../../src/math/random.ts";
import type { Item } from "../datasets/dataset.ts";

/** The sixty most frequent words of English, most frequent first: the head of the Zipf law. */
const functionWords: readonly string[] =
  `the of and to a in is it you that he was for on are with as I his they be at one have this from or had by
  but not what all were we when your can said there use an each which she do how their if will up other about
  out many then them`.split(/\s+/);

const names: readonly string[] =
  `Amara Bastian Chiara Dmitri Esperanza Farid Greta Hiroshi Ingrid Joaquin Kateryna Lorenzo Mirela Nadia
  Olumide Petra Quentin Rosalind Søren Tamsin Ulrike Viktor Wanjiru Yusuf`.split(/\s+/);

const months: readonly string[] =
  "January February March April May June July August September October November December".split(" ");

const onsets: readonly string[] = "b c d f g h k l m n p r s t v br cl dr fl gr pl pr sh sk st th tr".split(
  " ",
);
const vowels: readonly string[] = "a e i o u a e i o u ai ea oo ou".split(" ");
const codas: readonly string[] = [..."lmnrstdkp", "nd", "st", "rn", "", "", "", "", "", "", ""];
const endings: readonly string[] = ["s", "ed", "ing", "er", "ly"];

const vocabularySize = 60_000;
const zipfExponent = 1.07;
const turnsPerSession = 20;
const firstSession = Date.UTC(2021, 0, 4, 8);

export interface Generated {
  readonly item: Item;
  /** The words of the text that are made up, in order, as they stand there. */
  readonly content: readonly string[];
}

/**
 * Text that nothing can know beforehand. Word frequencies follow Zipf's law with exponent 1.07: the first
 * sixty ranks are English function words, the next 60,000 made-up words that one could say, some with
 * endings that a stemmer takes off; names, dates and numbers stand among them. Episodes have 25 words and
 * more (52 on average), no two alike, in sessions of 20 turns between two of 24 speakers. Everything is a function of the seed and the episode's number, so that each process makes
 * the same text by itself.
 */
export class Corpus {
  readonly #seed: number;
  readonly #words: readonly string[];
  readonly #zipf: Float64Array;

  constructor(seed: number) {
    this.#seed = seed;
    this.#words = [...functionWords, ...makeVocabulary(seed, vocabularySize)];
    this.#zipf = cumulativeZipf(this.#words.length, zipfExponent);
  }

  episode(number: number): Generated {
    let draws = 0;
    const random = (): number => randomAt(this.#seed, number, draws++);
    const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!;
    const content: string[] = [];
    const word = (): string => {
      const kind = random();
      if (kind < 0.03) return pick(names);
      if (kind < 0.045)
        return `${1 + Math.floor(random() * 28)} ${pick(months)} ${2015 + Math.floor(random() * 12)}`;
      if (kind < 0.06) return String(2 + Math.floor(random() * 500));
      const rank = draw(this.#zipf, random());
      const stem = this.#words[rank]!;
      if (rank < functionWords.length) return stem;
      const made = random() < 0.2 ? stem + pick(endings) : stem;
      content.push(made);
      return made;
    };
    const length = Math.min(200, 25 + Math.floor(-Math.log(1 - random()) * 20));
    const sentences: string[] = [];
    for (let made = 0; made < length; ) {
      const words = Array.from({ length: 6 + Math.floor(random() * 12) }, word);
      made += words.length;
      const text = words.join(" ");
      sentences.push(`${text[0]!.toUpperCase()}${text.slice(1)}${random() < 0.15 ? "?" : "."}`);
    }
    const session = Math.floor(number / turnsPerSession);
    const turn = number % turnsPerSession;
    const item: Item = {
      id: `e${number}`,
      kind: "utterance",
      speaker: this.#speaker(session, turn),
      session: `s${session}`,
      time: firstSession + session * 5 * 3_600_000 + turn * 40_000,
      text: sentences.join(" "),
    };
    return { item, content };
  }

  episodes(from: number, count: number): Item[] {
    return Array.from({ length: count }, (_, index) => this.episode(from + index).item);
  }

  /** Distinct cues: 4 to 10 distinct content words, common ones as they come, of one of the first `size` episodes each. */
  cues(count: number, size: number): string[] {
    const cues = new Set<string>();
    const stream = streamOf(`cues of ${size}`);
    let draws = 0;
    const random = (): number => randomAt(this.#seed, stream, draws++);
    while (cues.size < count) {
      const left = [...new Set(this.episode(Math.floor(random() * size)).content)];
      const wanted = 4 + Math.floor(random() * 7);
      if (left.length < wanted) continue;
      const words = Array.from(
        { length: wanted },
        () => left.splice(Math.floor(random() * left.length), 1)[0]!,
      );
      cues.add(words.join(" "));
    }
    return [...cues];
  }

  #speaker(session: number, turn: number): string {
    const first = Math.floor(randomAt(this.#seed, streamOf("speakers"), session) * names.length);
    const apart = 1 + (session % (names.length - 1));
    return names[turn % 2 === 0 ? first : (first + apart) % names.length]!;
  }
}

/** Distinct words, shorter ones among the frequent. */
function makeVocabulary(seed: number, size: number): string[] {
  const stream = streamOf("vocabulary");
  let draws = 0;
  const random = (): number => randomAt(seed, stream, draws++);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!;
  const taken = new Set<string>(functionWords);
  const words: string[] = [];
  while (words.length < size) {
    const shortest = words.length < 3000 ? 1 : 2;
    const syllables = shortest + Math.floor(random() * 2);
    let word = "";
    for (let i = 0; i < syllables; i++) word += pick(onsets) + pick(vowels) + pick(codas);
    if (word.length < 3 || taken.has(word)) continue;
    taken.add(word);
    words.push(word);
  }
  return words;
}

/** Cumulative shares of ranks 1 to size, each proportional to rank^-exponent. The last is 1. */
export function cumulativeZipf(size: number, exponent: number): Float64Array {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let rank = 1; rank <= size; rank++) {
    sum += rank ** -exponent;
    sums[rank - 1] = sum;
  }
  return sums.map((value) => value / sum);
}

/** The first index whose cumulative share is above u. */
export function draw(cumulative: Float64Array, u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
