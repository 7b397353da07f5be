import assert from "node:assert/strict";
import test from "node:test";
import type { Millis } from "../model/ids.ts";
import { perception } from "./perception.ts";

const persons = (cue: string): { self: boolean; addressee: boolean } => {
  const { self, addressee } = perception.perceiveCue(cue, 0 as Millis);
  return { self, addressee };
};

test("P6: I, me, my, mine and myself are the asker; we and our are nobody", () => {
  for (const cue of ["What did I say?", "remind me", "my dog", "it was mine", "by myself", "where I'm from"])
    assert.deepEqual(persons(cue), { self: true, addressee: false }, cue);
  for (const cue of ["our trip", "what did we see", "Mini mines", "iPhone", ""])
    assert.deepEqual(persons(cue), { self: false, addressee: false }, cue);
});

test('P6: the addressee is meant where the cue asks for what "you" said or did', () => {
  for (const cue of [
    "You mentioned it",
    "which book did you read",
    "you’ve told",
    "what you said",
    "have you been",
    "you used it",
    "what you agreed to",
  ])
    assert.deepEqual(persons(cue), { self: false, addressee: true }, cue);
  for (const cue of [
    "is it yours",
    "can you say",
    "your dog",
    "are you there",
    "young and tired",
    "Do you need it?",
    "when you proceed, feed it",
  ])
    assert.deepEqual(persons(cue), { self: false, addressee: false }, cue);
  assert.deepEqual(persons("did I tell what you told"), { self: true, addressee: true });
});
