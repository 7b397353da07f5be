import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Millis } from "../model/ids.ts";
import { calendarText, elapsedBetween } from "./elapsed.ts";

const day = (date: string): number => Date.parse(date) / 86_400_000;
const stretch = (from: string, to: string): { readonly from: Millis; readonly to: Millis } => ({
  from: Date.parse(from) as Millis,
  to: Date.parse(to) as Millis,
});

test("CL12: years, months and days as a calendar counts them", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["2026-03-14", "2026-03-14", "the same day"],
    ["2026-03-14", "2026-03-15", "1 day"],
    ["2026-03-14", "2026-06-26", "3 months and 12 days"],
    ["2025-01-31", "2025-02-28", "1 month"],
    ["2025-01-31", "2025-03-01", "1 month and 1 day"],
    ["2024-02-29", "2025-02-28", "1 year"],
    ["2024-02-28", "2024-02-29", "1 day"],
    ["2024-12-31", "2026-02-01", "1 year, 1 month and 1 day"],
    ["1999-12-31", "2000-01-01", "1 day"],
    ["0050-01-01", "0060-01-01", "10 years"],
  ];
  for (const [from, to, text] of rows) assert.equal(calendarText(day(from), day(to)), text, `${from} ${to}`);
});

test("CL12: the least and the most that two stretches allow", () => {
  const may = stretch("2025-05-01", "2025-06-01");
  const pi = stretch("2026-03-14", "2026-03-15");
  assert.deepEqual(elapsedBetween(may, pi), {
    from: may,
    to: pi,
    // From 31 May: 287; from 1 May: 317.
    days: { least: 287, most: 317 },
    text: "9 months and 14 days to 10 months and 13 days",
  });
  assert.equal(elapsedBetween(pi, may).text, "9 months and 14 days to 10 months and 13 days before");
  assert.deepEqual(elapsedBetween(pi, may).days, { least: -317, most: -287 });
  const within = elapsedBetween(may, stretch("2025-05-15", "2025-05-16"));
  assert.deepEqual(within.days, { least: -16, most: 14 });
  assert.equal(within.text, "within 16 days of each other");
  assert.equal(elapsedBetween(pi, pi).text, "the same day");
});

test("CL12: days from one to the other are less those back, and never fewer than none between", () => {
  const one = fc
    .tuple(fc.integer({ min: -40_000, max: 40_000 }), fc.integer({ min: 1, max: 800 }))
    .map(([from, days]) => ({
      from: (from * 86_400_000) as Millis,
      to: ((from + days) * 86_400_000) as Millis,
    }));
  fc.assert(
    fc.property(one, one, (a, b) => {
      const there = elapsedBetween(a, b);
      const back = elapsedBetween(b, a);
      assert.ok(there.days.least <= there.days.most);
      assert.deepEqual([there.days.least + back.days.most, there.days.most + back.days.least], [0, 0]);
      const length = ({ from, to }: typeof a): number => (to - from) / 86_400_000;
      assert.equal(there.days.most - there.days.least, length(a) + length(b) - 2);
    }),
  );
});
