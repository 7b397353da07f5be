import assert from "node:assert/strict";
import { test } from "node:test";
import { Folder } from "../../tests/contracts/derived.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import { perception } from "../perception/perception.ts";
import type { Candidates, Cue } from "../ports/proposer.ts";
import { LexicalChannel } from "./lexical.ts";

const now = 0 as Millis;

function channelOf(texts: readonly string[]): LexicalChannel {
  const events = texts.map((text, i) => ({
    type: "observed",
    seq: i + 1,
    at: now,
    id: `e${i}`,
    episode: {
      id: `e${i}`,
      kind: "utterance",
      time: now,
      scope: {},
      session: "s",
      content: [{ type: "text", text }],
    },
  })) as unknown as LogEvent[];
  return new Folder(() => new LexicalChannel("test")).fold(events).module as LexicalChannel;
}

function ask(channel: LexicalChannel, text: string, k = 10): Candidates {
  const features = perception.perceiveCue(text, now);
  const cue: Cue = { text, features, vector: null, asker: null, now, k };
  return channel.propose(cue, { scopeKeys: [scopeKey({})], admits: () => true });
}

const rows = [0, 1, 2, 3] as Ordinal[];
const texts = ["the bread rises slowly", "a marathon in porto", "porto bread", "nothing of the kind"];

test("C9: every row has the score that it would be proposed with, candidate or not", () => {
  const channel = channelOf(texts);
  const all = ask(channel, "bread porto").candidates;
  const few = ask(channel, "bread porto", 1);
  assert.equal(few.candidates.length, 1);
  for (const row of rows)
    assert.equal(few.scoreOf!(row), all.find(({ ordinal }) => ordinal === row)?.score ?? 0);
});

test("C9: a row's terms are those it holds itself, not its neighbours", () => {
  const found = ask(channelOf(texts), "bread porto marathon");
  assert.equal(found.termWeights!.length, 3);
  assert.deepEqual(
    rows.map((row) => found.matchOf!(row)),
    [0b001, 0b110, 0b011, 0],
  );
});

test("C9: no more than 31 terms are told apart", () => {
  const words = Array.from({ length: 40 }, (_, i) => `word${i}x`);
  const found = ask(channelOf([words.join(" ")]), words.join(" "));
  assert.equal(found.termWeights!.length, 31);
  assert.equal(found.matchOf!(0 as Ordinal), 2 ** 31 - 1);
});

test("C9: an answer that has been overtaken refuses to speak for another cue", () => {
  const channel = channelOf(texts);
  const before = ask(channel, "bread");
  ask(channel, "porto");
  assert.throws(() => before.scoreOf!(0 as Ordinal), RangeError);
  assert.throws(() => before.matchOf!(0 as Ordinal), RangeError);
});

test("C9: what one cue found is gone when the next is asked", () => {
  const channel = channelOf(texts);
  ask(channel, "bread marathon");
  const fresh = ask(channelOf(texts), "porto");
  const used = ask(channel, "porto");
  for (const row of rows) {
    assert.equal(used.scoreOf!(row), fresh.scoreOf!(row));
    assert.equal(used.matchOf!(row), fresh.matchOf!(row));
  }
});
