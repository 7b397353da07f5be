import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { ByteSearch, needleOf, shortestNeedle } from "./byte-search.ts";

const key = Uint8Array.of(1, 2, 3);

test("ER7: finds what Buffer.indexOf finds, however the bytes are cut", () => {
  // Few letters, so that needles lie in one another and half matches are common.
  const letters = (min: number, max: number) =>
    fc
      .array(fc.constantFrom(97, 98), { minLength: min, maxLength: max })
      .map((codes) => Uint8Array.from(codes));
  const found = { yes: 0, no: 0 };
  fc.assert(
    fc.property(
      fc.array(letters(shortestNeedle, 9), { maxLength: 6 }),
      fc.oneof(letters(0, 20), letters(100, 200)),
      fc.array(fc.nat(120), { maxLength: 5 }),
      (needles, bytes, cuts) => {
        const search = new ByteSearch(needles.map((needle) => needleOf(needle, key)));
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort(
          (a, b) => a - b,
        );
        for (const [i, from] of bounds.entries()) search.feed(bytes.subarray(from, bounds[i + 1] ?? from));
        for (const [i, needle] of needles.entries()) {
          const expected = Buffer.from(bytes).includes(Buffer.from(needle));
          found[expected ? "yes" : "no"]++;
          assert.equal(search.found.has(i), expected);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  assert.ok(found.yes > 100 && found.no > 100);
});

test("ER7: what ends in one file and begins in the next is in neither", () => {
  const search = new ByteSearch([needleOf(Buffer.from("abcdefgh"), key)]);
  search.feed(Buffer.from("abcd"));
  search.end();
  search.feed(Buffer.from("efgh"));
  assert.equal(search.found.size, 0);
});

test("ER7: a needle that is too short is refused", () => {
  assert.throws(() => needleOf(Buffer.from("abcdefg"), key), RangeError);
});

test("ER7: a needle says nothing of what it is, and another key makes another of it", () => {
  const bytes = Buffer.from("something that was said");
  const [one, other] = [needleOf(bytes, key), needleOf(bytes, Uint8Array.of(9))];
  const spelled = createHash("sha256").update(key).update(bytes).digest().subarray(0, 16);
  assert.deepEqual(Buffer.from(one.digest), spelled);
  assert.notDeepEqual(one.digest, other.digest);
  const search = new ByteSearch([one, other]);
  search.feed(bytes);
  assert.deepEqual(search.found, new Set([0, 1]));
});

test("ER7: who guesses half of a needle cannot read the other half from it", () => {
  const needle = needleOf(Buffer.from("passwort"), key);
  let inverse = 0x85ebca6b;
  for (let i = 0; i < 5; i++) inverse = Math.imul(inverse, 2 - Math.imul(0x85ebca6b, inverse));
  const guessed = Math.imul(Buffer.from("pass").readInt32BE(0), 0x9e3779b1);
  for (const hash of [needle.first, needle.last]) {
    const read = Buffer.alloc(4);
    read.writeInt32BE(Math.imul(hash, inverse) ^ guessed);
    assert.notEqual(read.toString("latin1"), "wort");
  }
});
