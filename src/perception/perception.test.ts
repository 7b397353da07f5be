import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Episode } from "../model/episode.ts";
import type { EpisodeId, Millis } from "../model/ids.ts";
import type { TermCounts } from "../ports/features.ts";
import { perception } from "./perception.ts";
import { stopWords } from "./stop-words.ts";

const time = Date.parse("2023-05-08T09:00:00Z") as Millis;
const episode = (text: string, more: Partial<Episode> = {}): Episode => ({
  id: "e" as EpisodeId,
  kind: "utterance",
  content: [{ type: "text", text }],
  time,
  scope: {},
  ...more,
});
const asText = ({ terms, counts, words }: TermCounts): string =>
  `${terms.map((term, at) => `${term}*${counts[at]}`).join(" ")} of ${words}`;

test("P5: terms are stems without stop words, words counts all", () => {
  const { text } = perception.perceive(
    episode("The cats were adopting a cat's adoption in Café getUserName"),
  );
  assert.equal(asText(text), "cat*2 adopt*2 cafe*1 getusernam*1 get*1 user*1 name*1 of 10");
});

test("P5: every part of an episode has its field", () => {
  const features = perception.perceive(
    episode("", { caption: "A red bicycle", title: "The Trip", speaker: "Will van Dyke", role: "user" }),
  );
  assert.equal(asText(features.caption), "red*1 bicycl*1 of 3");
  assert.equal(asText(features.title), "trip*1 of 2");
  assert.equal(asText(features.speaker), "will*1 van*1 dyke*1 of 3");
  assert.equal(asText(features.text), " of 0");
});

test("P5: a speaker's name keeps stop words, and a cue's words hold it in the same form", () => {
  for (const name of ["An", "Who", "Caroline", "McDonald", "O’Brien", "José", "李明"]) {
    const { speaker } = perception.perceive(episode("hi", { speaker: name }));
    const { words } = perception.perceiveCue(`What did ${name} say?`, time);
    assert.ok(speaker.words > 0);
    for (const term of speaker.terms) assert.ok(words.includes(term), name);
  }
});

test("P9: the date field holds the episode's day and the days it speaks of", () => {
  assert.equal(asText(perception.perceive(episode("hi")).date), "8*1 may*1 2023*1 monday*1 of 4");
  assert.equal(
    asText(perception.perceive(episode("I ran yesterday and in March")).date),
    "8*1 may*1 2023*1 monday*1 7*1 sunday*1 march*1 of 7",
  );
});

test("P9: a cue meets dates in their own words, also May, and in its date terms", () => {
  const { date } = perception.perceive(episode("hi"));
  const cue = perception.perceiveCue("Where was she on Monday, May 8?", time);
  for (const term of ["may", "8", "monday"]) {
    assert.ok(cue.terms.includes(term) && date.terms.includes(term));
    assert.ok(cue.dateTerms.includes(term));
  }
  assert.deepEqual(perception.perceiveCue("What did I do last Friday?", time).dateTerms, [
    "5",
    "may",
    "2023",
    "friday",
  ]);
  assert.deepEqual(perception.perceiveCue("What may I do?", time).dateTerms, []);
  for (const month of ["may", "march", "august", "second"]) assert.ok(!stopWords.has(month));
});

test("P6: a cue's terms are distinct and in its order", () => {
  const cue = perception.perceiveCue("When did Caroline's dog see my dog?", time);
  assert.deepEqual(cue.terms, ["carolin", "dog", "see"]);
  assert.deepEqual(cue.words, ["when", "did", "carolin", "dog", "see", "my", "dog"]);
  assert.equal(cue.self, true);
  assert.equal(cue.addressee, false);
});

test("J13: names are of the text and the caption, topics of the title, concepts of a cue its own", () => {
  const features = perception.perceive(
    episode("I met Arlo yesterday", { caption: "Arlo in Oslo", title: "Tin Sky (film)" }),
  );
  assert.deepEqual(features.concepts, [
    // What begins a sentence may be any word: it counts nothing, unless terms are asked for.
    { key: "arlo", kind: "name", count: 1 },
    { key: "oslo", kind: "name", count: 1 },
  ]);
  assert.deepEqual(
    features.topics.map(({ key }) => key),
    ["tin sky", "tin sky film"],
  );
  assert.deepEqual(perception.perceive(episode("hi")).topics, []);
  const cue = perception.perceiveCue("Did Arlo see a boat yesterday?", time);
  assert.deepEqual(
    cue.concepts.map(({ key }) => key),
    ["arlo", "did arlo", "boat", "2023-05-07"],
  );
});

test("P3: the version names the platform's word tables", () => {
  assert.match(perception.version, /^\d+-[0-9a-f]{8}$/);
});

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.lorem(), fc.string({ unit: "grapheme" }));

test("P10: perceiving is deterministic, its counts are positive and agree in length", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.integer({ min: -8.64e15, max: 8.64e15 }), (text, speaker, at) => {
      const one = episode(text, { speaker, title: text, time: at as Millis });
      const features = perception.perceive(one);
      assert.deepEqual(perception.perceive(structuredClone(one)), features);
      for (const field of ["text", "caption", "title", "speaker", "date"] as const) {
        const { terms, counts, words } = features[field];
        assert.equal(terms.length, counts.length);
        assert.equal(new Set(terms).size, terms.length);
        assert.ok(counts.every((count) => Number.isInteger(count) && count >= 1));
        assert.ok(words >= 0);
      }
      const cue = perception.perceiveCue(text, at as Millis);
      assert.deepEqual(perception.perceiveCue(text, at as Millis), cue);
      assert.equal(new Set(cue.terms).size, cue.terms.length);
    }),
    { numRuns: 300 },
  );
});

test("P9: an episode without a valid time has no date", () => {
  assert.equal(perception.perceive(episode("yesterday", { time: Number.NaN as Millis })).date.words, 0);
});
