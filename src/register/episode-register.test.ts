import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedContract, Folder } from "../../tests/contracts/derived.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import { scopeKey } from "../model/scope.ts";
import { EpisodeRegister } from "./episode-register.ts";

derivedContract("register", (register) => register);

const observed = (seq: number, more: object = {}): LogEvent =>
  ({
    type: "observed",
    seq,
    at: seq,
    id: `e${seq}`,
    episode: { id: `e${seq}`, kind: "utterance", time: seq * 10, scope: {}, content: [], ...more },
  }) as unknown as LogEvent;

const folded = (...events: LogEvent[]): EpisodeRegister =>
  new Folder((register) => register).fold(events).register;

const everything = { scope: {}, from: null, to: null, kinds: null };

test("D8: rows are dense, in the order of the log, whatever the gaps between positions", () => {
  const register = folded(observed(3), observed(8), observed(21));
  assert.deepEqual(
    [3, 8, 21, 5].map((seq) => register.ordinalOf(seq)),
    [0, 1, 2, null],
  );
  assert.equal(register.seqOf(1 as Ordinal), 8);
});

test("S1-S4: a row is admitted by scope, time range [from, to), kind, and not when forgotten", () => {
  const register = folded(
    observed(1),
    observed(2, { scope: { user: "ana" } }),
    observed(3, { scope: { user: "ben" } }),
    observed(4, { kind: "action" }),
    {
      type: "forgotten",
      seq: 5,
      at: 5,
      episodes: [{ id: "e1", seq: 1 }],
      forgotten: true,
    } as unknown as LogEvent,
  );
  const admitted = (filter: object): number[] =>
    [0, 1, 2, 3].filter((row) => register.visibility({ ...everything, ...filter }).admits(row as Ordinal));
  assert.deepEqual(admitted({}), [3]);
  assert.deepEqual(admitted({ scope: { user: "ana" } }), [1, 3]);
  assert.deepEqual(admitted({ scope: { user: "ana", agent: "x" } }), [1, 3]);
  assert.deepEqual(admitted({ scope: { user: "ana" }, kinds: ["utterance"] }), [1]);
  assert.deepEqual(admitted({ from: 40 as Millis }), [3]);
  assert.deepEqual(admitted({ to: 40 as Millis }), []);
});

test("ER3: what was learned after `knownAt` is not seen; what was learned at that moment is", () => {
  const register = folded(observed(1), observed(2), observed(3, { time: 5 }));
  const admitted = (knownAt: number): number[] =>
    [0, 1, 2].filter((row) =>
      register.visibility({ ...everything, knownAt: knownAt as Millis }).admits(row as Ordinal),
    );
  assert.deepEqual([0, 1, 2, 9].map(admitted), [[], [0], [0, 1], [0, 1, 2]]);
});

test("ER3: a row says whose it is, and nothing once it is erased", () => {
  const events = [
    observed(1, { speaker: "Ana", session: "s\nt", scope: { user: "u" } }),
    observed(2, { speaker: "Ana", source: "web" }),
    observed(3, { role: "user" }),
    observed(4),
    { type: "forgotten", seq: 5, at: 5, episodes: [{ id: "e4", seq: 4 }], forgotten: true },
    { type: "erased", seq: 6, at: 6, episodes: [{ id: "e2", seq: 2 }] },
  ] as unknown as LogEvent[];
  const restored = new EpisodeRegister();
  restored.restore(Buffer.concat([...folded(...events).checkpoint()]));
  for (const register of [folded(...events), restored]) {
    const said = (row: number): readonly unknown[] => {
      const at = row as Ordinal;
      const of = [
        register.sourceAt(at),
        register.speakerAt(at),
        register.sessionAt(at),
        register.scopeAt(at),
      ];
      return [...of, register.learnedAt(at), register.isLive(at)];
    };
    assert.deepEqual(said(0), ["Ana", "Ana", "s\nt", '{"user":"u"}', 1, true]);
    assert.deepEqual(said(1), [null, null, null, null, 0, false]);
    assert.deepEqual(said(2), ["user", null, null, "{}", 3, true]);
    assert.deepEqual(said(3), ["unknown", null, null, "{}", 4, true]);
    assert.deepEqual(
      [...register.sourceCounts()],
      [
        ["Ana", 1],
        ["user", 1],
        ["unknown", 1],
      ],
    );
  }
});

test("neighbours are those of the session, and erasing one joins the others", () => {
  const session = { session: "s" };
  const events = [observed(1, session), observed(2), observed(3, session), observed(4, session)];
  assert.deepEqual(folded(...events).neighbours(2 as Ordinal), { previous: 1, next: 4 });
  const erased = { type: "erased", seq: 5, at: 5, episodes: [{ id: "e3", seq: 3 }] } as unknown as LogEvent;
  assert.deepEqual(folded(...events, erased).neighbours(0 as Ordinal), { previous: null, next: 4 });
});

test("a trace counts uses and sums feedback", () => {
  const ref = { id: "e1", seq: 1 };
  const register = folded(
    observed(1),
    { type: "used", seq: 2, at: 20, episodes: [ref, ref] } as unknown as LogEvent,
    { type: "feedback", seq: 3, at: 30, episode: ref, value: 1.5 } as unknown as LogEvent,
    { type: "feedback", seq: 4, at: 40, episode: ref, value: -0.5 } as unknown as LogEvent,
    { type: "pinned", seq: 5, at: 50, episode: ref, pinned: true } as unknown as LogEvent,
  );
  assert.deepEqual(register.trace(0 as Ordinal), {
    forgotten: false,
    pinned: true,
    uses: 2,
    lastUsedAt: 20,
    feedback: 1,
  });
});

test("S5, F1: who speaks is told of the scopes that are seen, without what was forgotten or erased", () => {
  const ref = (seq: number): object => ({ id: `e${seq}`, seq });
  const events = [
    observed(1, { speaker: "Ana" }),
    observed(2, { speaker: "Will" }),
    observed(3, { speaker: "Ben", scope: { user: "ben" } }),
    { type: "forgotten", seq: 4, at: 4, episodes: [ref(2)], forgotten: true } as unknown as LogEvent,
  ];
  const mine = [scopeKey({})];
  assert.deepEqual(folded(...events).speakers(mine), ["Ana"]);
  assert.deepEqual(folded(...events).speakers([...mine, scopeKey({ user: "ben" })]), ["Ana", "Ben"]);
  const remembered = { type: "forgotten", seq: 5, at: 5, episodes: [ref(2)], forgotten: false };
  const register = folded(...events, remembered as unknown as LogEvent);
  assert.deepEqual([...register.speakers(mine)].sort(), ["Ana", "Will"]);
  const restored = new EpisodeRegister();
  restored.restore(Buffer.concat([...register.checkpoint()]));
  assert.deepEqual([...restored.speakers(mine)].sort(), ["Ana", "Will"]);
  const erased = { type: "erased", seq: 6, at: 6, episodes: [ref(1)] } as unknown as LogEvent;
  assert.deepEqual(folded(...events, erased).speakers(mine), []);
});
