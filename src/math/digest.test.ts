import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { digestOf } from "./digest.ts";

const MEBIBYTE = 2 ** 20;

/** The same by Node's own SHA-256, on the whole at once. */
function plain(bytes: Uint8Array): string {
  const sha256 = (part: Uint8Array): Buffer => createHash("sha256").update(part).digest();
  const blocks = Array.from({ length: Math.ceil(bytes.length / MEBIBYTE) }, (_, i) =>
    sha256(bytes.subarray(i * MEBIBYTE, (i + 1) * MEBIBYTE)),
  );
  return sha256(Buffer.concat(blocks)).toString("hex");
}

test("a digest is that of the bytes, in whatever pieces they come", async () => {
  const lengths = fc.oneof(fc.nat(100), fc.nat(2 * MEBIBYTE), fc.constantFrom(MEBIBYTE - 1, MEBIBYTE));
  await fc.assert(
    fc.asyncProperty(fc.array(lengths, { maxLength: 5 }), fc.nat(255), async (pieces, seed) => {
      const bytes = pieces.map((length, i) =>
        Uint8Array.from({ length }, (_, k) => (k * 31 + i + seed) >> 3),
      );
      assert.equal(await digestOf(bytes), plain(Buffer.concat(bytes)));
    }),
    { numRuns: 20 },
  );
});

test("a digest takes a piece as it is when it comes: a writer may use its bytes again", async () => {
  const bytes = new Uint8Array(MEBIBYTE);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 3; i++) yield bytes.fill(i);
  }
  const expected = Buffer.concat([0, 1, 2].map((i) => Buffer.alloc(MEBIBYTE, i)));
  assert.equal(await digestOf(pieces()), plain(expected));
});
