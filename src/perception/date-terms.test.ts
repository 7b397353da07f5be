import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { dateTermsOf } from "./date-terms.ts";

const terms = (from: string, to: string): string => dateTermsOf(Date.parse(from), Date.parse(to)).join(" ");

test("P9: a day is its number, month, year and weekday", () => {
  assert.equal(terms("2023-05-08", "2023-05-09"), "8 may 2023 monday");
  assert.equal(terms("2023-05-08T10:00Z", "2023-05-08T11:00Z"), "8 may 2023 monday");
  assert.equal(terms("2024-02-29", "2024-03-01"), "29 februari 2024 thursday");
});

test("P9: up to three days are named each; longer up to a season its months and years; then years; then nothing", () => {
  assert.equal(terms("2023-05-06", "2023-05-08"), "6 may 2023 saturday 7 sunday");
  assert.equal(terms("2023-05-29", "2023-06-05"), "may june 2023");
  assert.equal(terms("2023-05-01", "2023-06-01"), "may 2023");
  assert.equal(terms("2022-12-01", "2023-03-01"), "decemb januari februari 2022 2023");
  assert.equal(terms("2022-01-01", "2023-01-01"), "2022");
  assert.equal(terms("2010-01-01", "2020-01-01"), "");
});

test("P9: distinct terms for any stretch; none for an empty or impossible one", () => {
  assert.deepEqual(dateTermsOf(5, 5), []);
  assert.deepEqual(dateTermsOf(Number.NaN, 5), []);
  fc.assert(
    fc.property(fc.integer({ min: -6e15, max: 6e15 }), fc.integer({ min: 1, max: 1e12 }), (from, length) => {
      const found = dateTermsOf(from, from + length);
      assert.equal(new Set(found).size, found.length);
      for (const term of found) assert.match(term, /^-?\d+$|^[a-z]+$/);
    }),
  );
});
