import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cueForm } from "./cue-form.ts";

test("Y1: counting, listing, summing up, plurals and the perfect want all; what, when and who of one thing do not", () => {
  const all = [
    "How many trains did we take?",
    "List the plants on the balcony.",
    "Which plants did Ilse water?",
    "What has Ilse repaired?",
    "Where have they sung?",
    "What are the colours of the doors?",
    "Summarize the talks with the bank.",
    "In what order were the rooms painted?",
    "What kinds of soup does Jo cook?",
    "Give me an overview of the repairs so far.",
  ];
  const one = [
    "When did Ilse water the fern?",
    "Who repaired the boiler?",
    "What is the colour of the door?",
    "Which train did we take?",
    "Which address did Jo give?",
    "Where does Jo's sister live?",
    "",
    "Welche Pflanzen hat Ilse gegossen?",
  ];
  for (const text of all) assert.equal(cueForm(text).wantsAll, true, text);
  for (const text of one) assert.equal(cueForm(text).wantsAll, false, text);
});

test("Y1: words of asking are taken away from a cue that wants all, and from no other", () => {
  const about: Readonly<Record<string, string>> = {
    "How many different trains did we take in total?": "trains did we take ?",
    "Can you list the order in which I mentioned the repairs throughout our conversations? Give only five.":
      "I mentioned the repairs ?",
    "Give me a short summary of the talks with the bank.": "the talks with the bank.",
    "What kinds of soup does Jo cook?": "What soup does Jo cook?",
    "How many?": "How many?",
    "Who repaired the different boiler parts?": "Who repaired the boiler parts?",
    "Who repaired the boiler?": "Who repaired the boiler?",
  };
  for (const [text, rest] of Object.entries(about)) assert.equal(cueForm(text).about, rest, text);
});

test("Y3: two things side by side are asked for each by itself, in the words of the cue", () => {
  const sides: Readonly<Record<string, readonly string[]>> = {
    "Which bridge is older, Magere Brug or Ponte Vecchio?": [
      "Which bridge is older, Magere Brug?",
      "Which bridge is older, Ponte Vecchio?",
    ],
    "Which did I do first, paint the fence or buy a saw?": [
      "Which did I do first, paint the fence?",
      "Which did I do first, buy a saw?",
    ],
    "Are Ulm and Porto both on a river?": ["Are Ulm both on a river?", "Are Porto both on a river?"],
    "Were Zoë Lima or the Hotel Ónix mentioned?": [
      "Were Zoë Lima mentioned?",
      "Were the Hotel Ónix mentioned?",
    ],
    "What do Ana and Ben have in common?": ["What do Ana have in common?", "What do Ben have in common?"],
    "What was between the talk and the walk?": ["What was the talk?", "What was the walk?"],
  };
  for (const [text, expected] of Object.entries(sides))
    assert.deepEqual(
      cueForm(text).sides.map((side) => side.replace(/\s+/g, " ")),
      expected,
      text,
    );
});

test("Y3: a list, a pair that is one thing, and one thing named twice have no sides", () => {
  for (const text of [
    "When did Ana and Ben go to Ulm?",
    "Who bought bread and milk?",
    "Did Ana and Ana meet?",
    "Ana, Ben and Zoë",
    "or",
    "",
  ])
    assert.deepEqual(cueForm(text).sides, [], text);
});

test("Y1, Y3: any text has a form, at once; two sides or none; a document has none", () => {
  const words = fc.constantFrom(
    ...'both between and or Ana Ben, , ? how many list the of what has Xs "Q" a (b) 1. order in which'.split(
      " ",
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 200 }).map((all) => all.join(" ")),
      ),
      (text) => {
        const { about, sides } = cueForm(text);
        assert.ok(sides.length === 0 || sides.length === 2);
        assert.ok(about !== "" || text === "");
      },
    ),
  );
  for (const piece of ["A", "a ", "A ", "both ", "what x ", "A and ", ", a or ", "Aa. "]) {
    const started = performance.now();
    cueForm(piece.repeat(200_000));
    assert.ok(performance.now() - started < 500, piece);
  }
  assert.deepEqual(cueForm(`how many ${"x ".repeat(1_000)}`).wantsAll, false);
});
