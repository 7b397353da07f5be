import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Digest } from "./digest.ts";

/** The bytes that a digest covers, put together plainly: eight a number, a string as its length and JSON, bytes as they are. */
function bytesOf(value: number | string | Uint8Array): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === "string") {
    const json = Buffer.from(JSON.stringify(value));
    return Buffer.concat([bytesOf(json.length), json]);
  }
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

test("a digest is the SHA-256 of its numbers, strings and bytes in order, however long", () => {
  const long = fc.integer({ min: 1, max: 3000 }).map((length) => "é\ud800x".repeat(length));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double(), fc.string({ unit: "binary" }), long, fc.uint8Array())),
      (values) => {
        const digest = new Digest();
        for (const value of values)
          if (typeof value === "string") digest.string(value);
          else if (typeof value === "number") digest.numbers(value);
          else digest.bytes(value);
        const expected = createHash("sha256").update(Buffer.concat(values.map(bytesOf)));
        assert.equal(digest.hex(), expected.digest("hex"));
      },
    ),
    { numRuns: 200 },
  );
});
