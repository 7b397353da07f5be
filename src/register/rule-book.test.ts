import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedContract, Folder } from "../../tests/contracts/derived.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Seq } from "../model/ids.ts";
import { RuleBook, rulesPolicy } from "./rule-book.ts";

derivedContract("rules", () => new RuleBook());

test("BE9: the rules are those that were set last; other policies are not rules; an empty text takes them back", () => {
  const set = (seq: number, name: string, value: string): LogEvent => {
    return { type: "policy", name, value, seq: seq as Seq, at: 0 as Millis };
  };
  const after = (...events: readonly LogEvent[]): string =>
    (new Folder(() => new RuleBook()).fold(events).reopen().module as RuleBook).rules();
  assert.equal(after(), "");
  assert.equal(after(set(1, rulesPolicy, "p(1)."), set(2, "other", "q(1).")), "p(1).");
  assert.equal(after(set(1, rulesPolicy, "p(1)."), set(2, rulesPolicy, "ü(\u{1f600}).")), "ü(\u{1f600}).");
  assert.equal(after(set(1, rulesPolicy, "p(1)."), set(2, rulesPolicy, "")), "");
});
