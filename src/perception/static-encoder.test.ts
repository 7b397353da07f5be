import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { scalarRowSums } from "../kernels/row-sums.ts";
import { createStaticEncoder } from "./static-encoder.ts";

/** The layout of the file, written a second time by hand. */
function file(pieces: string[], scales: number[], rows: number[][], header: object = {}): Uint8Array {
  const words = new TextEncoder().encode(pieces.join("\n"));
  const body = new Uint8Array(Math.ceil(words.length / 4) * 4 + scales.length * 4 + rows.flat().length);
  body.set(words);
  const at = Math.ceil(words.length / 4) * 4;
  for (const [i, scale] of scales.entries()) new DataView(body.buffer).setFloat32(at + i * 4, scale, true);
  body.set(new Uint8Array(Int8Array.from(rows.flat()).buffer), at + scales.length * 4);
  const said = {
    format: 1,
    dimensions: rows[0]!.length,
    tokens: pieces.length,
    vocabularyBytes: words.length,
  };
  const text = new TextEncoder().encode(JSON.stringify({ ...said, sha256: "0123456789abcdef", ...header }));
  const bytes = new Uint8Array(4 + text.length + body.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(body, 4 + text.length);
  return bytes;
}

const bytes = file(
  ["[PAD]", "[UNK]", "cat", "dog", "##s"],
  [1, 1, 0.5, 0.25, 2],
  [
    [0, 0],
    [0, 0],
    [6, 8],
    [-12, 0],
    [0, 2],
  ],
);
const encoder = createStaticEncoder(bytes, scalarRowSums);

describe("static encoder", () => {
  it("N2: a text is the sum of scale times row of its pieces, at length 1", () => {
    assert.deepEqual([...encoder.encodeNow("Cat", "cue")], [...Float32Array.of(0.6, 0.8)]);
    // cat (3, 4) and dog (-3, 0) and ##s (0, 4): (0, 8).
    assert.deepEqual([...encoder.encodeNow("cat dogs", "episode")], [0, 1]);
    // (3, 4) + (3, 4) + (-3, 0) = (3, 8), of length √73.
    assert.deepEqual(
      [...encoder.encodeNow("cat cat dog", "cue")],
      [...Float32Array.of(3 / 73 ** 0.5, 8 / 73 ** 0.5)],
    );
  });

  it("N2: a text that says nothing is all zero", () => {
    assert.deepEqual([...encoder.encodeNow("", "cue")], [0, 0]);
    assert.deepEqual([...encoder.encodeNow("zebra", "cue")], [0, 0]);
  });

  it("N2: encode says what encodeNow says, in order", async () => {
    const vectors = await encoder.encode(["dog", "cat"], "episode");
    assert.deepEqual(
      vectors.map((v) => [...v]),
      [[-1, 0], [...Float32Array.of(0.6, 0.8)]],
    );
  });

  it("N2: sentences make no difference, be they many or seen before; 512 pieces are read", () => {
    // A full stop is an unknown piece, all zero: 200 sentences of two pieces, 111 lines of one, then one of two dogs.
    const cats = `${"cat. ".repeat(200)}${"Cat\n".repeat(111)}`;
    const direction = (x: number, y: number): number[] => [
      ...Float32Array.of(x / (x * x + y * y) ** 0.5, y / (x * x + y * y) ** 0.5),
    ];
    assert.deepEqual([...encoder.encodeNow(`${cats}dog dog`, "cue")], direction(3 * 311 - 3, 4 * 311));
    const numbered = Array.from({ length: 200 }, (_, i) => `cat${"s".repeat(i % 70)}.`).join(" ");
    const once = [...encoder.encodeNow(numbered, "cue")];
    assert.deepEqual([...encoder.encodeNow(numbered, "cue")], once);
    assert.deepEqual([...encoder.encodeNow(numbered.replaceAll(". ", " . "), "cue")], once);
  });

  it("N2: every vector has length 1 or is all zero, and is its caller's own", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("cat", "dog", "dogs", "zebra", "CAT!")), (words) => {
        const text = words.join(" ");
        const [x, y] = encoder.encodeNow(text, "cue");
        const length = Math.hypot(x!, y!);
        assert.ok(length === 0 || Math.abs(length - 1) < 1e-6);
        encoder.encodeNow(text, "cue").fill(7);
        assert.deepEqual([...encoder.encodeNow(text, "episode")], [x, y]);
      }),
    );
  });

  it("N3: the id is made of the hash of the bytes, and the bytes may lie anywhere", () => {
    assert.equal(encoder.id, "static-0123456789ab");
    assert.equal(encoder.dimensions, 2);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    assert.deepEqual(
      createStaticEncoder(shifted.subarray(3), scalarRowSums).encodeNow("cat", "cue"),
      encoder.encodeNow("cat", "cue"),
    );
  });

  it("N3: a file that is cut short, or none, is damaged", () => {
    const damaged = { name: "EncephalonError", code: "damaged" };
    for (const bad of [
      new Uint8Array(0),
      bytes.subarray(0, bytes.length - 1),
      new Uint8Array(99),
      bytes.subarray(0, 20),
    ])
      assert.throws(() => createStaticEncoder(bad, scalarRowSums), damaged);
    assert.throws(() => createStaticEncoder(file(["a"], [1], [[1]], { format: 2 }), scalarRowSums), damaged);
  });
});
