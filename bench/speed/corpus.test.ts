import assert from "node:assert/strict";
import { test } from "node:test";
import { Corpus, cumulativeZipf, draw } from "./corpus.ts";

const corpus = new Corpus(7);
const episodes = Array.from({ length: 3000 }, (_, number) => corpus.episode(number));

test("episodes have 25 words or more and no two are alike", () => {
  for (const { item } of episodes) assert.ok(item.text!.split(/\s+/).length >= 25, item.id);
  assert.equal(new Set(episodes.map(({ item }) => item.text)).size, episodes.length);
});

test("an episode is a function of seed and number alone", () => {
  assert.deepEqual(new Corpus(7).episode(2999), episodes[2999]);
  assert.notEqual(new Corpus(8).episode(2999).item.text, episodes[2999]!.item.text);
});

test("sessions of 20 turns between two speakers, in time", () => {
  const session = episodes.slice(40, 60);
  assert.equal(new Set(session.map(({ item }) => item.session)).size, 1);
  assert.equal(new Set(session.map(({ item }) => item.speaker)).size, 2);
  assert.notEqual(episodes[60]!.item.session, session[0]!.item.session);
  assert.ok(new Set(episodes.map(({ item }) => item.speaker)).size > 10);
  for (let i = 1; i < episodes.length; i++)
    assert.ok((episodes[i]!.item.time as number) > (episodes[i - 1]!.item.time as number));
});

test("word frequencies fall as Zipf's law says", () => {
  // Of ranks 1, 2, 3 with exponent 1: 6/11, 3/11, 2/11.
  const shares = cumulativeZipf(3, 1);
  assert.ok(Math.abs(shares[0]! - 6 / 11) < 1e-12 && Math.abs(shares[1]! - 9 / 11) < 1e-12);
  assert.equal(draw(shares, 0), 0);
  assert.equal(draw(shares, 0.6), 1);
  assert.equal(draw(shares, 0.9999), 2);
  const counts = new Map<string, number>();
  for (const { item } of episodes)
    for (const word of item.text!.toLowerCase().match(/\p{L}+/gu)!)
      counts.set(word, (counts.get(word) ?? 0) + 1);
  // "the" is rank 1, "a" rank 5: 5^1.07 = 5.6 times as often.
  const ratio = counts.get("the")! / counts.get("a")!;
  assert.ok(ratio > 5 && ratio < 6.2, String(ratio));
  assert.ok(counts.size > 15_000, String(counts.size));
});

test("cues are distinct, of 4 to 10 words that stand together in an episode", () => {
  const cues = corpus.cues(200, 3000);
  assert.equal(new Set(cues).size, 200);
  const bags = episodes.map(({ content }) => new Set(content));
  for (const cue of cues) {
    const words = cue.split(" ");
    assert.ok(words.length >= 4 && words.length <= 10);
    assert.equal(new Set(words).size, words.length);
    assert.ok(bags.some((bag) => words.every((word) => bag.has(word))));
  }
  assert.ok(new Set(cues.map((cue) => cue.split(" ").length)).size === 7);
});
