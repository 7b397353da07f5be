import { DenseChannel } from "../src/channels/dense.ts";
import { encodedTexts, joinedVectors } from "../src/channels/encoded-text.ts";
import { LexicalChannel } from "../src/channels/lexical.ts";
import { createDenseKernel } from "../src/kernels/dense.ts";
import type { Episode } from "../src/model/episode.ts";
import type { LogEvent } from "../src/model/event.ts";
import type { Millis, Ordinal } from "../src/model/ids.ts";
import { scopeKey } from "../src/model/scope.ts";
import type { FusionInput } from "../src/pathways/recall/fusion.ts";
import { timeliness } from "../src/pathways/recall/fusion-time.ts";
import { inFirstPerson } from "../src/perception/first-person.ts";
import { perception } from "../src/perception/perception.ts";
import type { Encoder } from "../src/ports/encoder.ts";
import type { Candidates, Cue, Visibility } from "../src/ports/proposer.ts";
import { Hippocampus } from "../src/regions/hippocampus/hippocampus.ts";
import type { BrainSet, Item, Question } from "./datasets/dataset.ts";

/** Candidates that each channel is asked for. */
const depth = 100;

export const everything: Visibility = { scopeKeys: [scopeKey({})], admits: () => true };

/** The modules of a brain that has observed a set, without the store around them. Row = position of the item. */
export interface Folded {
  readonly encoder: Encoder;
  readonly lexical: LexicalChannel;
  readonly dense: DenseChannel;
  readonly hippocampus: Hippocampus;
  readonly speakers: ReadonlySet<string>;
  readonly times: readonly Millis[];
}

export async function foldBrain({ items }: BrainSet, encoder: Encoder): Promise<Folded> {
  const lexical = new LexicalChannel(perception.version);
  const dense = new DenseChannel(encoder, createDenseKernel, perception.version);
  const hippocampus = new Hippocampus(perception.version);
  const episodes = items.map(episodeOf);
  const vectors = encoder.encodeNow === undefined ? await encodeAll(encoder, episodes) : null;
  const context = {
    ordinalOf: (seq: number) => (seq - 1) as Ordinal,
    perceive: perception.perceive,
    random: () => 0,
  };
  episodes.forEach((episode, i) => {
    const observed = { type: "observed", seq: i + 1, at: 0, id: episode.id, episode } as unknown as LogEvent;
    for (const module of [lexical, dense, hippocampus]) module.apply(observed, context);
    if (vectors === null) return;
    const ref = { id: episode.id, seq: i + 1 };
    const encoded = { type: "encoded", seq: 0, at: 0, encoder: encoder.id, episode: ref, vector: vectors[i] };
    dense.apply(encoded as unknown as LogEvent, context);
  });
  const speakers = new Set(items.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])));
  const times = episodes.map(({ time }) => time);
  return { encoder, lexical, dense, hippocampus, speakers, times };
}

function episodeOf({ text = "", ...item }: Item): Episode {
  const content = [{ type: "text", text }];
  return {
    kind: "utterance",
    ...item,
    scope: {},
    content,
    time: Number(item.time ?? 0),
  } as unknown as Episode;
}

/** As the log has them: of each episode all vectors, one after the other. */
async function encodeAll(encoder: Encoder, episodes: readonly Episode[]): Promise<readonly Float32Array[]> {
  const joined: Float32Array[] = [];
  for (let i = 0; i < episodes.length; i += 32) {
    const texts = episodes.slice(i, i + 32).map(encodedTexts);
    joined.push(...joinedVectors(texts, await encoder.encode(texts.flat(), "episode")));
  }
  return joined;
}

/** What the channels say of a question. */
export interface Said {
  readonly cue: Cue;
  readonly words: Candidates;
  readonly input: FusionInput;
}

export async function ask(folded: Folded, { text, asker, now }: Question): Promise<Said> {
  const [vector = null] = await folded.encoder.encode([inFirstPerson(text, folded.speakers)], "cue");
  const at = (now ?? 0) as Millis;
  const features = perception.perceiveCue(text, at);
  const cue: Cue = { text, features, vector, asker: asker ?? null, now: at, k: depth };
  const words = folded.lexical.propose(cue, everything);
  const meaning = folded.dense.propose(cue, everything);
  const input: FusionInput = {
    words: { candidates: words.candidates, scoreOf: (row) => words.scoreOf?.(row) ?? 0 },
    fullWords: (words.termWeights ?? []).reduce((sum, weight) => sum + weight, 0),
    meaning: { candidates: meaning.candidates, scoreOf: (row) => meaning.scoreOf?.(row) ?? 0 },
    others: [],
    isAbout: (row) => words.isAbout?.(row) ?? false,
    timelinessOf: (row) => timeliness(features.times, folded.times[row]!),
  };
  return { cue, words, input };
}
