import { type Episode, renderText } from "../model/episode.ts";
import type { Millis } from "../model/ids.ts";
import type { CueFeatures, Features, TermCounts } from "../ports/features.ts";
import type { Perception } from "../ports/perception.ts";
import { askedState } from "./asked-state.ts";
import { dayOf, millisPerDay } from "./civil-time.ts";
import { cueConceptsOf, namesOf, topicsOf } from "./concepts.ts";
import { cueForm } from "./cue-form.ts";
import { addDateTerms } from "./date-terms.ts";
import { inFirstPerson } from "./first-person.ts";
import { instructs } from "./instructs.ts";
import { personsOf } from "./persons.ts";
import { conditionOf, requestOf } from "./request.ts";
import { passesOn } from "./second-hand.ts";
import { sentencesIn } from "./statements.ts";
import { stem } from "./stem.ts";
import { stopWords } from "./stop-words.ts";
import { placedTimesOf, timesOf } from "./time-expressions.ts";
import { forEachChunk, platformFingerprint, tokenise, wordsOf } from "./tokenise.ts";

/** Raised whenever the code gives other features for the same text. */
const codeVersion = 5;

/** What a chunk of text comes to. `words`: every word as a term; `content`: with parts, without stop words. */
interface ChunkTerms {
  readonly words: readonly string[];
  readonly content: readonly string[];
}

const none: readonly string[] = [];
/** Chunks repeat: each slot remembers the last of those that fall on it, so that room and time stay bounded. */
const SLOTS = 1 << 15;
const chunks: string[] = new Array(SLOTS).fill("");
const remembered: ChunkTerms[] = new Array(SLOTS);
const maxChunk = 32;
/** V8 copies what is shorter; a longer slice would keep the whole text that it was cut from alive. */
const shortestSlice = 13;

const englishWord = /^[a-z]+$/;
/** The term of a word in lower case. */
export const termOf = (form: string): string => (englishWord.test(form) ? stem(form) : form);

function termsOf(chunk: string): ChunkTerms {
  if (chunk.length > maxChunk) return computed(chunk);
  const slot = slotOf(chunk);
  if (chunks[slot] === chunk) return remembered[slot]!;
  const own = chunk.length < shortestSlice ? chunk : copyOf(chunk);
  const terms = computed(own);
  chunks[slot] = own;
  remembered[slot] = terms;
  return terms;
}

function computed(chunk: string): ChunkTerms {
  const words: string[] = [];
  const content: string[] = [];
  for (const { form, parts } of wordsOf(chunk)) {
    const term = termOf(form);
    words.push(term);
    if (!stopWords.has(form)) content.push(term);
    for (const part of parts) if (!stopWords.has(part)) content.push(termOf(part));
  }
  const same = words.length === 1 && content.length === 1;
  return { words, content: same ? words : content.length === 0 ? none : content };
}

function letGo(): void {
  chunks.fill("");
  remembered.fill({ words: none, content: none });
}
letGo();

function slotOf(chunk: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < chunk.length; at++) hash = Math.imul(hash ^ chunk.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function copyOf(text: string): string {
  return String.fromCharCode(...Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)));
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
  const times = placedTimesOf(text, episode.time);
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
    concepts: namesOf(episode.caption === undefined ? text : `${text}\n${episode.caption}`),
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

/** Every word of a text as a term, stop words included, in order. */
export function wordTerms(text: string): readonly string[] {
  const terms: string[] = [];
  forEachChunk(text, (chunk) => {
    for (const word of termsOf(chunk).words) terms.push(word);
  });
  return terms;
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
  cueForm,
  requestOf,
  askedState,
  conditionOf,
  instructs,
  passesOn,
  sentencesIn,
  letGo,
};
