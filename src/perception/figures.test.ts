import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dimensionOf, figuresIn, mayHoldFigure } from "./figures.ts";

const read = (text: string): string[] =>
  figuresIn(text).map(
    ({ dimension, unit, value, start, end }) => `${dimension} ${unit} ${value} [${text.slice(start, end)}]`,
  );

test("CV1: quantities with their units, in figures and in words", () => {
  assert.deepEqual(read("improved to 250ms, then $1.2k, 12% and two hours"), [
    "time ms 250 [250ms]",
    "money USD 1200 [$1.2k]",
    "share % 12 [12%]",
    "time hour 2 [two hours]",
  ]);
  assert.deepEqual(read("1,350 words, 20 dozen eggs, 102 mg/dL, 1.5 million people"), [
    "count  1350 [1,350]",
    "count  240 [20 dozen]",
    "rate mg/dl 102 [102 mg/dL]",
    "count  1500000 [1.5 million]",
  ]);
  assert.deepEqual(read("we met twice"), ["count time 2 [twice]"]);
});

test("CV1: ranges, ratios and times of day are one value; what was and what is are two", () => {
  assert.deepEqual(read("5-7 months"), ["time month 5-7 [5-7 months]"]);
  assert.deepEqual(read("8/10 correct, 4 out of 5"), ["ratio  8/10 [8/10]", "ratio  4/5 [4 out of 5]"]);
  assert.deepEqual(read("at 4:30 PM"), ["clock  4:30p [4:30 PM]"]);
  assert.deepEqual(read("from 70% to 90%"), ["share % 70 [70%]", "share % 90 [90%]"]);
});

test("CV1: dates, versions, ordinals and the numbers of items are no figures", () => {
  for (const text of ["on March 12, 2024", "the 12th", "Flask 2.3.1", "3 May", "1. First\n2) second"])
    assert.deepEqual(read(text), [], text);
});

test("CV1: what is called by a number, and a number that is dialled, count nothing", () => {
  for (const text of [
    "Section 12 says so",
    "see Article 8, please",
    "in Room 214 now",
    "I'm on page 17",
    "I use Windows 11 on it",
    "they beat Schalke 04 yesterday",
    "Call 112",
    "my number is 0478 12 34 56",
    "+32 478 12 34 56 is it",
  ])
    assert.deepEqual(read(text), [], text);
  assert.deepEqual(read("On Monday 12 people came"), ["count  12 [12]"]);
  assert.deepEqual(read("At Imec 5,500 people work"), ["count  5500 [5,500]"]);
  assert.deepEqual(read("We ran in Porto 12 km"), ["length km 12 [12 km]"]);
});

test("CV1: the full stop of its sentence is no part of a figure", () => {
  assert.deepEqual(read("Our budget is 12,000 euros."), ["money EUR 12000 [12,000 euros]"]);
  assert.deepEqual(read("There are 2 million. Two."), ["count  2000000 [2 million]", "count  2 [Two]"]);
  assert.deepEqual(read("At 6:00 pm."), ["clock  6:00p [6:00 pm]"]);
  assert.deepEqual(read("at 4 p.m. we met"), ["clock  4p [4 p.m.]"]);
});

test("CV1: any text is read, in order, within its bounds, and without a sign of a figure there is none", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("12", "two", " of ", "-", "%", "$", "3:30", " pm", "1,000", " hours", "\n", "twice", "k"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const figures = figuresIn(text);
      for (const { unit, dimension, start, end } of figures) {
        assert.ok(0 <= start && start < end && end <= text.length);
        if (unit !== "" && dimension !== "count") assert.equal(dimensionOf(unit), dimension);
      }
      if (figures.length > 0) assert.ok(mayHoldFigure.test(text));
    }),
  );
});

test("CV1: a long text is read in linear time", () => {
  const started = process.cpuUsage();
  figuresIn("1".repeat(200_000));
  figuresIn(`${"1".repeat(200_000)}_`);
  figuresIn("1,".repeat(100_000));
  figuresIn("two-".repeat(50_000));
  const { user } = process.cpuUsage(started);
  assert.ok(user < 2_000_000, `${user} us`);
});
