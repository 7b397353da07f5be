import assert from "node:assert/strict";
import { test } from "node:test";
import type { Episode } from "../../model/episode.ts";
import type { EpisodeId, Millis } from "../../model/ids.ts";
import { canariesOf } from "./canaries.ts";

function saying(text: string): Episode {
  return {
    id: "an id that is long enough" as EpisodeId,
    kind: "utterance",
    content: [{ type: "text", text }],
    time: 0 as Millis,
    scope: {},
  };
}

test("ER7: what is looked for is the beginning, middle and end of a text, and its long words as indexes keep them", () => {
  const text = `Meet "Aurelia"\nat the Lighthouse before the Thunderstorm`;
  // 56 characters: windows of 24 begin at 0, 16 and 32; the first has quotes and a line end, which JSON spells.
  assert.equal(text.length, 56);
  assert.deepEqual(canariesOf(saying(text), false), [
    text.slice(0, 24),
    'Meet \\"Aurelia\\"\\nat the Li',
    text.slice(16, 40),
    text.slice(32),
  ]);
  assert.deepEqual(canariesOf(saying(text), true).slice(4), ["lighthouse", "thunderstorm"]);
});

test("ER7: nothing that is looked for is long, whatever passes for a word", () => {
  const canaries = canariesOf(saying(`x ${"Ab0".repeat(10_000)}`), true);
  assert.equal(canaries.includes("ab0".repeat(8)), true);
  assert.deepEqual(
    canaries.filter(({ length }) => length > 24),
    [],
  );
});
