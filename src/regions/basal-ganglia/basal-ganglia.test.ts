import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { derivedContract, erasedEvent, plainContext } from "../../../tests/contracts/derived.ts";
import type { Choice, LogEvent } from "../../model/event.ts";
import { type Scope, scopeKey, scopeMark, seenScopeKeys } from "../../model/scope.ts";
import { BasalGanglia } from "./basal-ganglia.ts";
import { effortWeights, expectedGain, searchCost } from "./effort.ts";
import { learned } from "./learn-effort.ts";

derivedContract("basal ganglia", () => new BasalGanglia());

const none = { coverage: 0, margin: 0, share: 0, known: 0, open: 0 };
/** What a search is expected to pay on with the frozen weights, and what it is not. */
const promising = { coverage: 0.6, margin: 0.1, share: 0.4, known: 1.5, open: 2 };
const hopeless = { coverage: 0.6, margin: 0.1, share: 0.4, known: 0, open: 0.2 };

/** A choice, with its scope in clear. */
type Chosen = Partial<Omit<Choice, "scope"> & { readonly scope: Scope }>;

const judged = (seq: number, value: number, choice?: Chosen, about = seq): LogEvent =>
  ({
    type: "feedback",
    seq: 1000 + seq,
    at: seq,
    episode: { id: `e${about}`, seq: about },
    value,
    ...(choice && {
      choice: {
        prospect: promising,
        searched: true,
        added: false,
        ...choice,
        scope: scopeMark(scopeKey(choice.scope ?? {})),
      },
    }),
  }) as unknown as LogEvent;
function fold(events: readonly LogEvent[]): BasalGanglia {
  const region = new BasalGanglia();
  for (const event of events) region.apply(event, plainContext);
  return region;
}
const witness = (region: BasalGanglia): string => Buffer.concat([...region.witness()]).toString("hex");

test("Y8: one judgement, by hand", () => {
  // Terms (1, 0.5, 0, 0, ln 2, 0); expected 0.1 + 0.5 * 0.2 = 0.2; step = 0.02 * (1 - 0.2) / (1.25 + ln2^2).
  const prior = { constant: 0.1, coverage: 0.2, margin: 0, share: 0, known: 0, open: 0 };
  const after = learned(prior, [{ prospect: { ...none, coverage: 0.5, known: 1 }, gain: 1 }]);
  const step = 0.016 / (1.25 + Math.LN2 ** 2);
  const expected = {
    constant: 0.1 + step,
    coverage: 0.2 + step / 2,
    margin: 0,
    share: 0,
    known: step * Math.LN2,
    open: 0,
  };
  for (const [name, value] of Object.entries(expected))
    assert.ok(Math.abs(after[name as keyof typeof after] - value) < 1e-15, name);
});

test("Y8: each judgement takes back a fiftieth of the error at its own place", () => {
  fc.assert(
    fc.property(
      fc.record({
        coverage: fc.double({ min: 0, max: 1, noNaN: true }),
        margin: fc.double({ min: 0, max: 1, noNaN: true }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        known: fc.double({ min: 0, max: 20, noNaN: true }),
        open: fc.double({ min: 0, max: 20, noNaN: true }),
      }),
      fc.constantFrom(0, 1),
      (prospect, gain) => {
        const before = expectedGain(prospect, effortWeights);
        const after = expectedGain(prospect, learned(effortWeights, [{ prospect, gain }]));
        assert.ok(Math.abs(after - (before + 0.02 * (gain - before))) < 1e-12);
      },
    ),
  );
});

test("Y6: what a judgement says of the gain: found by the search alone, or not; missed without one, or not", () => {
  const gainAfter = (value: number, choice: Chosen, prospect = promising): number =>
    fold([judged(1, value, { ...choice, prospect })]).expectedGain(prospect, [scopeKey({})]);
  const before = expectedGain(promising, effortWeights);
  assert.ok(gainAfter(1, { searched: true, added: true }) > before);
  assert.ok(gainAfter(1, { searched: true, added: false }) < before);
  assert.ok(gainAfter(-1, { searched: true, added: true }) < before);
  assert.ok(gainAfter(1, { searched: false }) < before);
  assert.ok(gainAfter(-1, { searched: false }, hopeless) > expectedGain(hopeless, effortWeights));
  assert.equal(gainAfter(0, { searched: true, added: true }), before);
  assert.equal(fold([judged(1, 1)]).expectedGain(promising, [scopeKey({})]), before);
});

test("Y6: where searching brings nothing it stops being chosen, and where it pays it is chosen again", () => {
  const key = [scopeKey({})];
  const turns = (prospect: typeof promising, value: number, choice: Chosen): number => {
    const region = new BasalGanglia();
    const chosen = (): boolean => region.expectedGain(prospect, key) > searchCost;
    const before = chosen();
    for (let count = 1; count <= 200; count++) {
      region.apply(judged(count, value, { prospect, ...choice }), plainContext);
      if (chosen() !== before) return count;
    }
    return Number.POSITIVE_INFINITY;
  };
  // By hand: a * 0.98^n <= cost from a, and 0.1 - (0.1 - b) * 0.98^n > cost from b, which are expected at first.
  const turnsOf = (ratio: number): number => Math.ceil(Math.log(ratio) / Math.log(0.98));
  const [a, b] = [promising, hopeless].map((prospect) => expectedGain(prospect, effortWeights));
  assert.equal(turns(promising, 1, { searched: true, added: false }), turnsOf(searchCost / a!));
  assert.equal(turns(hopeless, -1, { searched: false }), turnsOf((0.1 - searchCost) / (0.1 - b!)));
});

test("Y7, S5: a recall learns from those alone that asked in a scope that it sees", () => {
  const ana = { user: "ana" };
  const region = fold([judged(1, 1, { scope: ana, added: true })]);
  const before = expectedGain(promising, effortWeights);
  assert.equal(region.expectedGain(promising, seenScopeKeys({})), before);
  assert.equal(region.expectedGain(promising, seenScopeKeys({ user: "ben" })), before);
  assert.ok(region.expectedGain(promising, seenScopeKeys(ana)) > before);
  assert.ok(region.expectedGain(promising, seenScopeKeys({ ...ana, agent: "a" })) > before);
});

test("D1, D2, D3: judgements with a choice: replayed, restored, and gone with what they judged", () => {
  const lessons = fc.array(
    fc.record({
      value: fc.constantFrom(-1, 0, 1),
      about: fc.nat(5),
      searched: fc.boolean(),
      added: fc.boolean(),
      scope: fc.constantFrom({}, { user: "u1" }),
      known: fc.double({ min: 0, max: 9, noNaN: true }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(lessons, fc.nat(30), fc.nat(5), (all, cut, gone) => {
      const events = all.map(({ value, about, known, ...rest }, i) =>
        judged(i + 1, value, { ...rest, prospect: { ...promising, known } }, about + 1),
      );
      const whole = fold(events);
      const half = fold(events.slice(0, cut));
      const restored = new BasalGanglia();
      restored.restore(Buffer.concat([...half.checkpoint()]));
      for (const event of events.slice(cut)) restored.apply(event, plainContext);
      assert.equal(witness(restored), witness(whole));
      const keys = seenScopeKeys({ user: "u1" });
      assert.equal(restored.expectedGain(promising, keys), whole.expectedGain(promising, keys));
      whole.apply(erasedEvent(gone + 1), plainContext);
      const never = fold(
        events.filter((event) => event.type === "feedback" && event.episode.seq !== gone + 1),
      );
      assert.equal(witness(whole), witness(never));
      assert.equal(whole.expectedGain(promising, keys), never.expectedGain(promising, keys));
    }),
  );
});
