import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { harmless, harmlessJson, harmlessLine } from "./harmless.ts";

const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u{e0001}-\u{e007f}]/u;

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "\u001b",
      "\u009b",
      "\n",
      "\r",
      "\r\n",
      "\t",
      "\u202e",
      "\u2028",
      "\u{e0041}",
      "\ud800",
      "\u0007",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

test("U6: escape sequences are written out, words and emoji stay", () => {
  assert.equal(harmless("a\u001b[31mred\u001b[0m"), "a\\x1b[31mred\\x1b[0m");
  assert.equal(harmless("\u009b2J \u202eabc \u{e0041} \ud800!"), "\\x9b2J \\u202eabc \\u{e0041} \\ud800!");
  assert.equal(harmless("one\r\ntwo\tthree\rfour"), "one\ntwo  three\\x0dfour");
  assert.equal(harmlessLine("one\r\ntwo"), "one two");
  const kept = "Größe, 東京, שלום, 👩‍👩‍👧, e\u0301";
  assert.equal(harmless(kept), kept);
});

test("U6: whatever the text, nothing that is obeyed comes out, and what is written has its length", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.doesNotMatch(harmless(text), obeyed);
      assert.doesNotMatch(harmlessLine(text), /\n/);
      assert.ok(harmless(text).isWellFormed());
      assert.equal(harmless(harmless(text)), harmless(text));
    }),
  );
});

test("U6: JSON for a terminal is JSON of the same value", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = harmlessJson({ text });
      assert.doesNotMatch(json, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
      assert.deepEqual(JSON.parse(json), { text });
    }),
  );
});
