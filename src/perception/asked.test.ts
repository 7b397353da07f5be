import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { askedIn } from "./asked.ts";

const kind = (cue: string): string => {
  const asked = askedIn(cue);
  return asked === null ? "nothing" : [asked.kind, ...asked.dimensions].join(" ");
};

test("CV2: the form of a question tells what kind of value answers", () => {
  assert.equal(kind("How many cats do I have?"), "figure count");
  assert.deepEqual(askedIn("How many black cats do I have?")?.counted, ["black", "cat"]);
  assert.equal(askedIn("How many hours do I work?")?.unit, "hour");
  assert.equal(kind("How long do I sleep each night?"), "figure time clock");
  assert.equal(kind("What is my rent?"), "figure money");
  assert.equal(kind("What is the share of women?"), "figure share");
  assert.equal(kind("How far is the clinic from the farm?"), "figure length other count");
  assert.equal(kind("How old is the tractor?"), "figure time count");
  assert.match(kind("What dose of ibuprofen is she on?"), /^figure .*mass/);
  assert.equal(kind("What month do we shear the sheep?"), "date clock");
  assert.equal(kind("What time is the meeting?"), "figure clock");
  assert.equal(kind("When is the dentist's appointment?"), "date clock");
  assert.equal(kind("Where do I currently live?"), "thing");
  assert.equal(kind("Have I ever been to Rome?"), "whether");
});

test("CV2: what happened once, what is reckoned and what is no such question ask for nothing", () => {
  for (const cue of [
    "When did I meet Ana?",
    "How much did I spend on the lamp?",
    "How many days ago did I leave?",
    "How many days passed between the two trips?",
    "What helps Ana when she is sad?",
    "Where does Ana live?",
    "Tell me about cats.",
    "",
  ])
    assert.equal(kind(cue), "nothing", cue);
});

test("CV2: a question may ask for what was, or for a goal", () => {
  assert.equal(askedIn("How many cats did I have previously?")?.earlier, true);
  assert.equal(askedIn("What is my target weight?")?.goal, true);
  assert.equal(askedIn("How many goals has Mira scored?")?.goal, false);
  assert.equal(askedIn("How many cats do I have?")?.earlier, false);
});

test("CV2: any text is read", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      askedIn(text);
      askedIn(`How many ${text}`);
    }),
  );
});
