import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedContract } from "../../../tests/contracts/derived.ts";
import { Hippocampus } from "./hippocampus.ts";
import { bindingNames, shortName } from "./names.ts";

derivedContract("hippocampus", () => new Hippocampus("test"));

test("H2: names and works bind, dates and terms do not", () => {
  const mentions = [
    { key: "leo daniel maloney", kind: "name", count: 1 },
    { key: "outlaw express", kind: "work", count: 2 },
    { key: "1926", kind: "time", count: 1 },
    { key: "director", kind: "term", count: 1 },
  ] as const;
  assert.deepEqual([...bindingNames(mentions)], ["leo daniel maloney", "leo maloney", "outlaw express"]);
});

test("H2: a name of three to five words is also known by its first and last; other names are not", () => {
  assert.equal(shortName("leo d maloney"), "leo maloney");
  assert.equal(shortName("leo maloney"), null);
  assert.equal(shortName("university of porto"), null);
  assert.equal(shortName("apollo 13 crew"), null);
  assert.equal(shortName("a b c d e f"), null);
});
