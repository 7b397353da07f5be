import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  derivedContract,
  erasedEvent,
  Folder,
  hashOf,
  plainContext,
} from "../../../tests/contracts/derived.ts";
import type { LogEvent } from "../../model/event.ts";
import { type Scope, scopeKey, scopeMark, seenScopeKeys } from "../../model/scope.ts";
import { Odds } from "./odds.ts";
import { afterOutcome, nothingLearned, oddsPrior, restatedOdds } from "./odds-belief.ts";

derivedContract("odds", () => new Odds());

const all = [scopeKey({})];

interface Said {
  readonly value: number;
  readonly about?: number;
  readonly recall?: string;
  readonly stated?: number;
  readonly scope?: Scope;
}

const judged = ({ value, about = 1, recall = "r", stated = 0.9, scope = {} }: Said): LogEvent =>
  ({
    type: "feedback",
    seq: 1000,
    at: 0,
    episode: { id: `e${about}`, seq: about },
    value,
    choice: {
      scope: scopeMark(scopeKey(scope)),
      searched: false,
      added: false,
      recall: { id: recall, stated },
    },
  }) as unknown as LogEvent;
function fold(events: readonly LogEvent[]): Odds {
  const region = new Odds();
  for (const event of events) region.apply(event, plainContext);
  return region;
}

/** The belief's own answer, from log odds that are written down. */
function restatedAfter(
  outcomes: readonly (readonly [stated: number, came: boolean])[],
  stated: number,
): number {
  const z = (p: number): number => Math.log(p / (1 - p));
  const belief = outcomes.reduce(
    (before, [p, came]) => afterOutcome(before, z(p), came, oddsPrior),
    nothingLearned(oddsPrior),
  );
  return 1 / (1 + Math.exp(-restatedOdds(belief, z(stated))));
}
const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("MO7: nothing judged: exactly what was stated, certain or not", () => {
  for (const region of [
    new Odds(),
    fold([judged({ value: 0 })]),
    fold([judged({ value: 1 }), erasedEvent(1)]),
  ])
    for (const p of [0, 0.1, 0.87, 1]) assert.equal(region.restated(p, all), p);
});

test("MO7: feedback of before recalls were kept teaches nothing", () => {
  const old = judged({ value: 1 }) as unknown as { choice: { recall?: object } };
  delete old.choice.recall;
  assert.equal(fold([old as unknown as LogEvent]).restated(0.9, all), 0.9);
});

test("MO7: a recall teaches once, however many of its memories are judged", () => {
  const one = fold([judged({ value: -1, about: 1 })]);
  const three = fold([1, 2, 3].map((about) => judged({ value: -1, about })));
  close(one.restated(0.8, all), restatedAfter([[0.9, false]], 0.8));
  assert.equal(three.restated(0.8, all), one.restated(0.8, all));
});

test("MO7: one memory that helped is an answer that was there, whenever it is judged", () => {
  const expected = restatedAfter([[0.6, true]], 0.8);
  const [bad, good] = [
    judged({ value: -2, about: 1, stated: 0.6 }),
    judged({ value: 0.5, about: 2, stated: 0.6 }),
  ];
  close(fold([bad, good]).restated(0.8, all), expected);
  close(fold([good, bad]).restated(0.8, all), expected);
  // Without the one that helped it is what is left of it.
  close(fold([bad, good, erasedEvent(2)]).restated(0.8, all), restatedAfter([[0.6, false]], 0.8));
});

test("MO7: recalls count in the order in which they were first judged", () => {
  const [a, b] = [
    { recall: "a", stated: 0.95 },
    { recall: "b", stated: 0.3 },
  ];
  const region = fold([
    judged({ ...a, value: -1, about: 1 }),
    judged({ ...b, value: -1, about: 2 }),
    judged({ ...a, value: 1, about: 3 }),
  ]);
  close(
    region.restated(0.5, all),
    restatedAfter(
      [
        [0.95, true],
        [0.3, false],
      ],
      0.5,
    ),
  );
});

test("MO7: failures make it less sure, answers to what it doubted surer", () => {
  const many = (value: number, stated: number): Odds =>
    fold(Array.from({ length: 10 }, (_, i) => judged({ value, stated, recall: `r${i}`, about: i + 1 })));
  assert.ok(many(-1, 0.9).restated(0.9, all) < 0.4);
  assert.ok(many(1, 0.4).restated(0.4, all) > 0.7);
});

test("S5, MO7: who may not see a recall learns nothing from it", () => {
  const u1 = { user: "u1" };
  const own = fold([judged({ value: -1, scope: u1 })]);
  assert.equal(own.restated(0.9, seenScopeKeys({})), 0.9);
  assert.equal(own.restated(0.9, seenScopeKeys({ user: "u2" })), 0.9);
  assert.ok(own.restated(0.9, seenScopeKeys(u1)) < 0.85);
  assert.ok(own.restated(0.9, seenScopeKeys({ ...u1, agent: "a" })) < 0.85);
  assert.ok(fold([judged({ value: -1 })]).restated(0.9, seenScopeKeys(u1)) < 0.85);
});

test("D1-D3: whatever was said: replayed, restored, and gone with what it judged", () => {
  const life = fc.array(
    fc.record({
      value: fc.constantFrom(-1, 0, 1),
      about: fc.integer({ min: 1, max: 5 }),
      recall: fc.constantFrom("a", "b", "c", "d"),
      stated: fc.double({ min: 0, max: 1, noNaN: true }),
      scope: fc.constantFrom({}, { user: "u1" }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(life, fc.nat(30), fc.integer({ min: 1, max: 5 }), (said, cut, gone) => {
      const events = said.map(judged);
      const keys = seenScopeKeys({ user: "u1" });
      const whole = fold(events);
      const restored = new Odds();
      restored.restore(Buffer.concat([...fold(events.slice(0, cut)).checkpoint()]));
      for (const event of events.slice(cut)) restored.apply(event, plainContext);
      assert.equal(hashOf(restored), hashOf(whole));
      assert.equal(restored.restated(0.7, keys), whole.restated(0.7, keys));
      whole.apply(erasedEvent(gone), plainContext);
      const never = fold(said.filter(({ about }) => about !== gone).map(judged));
      assert.equal(hashOf(whole), hashOf(never));
      assert.equal(whole.restated(0.7, keys), never.restated(0.7, keys));
    }),
  );
});

test("D3: of an episode that no log holds nothing is learned", () => {
  const folder = new Folder(() => new Odds()).fold([judged({ value: -1 })]);
  assert.equal((folder.module as Odds).restated(0.9, all), 0.9);
});
