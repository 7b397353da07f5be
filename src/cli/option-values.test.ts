import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCount, parseKinds, parseScope, parseSeconds, parseShare } from "./option-values.ts";

test("U11: scopes name their levels", () => {
  assert.deepEqual(parseScope("tenant=acme, user=ana=1"), { tenant: "acme", user: "ana=1" });
  for (const text of ["", "acme", "tenant=", "planet=mars", "tenant=a,tenant=b", "tenant=a,"])
    assert.throws(() => parseScope(text), /levels are tenant, user, agent, session/, text);
});

test("U11: numbers are whole, and shares are shares", () => {
  assert.deepEqual([parseCount("1"), parseCount("10000")], [1, 10_000]);
  for (const text of ["0", "-1", "1.5", "1e3", "", "10001", "ten"])
    assert.throws(() => parseCount(text), /whole number/, text);
  assert.deepEqual([parseShare("0"), parseShare(".5"), parseShare("1")], [0, 0.5, 1]);
  for (const text of ["", " ", "-0.1", "1.01", "half", "NaN"])
    assert.throws(() => parseShare(text), /from 0 to 1/, text);
  assert.deepEqual([parseSeconds("0.5"), parseSeconds("86400")], [0.5, 86_400]);
  for (const text of ["0", "-1", "", "86401", "soon"])
    assert.throws(() => parseSeconds(text), /seconds/, text);
});

test("U11: kinds add up", () => {
  assert.deepEqual(parseKinds("action", ["result"]), ["result", "action"]);
  assert.throws(() => parseKinds("dream"), /utterance/);
});
