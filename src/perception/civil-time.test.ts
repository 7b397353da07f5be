import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { civilFrom, dayFrom, dayOf, mondayOf, weekdayOf } from "./civil-time.ts";

const days = fc.integer({ min: -100_000_000, max: 100_000_000 });

test("P7: the calendar agrees with Date over all of its 547,581 years", () => {
  fc.assert(
    fc.property(days, (day) => {
      const date = new Date(day * 86_400_000);
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      assert.deepEqual(civilFrom(day), civil);
      assert.equal(dayFrom(civil.year, civil.month, civil.day), day);
      assert.equal(weekdayOf(day), date.getUTCDay());
      const monday = mondayOf(day);
      assert.equal(weekdayOf(monday), 1);
      assert.ok(monday <= day && day < monday + 7);
    }),
  );
});

test("P7: months count on into other years", () => {
  assert.equal(dayFrom(2023, 13, 1), dayFrom(2024, 1, 1));
  assert.equal(dayFrom(2023, 0, 1), dayFrom(2022, 12, 1));
  assert.equal(dayFrom(2023, -11, 1), dayFrom(2022, 1, 1));
  assert.equal(dayOf(-1), -1);
});
