import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BestRows } from "./best-rows.ts";

test("the best rows are the head of a full sort: higher first, later first among equals", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      (values, k) => {
        const best = new BestRows(k);
        values.forEach((value, row) => {
          if (!best.wants(value, row)) return;
          assert.ok(value >= best.floor, "nothing below the floor is wanted");
          best.add(value, row);
        });
        const sorted = values
          .map((value, row) => ({ value, row }))
          .sort((a, b) => b.value - a.value || b.row - a.row);
        assert.deepEqual(best.take(), sorted.slice(0, k));
      },
    ),
  );
});
