import assert from "node:assert/strict";
import { test } from "node:test";
import { readJsonLines } from "../datasets/jsonl.ts";
import { type Natural, naturalFile } from "./contradictions.ts";
import { holds } from "./updates.ts";

test("a message holds an answer by its date, its number or its words", () => {
  assert.ok(holds("it is now 1,350 words", "1,350 words per week"));
  assert.ok(holds("I keep five hens", "5 hens"));
  assert.ok(!holds("I keep five hens", "15 hens"));
  assert.ok(holds("moved to May 20, so", "The deadline is May 20."));
  assert.ok(!holds("moved to May 2", "The deadline is May 20."));
  assert.ok(holds("It hangs in my bedroom", "in my bedroom"));
});

test("the written contradictions are as many as their controls, each beside the same turn", () => {
  const natural = readJsonLines<Natural>(naturalFile);
  const turns = (control: boolean): string[] =>
    natural
      .filter((one) => one.control === control)
      .map(({ conversation, turn }) => `${conversation} ${turn}`);
  assert.equal(turns(true).length, 40);
  assert.deepEqual(turns(true), turns(false));
});
