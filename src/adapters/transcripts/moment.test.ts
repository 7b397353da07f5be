import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { momentToIso, readMoment, readTimestamp } from "./moment.ts";

test("T7: timestamps in their many spellings", () => {
  const expected: readonly (readonly [unknown, string | null])[] = [
    ["2024-05-01T10:15:00Z", "2024-05-01T10:15:00.000Z"],
    ["2024-05-01T10:15:00.25+02:00", "2024-05-01T08:15:00.250Z"],
    ["2024-05-01 10:15", "2024-05-01T10:15:00.000Z"],
    ["2024-05-01", "2024-05-01T00:00:00.000Z"],
    ["2023/05/22 (Mon) 05:56", "2023-05-22T05:56:00.000Z"],
    ["1:56 pm on 8 May, 2023", "2023-05-08T13:56:00.000Z"],
    ["12:05 am on 3 June, 2024", "2024-06-03T00:05:00.000Z"],
    ["Mon, 08 May 2023 13:56:00 +0000", "2023-05-08T13:56:00.000Z"],
    ["May 1st, 2024", "2024-05-01T00:00:00.000Z"],
    ["May-15-2024", "2024-05-15T00:00:00.000Z"],
    ["25/12/2023 18:00", "2023-12-25T18:00:00.000Z"],
    ["12/25/2023 18:00", "2023-12-25T18:00:00.000Z"],
    ["05/06/2023", null],
    [0, "1970-01-01T00:00:00.000Z"],
    [1_700_000_000, "2023-11-14T22:13:20.000Z"],
    [1_700_000_000_000, "2023-11-14T22:13:20.000Z"],
    ["1700000000.5", "2023-11-14T22:13:20.500Z"],
    ["2024-02-30", null],
    ["2024-05-01 25:00", null],
    ["13:00 pm on 8 May, 2023", null],
    ["May 2024", null],
    ["10:15", null],
    ["see 2024-05-01", null],
    [Number.NaN, null],
    [1e300, null],
    [null, null],
    [{}, null],
  ];
  for (const [value, iso] of expected) assert.equal(readTimestamp(value), iso, String(value));
});

test("T7: every instant survives its ISO spelling", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("0100-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
      (date) => {
        assert.equal(readTimestamp(date.toISOString()), date.toISOString());
      },
    ),
  );
});

test("T8: one moment, two orders", () => {
  const moment = readMoment("[01/05/24, 9:07:03 PM]".slice(1, -1));
  assert.ok(moment !== null);
  assert.equal(momentToIso(moment, "day-first"), "2024-05-01T21:07:03.000Z");
  assert.equal(momentToIso(moment, "month-first"), "2024-01-05T21:07:03.000Z");
  assert.equal(momentToIso(moment, null), null);
});

test("T8: a time of day needs a day", () => {
  const moment = readMoment("10:15");
  assert.ok(moment !== null);
  assert.equal(momentToIso(moment, "day-first"), null);
  assert.equal(momentToIso(moment, "day-first", "2024-05-01"), "2024-05-01T10:15:00.000Z");
});
