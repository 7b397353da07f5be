import { type Episode, renderText } from "../model/episode.ts";
import type { Millis } from "../model/ids.ts";
import type { CueFeatures, Features, TermCounts } from "../ports/features.ts";
import type { Perception } from "../ports/perception.ts";
import { dayOf, millisPerDay } from "./civil-time.ts";
import { conceptsOf, cueConceptsOf, topicsOf } from "./concepts.ts";
import { addDateTerms } from "./date-terms.ts";
import { inFirstPerson } from "./first-person.ts";
import { personsOf } from "./persons.ts";
import { stem } from "./stem.ts";
import { stopWords } from "./stop-words.ts";
import { timesOf } from "./time-expressions.ts";
import { forEachChunk, platformFingerprint, tokenise, wordsOf } from "./tokenise.ts";

/** Raised whenever the code gives other features for the same text. */
const codeVersion = 4;

/** What a chunk of text comes to. `words`: every word as a term; `content`: with parts, without stop words. */
interface ChunkTerms {
  readonly words: readonly string[];
  readonly content: readonly string[];
}

const none: readonly string[] = [];
/** Chunks repeat: most of a text is found here. Dropped whole when full. */
const remembered = new Map<string, ChunkTerms>();
const maxRemembered = 1 << 16;
const maxChunk = 32;

const englishWord = /^[a-z]+$/;
const termOf = (form: string): string => (englishWord.test(form) ? stem(form) : form);

function termsOf(chunk: string): ChunkTerms {
  const known = remembered.get(chunk);
  if (known !== undefined) return known;
  // A slice would keep the whole text that it was cut from alive, in this map and in the terms.
  const own = chunk.length <= maxChunk ? String.fromCharCode(...unitsOf(chunk)) : chunk;
  const words: string[] = [];
  const content: string[] = [];
  for (const { form, parts } of wordsOf(own)) {
    words.push(termOf(form));
    if (!stopWords.has(form)) content.push(termOf(form));
    for (const part of parts) if (!stopWords.has(part)) content.push(termOf(part));
  }
  const terms = { words, content };
  if (chunk.length <= maxChunk) {
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(own, terms);
  }
  return terms;
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

const noCounts: TermCounts = { terms: none, counts: [], words: 0 };

function countTerms(text: string | undefined, field: keyof ChunkTerms): TermCounts {
  if (text === undefined || text === "") return noCounts;
  const counts = new Map<string, number>();
  let words = 0;
  forEachChunk(text, (chunk) => {
    const found = termsOf(chunk);
    words += found.words.length;
    for (const term of found[field]) counts.set(term, (counts.get(term) ?? 0) + 1);
  });
  return { terms: [...counts.keys()], counts: [...counts.values()], words };
}

function perceive(episode: Episode): Features {
  const text = renderText(episode);
  const times = timesOf(text, episode.time);
  const days = new Set<string>();
  if (Number.isFinite(episode.time)) {
    const midnight = dayOf(episode.time) * millisPerDay;
    addDateTerms(midnight, midnight + millisPerDay, days);
  }
  for (const { from, to } of times) addDateTerms(from, to, days);
  return {
    text: countTerms(text, "content"),
    caption: countTerms(episode.caption, "content"),
    title: countTerms(episode.title, "content"),
    // A name is a name, whatever else the word means: Will, An, May.
    speaker: countTerms(episode.speaker, "words"),
    date: { terms: [...days], counts: Array.from(days, () => 1), words: days.size },
    times,
    concepts: conceptsOf(episode.caption === undefined ? text : `${text}\n${episode.caption}`, times),
    topics: episode.title === undefined ? [] : topicsOf(episode.title),
  };
}

function perceiveCue(text: string, now: Millis): CueFeatures {
  const terms = new Set<string>();
  const words: string[] = [];
  forEachChunk(text, (chunk) => {
    const found = termsOf(chunk);
    for (const word of found.words) words.push(word);
    for (const term of found.content) terms.add(term);
  });
  const times = timesOf(text, now);
  const days = new Set<string>();
  for (const { from, to } of times) addDateTerms(from, to, days);
  const forms = tokenise(text).map(({ form }) => form);
  return {
    terms: [...terms],
    words,
    ...personsOf(forms, text),
    times,
    dateTerms: [...days],
    concepts: cueConceptsOf(text, times),
  };
}

let version: string | null = null;

export const perception: Perception = {
  get version(): string {
    version ??= `${codeVersion}-${platformFingerprint()}`;
    return version;
  },
  perceive,
  perceiveCue,
  inFirstPerson,
};
