import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AskedState } from "../ports/perception.ts";
import { askedState } from "./asked-state.ts";

const asker = { whose: "asker", thing: null } as const;
const read: Readonly<Record<string, AskedState>> = {
  "Where do I live?": { ...asker, verb: "live", preposition: null, isPlace: true, ofKind: false },
  "Where do we live now?": { ...asker, verb: "live", preposition: null, isPlace: true, ofKind: false },
  "Where am I living these days?": {
    ...asker,
    verb: "live",
    preposition: null,
    isPlace: true,
    ofKind: false,
  },
  "Where are we based at the moment": {
    ...asker,
    verb: "be based",
    preposition: null,
    isPlace: true,
    ofKind: false,
  },
  "So, who do I work for?": { ...asker, verb: "work", preposition: "for", isPlace: false, ofKind: false },
  "Where does Ana Lopes work?": {
    whose: { name: "ana lopes" },
    thing: null,
    verb: "work",
    preposition: null,
    isPlace: true,
    ofKind: false,
  },
  "Which car does Tom drive currently?": {
    whose: { name: "tom" },
    thing: null,
    verb: "drive",
    preposition: null,
    isPlace: false,
    ofKind: true,
  },
  "Where does my sister live?": {
    whose: "asker",
    thing: "sister",
    verb: "live",
    preposition: null,
    isPlace: true,
    ofKind: false,
  },
  "What's my favourite sport?": {
    whose: "asker",
    thing: "favourite sport",
    verb: "be",
    preposition: null,
    isPlace: false,
    ofKind: false,
  },
  "Who is Ana’s manager?": {
    whose: { name: "ana" },
    thing: "manager",
    verb: "be",
    preposition: null,
    isPlace: false,
    ofKind: false,
  },
  "Where's the piano?": {
    whose: null,
    thing: "piano",
    verb: "be",
    preposition: null,
    isPlace: true,
    ofKind: false,
  },
};

test("CV10: a question in the present names a subject and a verb", () => {
  for (const [cue, asked] of Object.entries(read)) assert.deepEqual(askedState(cue), asked, cue);
});

test("CV10: what asks for more, for another time or for nothing is left alone", () => {
  for (const cue of [
    "Where did I live before?",
    "Where will Ana work?",
    "Where would you live, if you could?",
    "What was my favourite sport?",
    "How many cats do I have?",
    "When does Ana start?",
    "What do you know of the office in Porto that I visited with my sister and her dog in the spring?",
    "Where do the people that I met in Porto live?",
    "What beer does Tom not like?",
    "What genre is the novel that Tom is writing?",
    "Where do I?",
    "Where does live?",
    "Where is?",
    "Tell me about Ana.",
    "I live in Porto.",
    "",
  ])
    assert.equal(askedState(cue), null, cue);
});

test("any text is read without a failure, at once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      askedState(text);
      askedState(`Where does ${text} live?`);
    }),
  );
  const began = performance.now();
  askedState(`where ${"now ".repeat(49)}`);
  askedState(`where do ${"now, ".repeat(38)}`);
  assert.ok(performance.now() - began < 1_000);
});
