import assert from "node:assert/strict";
import { test } from "node:test";
import { statementsOf, wordsIn } from "./statements.ts";

test("W7: each sentence that states something, in order", () => {
  assert.deepEqual(
    statementsOf(
      "Hey Ana! I moved to Porto. What hobbies do you have?\nHow do I save my budget? It is 3.5 km away.",
    ),
    ["I moved to Porto.", "How do I save my budget?", "It is 3.5 km away."],
  );
  assert.deepEqual(statementsOf("Can you tell me what I've missed?"), ["Can you tell me what I've missed?"]);
  assert.deepEqual(statementsOf("Is it fine with Mia and Igor?"), []);
  assert.deepEqual(statementsOf(""), []);
});

test("W7: at most eight of them", () => {
  const nine = Array.from({ length: 9 }, (_, i) => `This is number ${i}.`);
  assert.deepEqual(statementsOf(nine.join(" ")), nine.slice(0, 8));
});

test("W7: words are counted by spaces", () => {
  assert.equal(wordsIn(""), 0);
  assert.equal(wordsIn("I  moved\tto Porto."), 4);
});
