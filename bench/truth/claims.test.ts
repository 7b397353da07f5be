import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { claimsOf, runClaims, sampleOf } from "./claims.ts";
import { goldOf, runDates, tells } from "./dates.ts";

const fixtures = join(import.meta.dirname, "../fixtures");
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const gold = (answer: string): string => {
  const span = goldOf(answer);
  return span === null
    ? ""
    : [span.from, span.to].map((time) => new Date(time).toISOString().slice(0, 10)).join("..");
};

test("A14: an annotator's date is read by a second implementation", () => {
  for (const [answer, expected] of [
    ["7 May 2023", "2023-05-07..2023-05-08"],
    ["September 3, 2022", "2022-09-03..2022-09-04"],
    ["August 2023.", "2023-08-01..2023-09-01"],
    ["In 2013", "2013-01-01..2014-01-01"],
    ["The summer of 2022", "2022-06-01..2022-09-01"],
    // 15 July 2023 is a Saturday.
    ["The friday before 15 July 2023", "2023-07-14..2023-07-15"],
    // 20 October 2023 is a Friday: its week began on the 16th.
    ["The weekend before 20 October 2023", "2023-10-14..2023-10-16"],
    ["two days before 10 May 2023", "2023-05-08..2023-05-09"],
    ["two weeks", ""],
    ["Yes", ""],
  ] as const)
    assert.equal(gold(answer), expected, answer);
});

test("A14: a stretch tells a date when it shares half of it and is not much longer", () => {
  const span = (from: string, to: string) => ({ from: day(from), to: day(to) });
  const may7 = span("2023-05-07", "2023-05-08");
  assert.ok(tells(may7, may7));
  assert.ok(tells(span("2023-05-08", "2023-05-09"), may7), "a day off");
  assert.ok(tells(span("2023-05-01", "2023-05-08"), may7), "its week");
  assert.ok(!tells(span("2023-05-09", "2023-05-10"), may7), "two days off");
  assert.ok(!tells(span("2023-05-01", "2023-06-01"), may7), "its month");
  assert.ok(tells(span("2023-05-20", "2023-05-21"), span("2023-05-01", "2023-06-01")), "a day of the month");
  assert.ok(!tells(span("2022-01-01", "2023-01-01"), span("2022-05-01", "2022-06-01")), "its year");
});

test("A14: a sample moves only where a claim does", () => {
  const item = {
    id: "1",
    text: "I have a dog. I live in Rome. I like tea. I fixed my car.",
    speaker: "Ana",
    time: 0,
  };
  const found = claimsOf(item).map((draft) => ({ dataset: "made-up", brain: "b", item, draft, hash: "" }));
  assert.equal(found.length, 4);
  const sample = sampleOf(found, 7, 3);
  assert.deepEqual(sampleOf([...found].reverse(), 7, 3), sample);
  assert.deepEqual(
    sampleOf(
      found.filter((one) => one !== sample[0]),
      7,
      2,
    ),
    sample.slice(1),
  );
});

test("A14: the judgements hold no text of the data", () => {
  const allowed = new Set(["dataset", "brain", "item", "start", "end", "claim", "right", "reason"]);
  const lines = readFileSync(join(import.meta.dirname, "claims-judged.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean);
  assert.ok(lines.length >= 300);
  for (const line of lines) {
    const row: Record<string, unknown> = JSON.parse(line);
    assert.ok(
      Object.keys(row).every((key) => allowed.has(key)),
      line,
    );
    assert.match(String(row.claim), /^[0-9a-f]{16}$/);
    assert.match(
      String(row.reason ?? "object"),
      /^(?:subject|relation|object|polarity|modality|time|cardinality|none)$/,
    );
  }
});

test("A14: both run on what is there", () => {
  const log: string[] = [];
  const claims = runClaims(fixtures, (line) => log.push(line));
  assert.ok(claims.results.some(({ metric }) => metric === "turns_with_claim"));
  assert.ok(runDates(fixtures, (line) => log.push(line)).results.every(({ value }) => !(value > 1)));
  assert.deepEqual(runDates(join(fixtures, "none"), () => {}).results, []);
});
