import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { comparable, matched, runConcepts } from "./concepts.ts";

test("comparable: what counts as the same entity", () => {
  for (const [written, same] of [
    ["The Łódź Voivodeship", "lodz voivodeship"],
    ["J. R. R. Tolkien", "jrr tolkien"],
    ["U.S.", "us"],
    ["Moore's law", "moore law"],
    ["May 3, 1994", "1994 05 03"],
    ["3 May 1994", "1994 05 03"],
    ["1994-05-03", "1994 05 03"],
    ["1909–42", "1909 1942"],
    ["1909 to 1942", "1909 1942"],
    ["193,000", "193000"],
    ["The", "the"],
  ])
    assert.equal(comparable(written!), same);
});

test("matched: exactly, or all words of the shorter in the longer", () => {
  const gold = new Set(["ada berg", "harbour board of oslo"]);
  const ours = new Set(["ada berg", "harbour board", "board games"]);
  assert.equal(matched(ours, gold, "exact"), 1);
  assert.equal(matched(ours, gold, "overlap"), 2);
  assert.equal(matched(gold, ours, "overlap"), 2);
});

test("the report: by hand for two passages", () => {
  const directory = mkdtempSync(join(tmpdir(), "encephalon-concepts-"));
  try {
    mkdirSync(join(directory, "musique"));
    const passages = [
      {
        title: "Ada Berg",
        text: "She met Carl Dahl in Oslo.",
        extracted_entities: ["Ada Berg", "Oslo", "boats"],
      },
      { title: "Tin Sky", text: "It came out in 1994.", extracted_entities: ["Tin Sky", "1994"] },
    ];
    writeFileSync(join(directory, "musique", "openie-gpt-3.5.json"), JSON.stringify(passages));
    const { results } = runConcepts({ directory, quick: true }, () => {});
    const exact = results.filter(
      ({ match, system }) => match === "exact" && system === "names, works, times",
    );
    assert.deepEqual(
      exact.map(({ half, precision, recall }) => ({ half, precision, recall })),
      [
        { half: "even", precision: 2 / 3, recall: 2 / 3 },
        { half: "odd", precision: 1, recall: 1 },
      ],
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
