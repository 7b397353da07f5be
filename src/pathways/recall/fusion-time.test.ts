import assert from "node:assert/strict";
import { test } from "node:test";
import type { Millis } from "../../model/ids.ts";
import type { TimeMention } from "../../ports/features.ts";
import { timeliness } from "./fusion-time.ts";

const DAY = 86_400_000;
const day = (number: number): Millis => (number * DAY) as Millis;
const mention = (from: number, to: number): TimeMention => ({ text: "then", from: day(from), to: day(to) });

test("W9: 1 within the time that is asked about, falling by e in 14 days beside it, on either side", () => {
  const may = [mention(100, 131)];
  assert.equal(timeliness(may, day(100)), 1);
  assert.equal(timeliness(may, day(130)), 1);
  for (const beside of [86, 145])
    assert.ok(Math.abs(timeliness(may, day(beside)) - 0.36787944117144233) < 1e-12);
});

test("W9: of several times the nearest counts; a cue without a time favours nothing", () => {
  const two = [mention(0, 1), mention(100, 101)];
  assert.equal(timeliness(two, day(100.5)), 1);
  assert.ok(Math.abs(timeliness(two, day(29)) - Math.exp(-2)) < 1e-12);
  assert.equal(timeliness([], day(5)), 0);
});
