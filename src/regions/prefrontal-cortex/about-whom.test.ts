import assert from "node:assert/strict";
import { test } from "node:test";
import { aboutWhom, addresses } from "./about-whom.ts";

for (const [sentence, about] of [
  ["I moved to Porto.", "speaker"],
  ["My cat is called Miso.", "speaker"],
  ["Did I tell you about it?", "speaker"],
  ["You look great in it.", "addressee"],
  ["Is your cat well?", "addressee"],
  ["That sounds lovely!", "addressee"],
  ["Congrats on the new job!", "addressee"],
  ["The museum opens at ten.", "speaker"],
  ["Is the museum open?", "nobody"],
  ["", "speaker"],
  ["O museu abre às dez.", "speaker"],
] as const)
  test(`MO1: ${JSON.stringify(sentence)} tells of: ${about}`, () => {
    assert.equal(aboutWhom(sentence), about);
  });

test("MO1: a word that begins with a pronoun is none", () => {
  assert.equal(addresses("Youth clubs and yourte"), false);
  assert.equal(aboutWhom("Iris, meet Mya"), "speaker");
  assert.equal(aboutWhom("Thatcher was there?"), "nobody");
});
