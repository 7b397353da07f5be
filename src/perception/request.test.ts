import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { conditionOf, requestOf } from "./request.ts";

test("CX1: function words say whether a cue asks for what was told, for advice, or for something else", () => {
  const cases: Readonly<Record<ReturnType<typeof requestOf>["asks"], readonly string[]>> = {
    told: [
      "Have I ever baked bread?",
      "What did you recommend for the garden?",
      "What have we talked about so far?",
      "Can you tell me where I left the yeast?",
      "I have two goats. Where did they sleep last winter?",
      "Can you summarize what we covered?",
      "Which of the books I mentioned is longest?",
    ],
    advice: [
      "Can you help me plan the garden?",
      "What should I read next?",
      "I'm planning a dinner. Any ideas?",
      "How do I prune a rose?",
      "What are some good walks?",
      "I have two goats. How should I feed them?",
      "Write a letter to the school.",
      "Explain how a tort differs from a breach of contract.",
      "Can you suggest a cake like the one I baked in May?",
    ],
    other: [
      "How many trips am I planning?",
      "When is the concert?",
      "Which libraries are used here?",
      "¿Cuándo es el concierto?",
      "",
    ],
  };
  for (const [asks, cues] of Object.entries(cases))
    for (const cue of cues) assert.equal(requestOf(cue).asks, asks, cue);
});

test("CX1: a question word stands for the category that it asks for", () => {
  assert.equal(requestOf("When is the concert?").text, "When is the concert? date time schedule");
  assert.equal(requestOf("Who sings?").text, "Who sings? person name people");
  assert.equal(requestOf("Tell me when it rains.").text, "Tell me when it rains.");
});

test("CX6: a cue in the past tense may ask for what holds no more", () => {
  for (const cue of ["Where did Ana live?", "Who was her boss before?", "What did she use to do first?"])
    assert.equal(requestOf(cue).past, true, cue);
  for (const cue of [
    "Where does Ana live?",
    "What is my budget now?",
    "What should I change, and what first?",
  ])
    assert.equal(requestOf(cue).past, false, cue);
});

test("CX1: an instruction applies to the condition that it names, else to what it says", () => {
  assert.equal(conditionOf("give the year when I ask about dates"), "dates");
  assert.equal(conditionOf("Whenever we discuss recipes, use grams"), "recipes");
  assert.equal(conditionOf("For anything about the farm, use metric units"), "the farm");
  assert.equal(conditionOf("use plain words when you explain my diagnosis"), "my diagnosis");
  assert.equal(conditionOf("warn me if my daughter is asking about sweets"), "sweets");
  assert.equal(conditionOf("answer in French"), "answer in French");
});

test("CX1: any text is read, in linear time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      assert.ok(requestOf(text).text.startsWith(text));
      assert.ok(text.includes(conditionOf(text)));
    }),
  );
  const started = performance.now();
  requestOf("i ".repeat(1_000));
  conditionOf("when i ask ".repeat(1_000));
  assert.ok(performance.now() - started < 500);
});
