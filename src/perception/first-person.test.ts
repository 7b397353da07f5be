import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inFirstPerson } from "./first-person.ts";

test("W6: whoever speaks is I, what is theirs is my; other names and words stay", () => {
  const names = ["Ana", "Will", "Ann", "Ann Lee"];
  const same = (cue: string, wanted: string): void => assert.equal(inFirstPerson(cue, names), wanted);
  same("What did Ana buy for Ben?", "What did I buy for Ben?");
  same("When is Ana's sister's birthday?", "When is my sister's birthday?");
  same("Will Will’s dog eat?", "I my dog eat?"); // A name is a name where it begins a question, too.
  same("What will Anabel do?", "What will Anabel do?");
  same("Who is Ann Lee?", "Who is I?");
  same("who is ana?", "who is ana?");
  assert.equal(inFirstPerson("¿Dónde vive José?", ["José"]), "¿Dónde vive I?");
  assert.equal(inFirstPerson("Is a.b (c) here?", ["a.b (c)"]), "Is I here?");
  assert.equal(inFirstPerson("Is axb here?", ["a.b"]), "Is axb here?");
});

test("W6: without a name of a speaker a cue is itself, whatever the names are", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string({ unit: "binary" }), (names, cue) => {
      const rewritten = inFirstPerson(cue, names);
      if (!names.some((name) => name !== "" && cue.includes(name))) assert.equal(rewritten, cue);
    }),
  );
});
