import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { staticEncoderParts } from "./static-encoder.ts";
import { createWordPiece } from "./word-piece.ts";

const wordPiece = createWordPiece([
  "[PAD]",
  "[UNK]",
  "un",
  "##aff",
  "##able",
  "##a",
  "want",
  "##ed",
  "wa",
  "a",
  ",",
  "中",
]);

describe("WordPiece", () => {
  it("N1: takes the longest piece that begins what is left, as the example of BERT's own test does", () => {
    // google-research/bert, tokenization_test.py
    const pieces = ["[UNK]", "[CLS]", "[SEP]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ","];
    assert.deepEqual(createWordPiece(pieces).encode("UNwant\u00E9d,running"), [7, 4, 5, 10, 8, 9]);
    assert.deepEqual(wordPiece.encode("wanted unaffable"), [6, 7, 2, 3, 4]);
  });

  it("N1: a word with a part outside the vocabulary is one unknown piece", () => {
    assert.deepEqual(wordPiece.encode("wantx a"), [1, 9]);
  });

  it("N1: accents, case, control characters and white space of any kind make no difference", () => {
    assert.deepEqual(wordPiece.encode("\u00a0W\u00c1\u200b\tA\u2028\u0000a"), [8, 9, 9]);
  });

  it("N1: punctuation and Chinese characters are words alone", () => {
    assert.deepEqual(wordPiece.encode("a,a中a"), [9, 10, 9, 11, 9]);
  });

  it("N1: a word of more than 100 characters is one unknown piece", () => {
    const long = createWordPiece(["[PAD]", "[UNK]", "b", "##b"]);
    assert.equal(long.encode("b".repeat(100)).length, 100);
    assert.deepEqual(long.encode("b".repeat(101)), [1]);
  });

  it("N1: says the ids of Hugging Face's tokenizers 0.23.3 on varied and odd sentences", () => {
    const lines = readFileSync(new URL("word-piece.fixture.jsonl", import.meta.url), "utf8")
      .trimEnd()
      .split("\n");
    const { header, body } = staticEncoderParts(
      readFileSync(new URL("../../assets/static-encoder.bin", import.meta.url)),
    );
    const pieces = new TextDecoder().decode(body.subarray(0, header.vocabularyBytes)).split("\n");
    const real = createWordPiece(pieces);
    assert.equal(lines.length, 370);
    for (const line of lines) {
      const [text, ids] = JSON.parse(line);
      assert.deepEqual(real.encode(text), ids, text);
    }
  });

  it("N1: fills what it is given and no more", () => {
    const out = new Int32Array(3).fill(-1);
    assert.equal(wordPiece.encodeInto("a a", out), 2);
    assert.deepEqual([...out], [9, 9, -1]);
    assert.equal(wordPiece.encodeInto("unaffable a", out), 3);
    assert.deepEqual([...out], [2, 3, 4]);
  });

  it("N1: answers the same again, whatever was read in between", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (text, other) => {
        const before = wordPiece.encode(text);
        wordPiece.encode(other);
        assert.deepEqual(wordPiece.encode(text), before);
        assert.deepEqual(wordPiece.encode(`${text} ${other}`), [...before, ...wordPiece.encode(other)]);
      }),
    );
  });
});
