import assert from "node:assert/strict";
import test from "node:test";
import type { Millis } from "../model/ids.ts";
import { perception } from "./perception.ts";
import { personsOf } from "./persons.ts";

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

test("P6: you and your are the one who is asked", () => {
  for (const cue of ["you mentioned it", "your dog", "is it yours", "yourself", "you’re right", "YOURSELVES"])
    assert.deepEqual(persons(cue), { self: false, addressee: true }, cue);
  assert.deepEqual(personsOf(["did", "i", "tell", "you"]), { self: true, addressee: true });
});
