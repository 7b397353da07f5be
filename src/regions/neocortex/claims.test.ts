import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { derivedContract, Folder, hashOf } from "../../../tests/contracts/derived.ts";
import type { ClaimDraft } from "../../model/claim.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { type Scope, scopeKey } from "../../model/scope.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import type { Visibility } from "../../ports/proposer.ts";
import { Neocortex } from "./claims.ts";

derivedContract("neocortex", () => new Neocortex("test"));

const everything: Visibility = { scopeKeys: [scopeKey({})], admits: () => true };

function said(
  seq: number,
  text: string,
  more: { speaker?: string; scope?: Scope; at?: number } = {},
): LogEvent {
  return {
    type: "observed",
    seq,
    at: more.at ?? 1000 * seq,
    id: `e${seq}`,
    episode: {
      id: `e${seq}`,
      kind: "utterance",
      speaker: more.speaker ?? "Ana",
      time: 1_700_000_000_000 + seq,
      scope: more.scope ?? {},
      content: [{ type: "text", text }],
    },
  } as unknown as LogEvent;
}

const draft: ClaimDraft = {
  subject: { type: "speaker", name: "Ana" },
  relation: { name: "live in", cardinality: "single" },
  object: { type: "concept", key: "faro", text: "Faro" },
  modality: "fact",
  polarity: "affirmed",
  valid: { from: 5 as Millis, to: null, precision: "day" },
  confidence: 0.7,
  span: { start: 0, end: 4 },
};

function extracted(seq: number, about: number, drafts: readonly ClaimDraft[], extractor = "model"): LogEvent {
  return {
    type: "extracted",
    seq,
    at: 1000 * seq,
    extractor,
    episode: { id: `e${about}`, seq: about },
    drafts,
  } as unknown as LogEvent;
}

function erased(seq: number, about: number): LogEvent {
  return {
    type: "erased",
    seq,
    at: 1000 * seq,
    episodes: [{ id: `e${about}`, seq: about }],
  } as unknown as LogEvent;
}

const folded = (events: readonly LogEvent[]): Neocortex =>
  new Folder(() => new Neocortex("test")).fold(events).module as unknown as Neocortex;
const ids = (claims: readonly KeptClaim[]): readonly string[] => claims.map(({ id }) => id);

test("CL1: a claim stands with its episode's time, source and position, and the exact span", () => {
  const keeper = folded([said(3, "Well, hello. I live in Porto now.")]);
  const [claim, ...others] = keeper.claims({}, everything);
  assert.deepEqual(others, []);
  assert.deepEqual(claim, {
    id: "3:13-28:live in",
    ordinal: 0,
    subject: { type: "speaker", name: "Ana" },
    relation: { name: "live in", cardinality: "single" },
    object: { type: "concept", key: "porto", text: "Porto" },
    modality: "fact",
    polarity: "affirmed",
    valid: { from: 1_700_000_000_003, to: null, precision: "said" },
    confidence: 0.92,
    span: { start: 13, end: 28 },
    learned: 3000,
    said: 1_700_000_000_003,
    source: "Ana",
    signs: ["update"],
  });
  assert.deepEqual(keeper.claimsOf(0 as Ordinal), [claim]);
  assert.deepEqual(keeper.claimsOf(1 as Ordinal), []);
});

test("CL1: claims are found by subject, with what is the subject's, by relation, and by object", () => {
  const keeper = folded([
    said(1, "I live in Porto."),
    said(2, "My budget is $500."),
    said(3, "I have 3 cats.", { speaker: "Ben" }),
  ]);
  const found = (wanted: Parameters<Neocortex["claims"]>[0]): readonly string[] =>
    ids(keeper.claims(wanted, everything)).map((id) => id.slice(0, 1));
  assert.deepEqual(found({ subjects: ["ana"] }), ["1"]);
  assert.deepEqual(found({ subjects: ["ana"], owned: true }), ["1", "2"]);
  assert.deepEqual(found({ subjects: ["ana/budget"] }), ["2"]);
  assert.deepEqual(found({ subjects: ["budget", "an"] }), []);
  assert.deepEqual(found({ relations: ["live in"] }), ["1"]);
  assert.deepEqual(found({ object: "porto" }), ["1"]);
  assert.deepEqual(found({ object: "USD" }), ["2"]);
  assert.deepEqual(found({ object: "cat" }), ["3"]);
  assert.deepEqual(found({ object: "Porto" }), []);
});

test("CL2: an extraction takes the place of what was read before, from when it was learned", () => {
  const keeper = folded([
    said(1, "I live in Porto."),
    extracted(2, 1, [draft]),
    extracted(4, 1, [], "other"),
  ]);
  const at = (knownAt?: number): readonly string[] =>
    ids(keeper.claims(knownAt === undefined ? {} : { knownAt: knownAt as Millis }, everything));
  assert.deepEqual(at(999), []);
  assert.deepEqual(at(1000), ["1:0-15:live in"]);
  assert.deepEqual(at(1999), ["1:0-15:live in"]);
  assert.deepEqual(at(2000), ["1:0-4:live in"]);
  assert.deepEqual(at(), []);
  assert.deepEqual(keeper.claimsOf(0 as Ordinal), []);
});

test("CL1: an id does not depend on when the text was read anew", () => {
  const asked = (at: number): readonly string[] => {
    const keeper = folded([
      said(1, "I live in Porto.", { at }),
      extracted(2, 1, [{ ...draft, span: { start: 0, end: 15 } }]),
    ]);
    return ids(keeper.claims({}, everything));
  };
  assert.deepEqual(asked(1000), ["1:0-15:live in"]);
  assert.deepEqual(asked(2000), asked(1000));
});

test("D3: what hangs on the epoch of the claims goes with an erasure, and stays until then", () => {
  const keeper = new Neocortex("test");
  const folder = new Folder(() => keeper);
  folder.fold([said(1, "I live in Porto."), said(2, "I like tea.")]);
  const { epoch } = keeper;
  folder.fold([said(3, "I like rain.")]);
  assert.equal(keeper.epoch, epoch);
  folder.fold([erased(4, 1)]);
  assert.notEqual(keeper.epoch, epoch);
});

test("CL2: what was extracted of what is not there is nothing", () => {
  assert.deepEqual(folded([extracted(2, 1, [draft])]).claims({}, everything), []);
  assert.deepEqual(
    folded([said(1, "I live in Porto."), erased(2, 1), extracted(3, 1, [draft])]).claims({}, everything),
    [],
  );
});

test("CL1: claims of one span and relation have ids of their own", () => {
  const keeper = folded([said(1, "hello"), extracted(2, 1, [draft, draft, draft])]);
  assert.deepEqual(ids(keeper.claims({}, everything)), [
    "1:0-4:live in",
    "1:0-4:live in:2",
    "1:0-4:live in:3",
  ]);
});

test("S5: what is in another scope, or may not be seen, is not there", () => {
  const keeper = folded([
    said(1, "I live in Porto.", { scope: { user: "u1" } }),
    said(2, "I live in Rome.", { scope: { user: "u2" } }),
  ]);
  const seen: Visibility = { scopeKeys: [scopeKey({ user: "u2" })], admits: (row) => row === 1 };
  assert.deepEqual(ids(keeper.claims({ subjects: ["ana"] }, seen)), ["2:0-14:live in"]);
  assert.deepEqual(ids(keeper.claims({}, seen)), ["2:0-14:live in"]);
  assert.deepEqual(keeper.claims({ subjects: ["ana"] }, { ...seen, admits: () => false }), []);
});

test("D3: of an erased episode no name is left, in the state or in a checkpoint", () => {
  const canary = "Zzqcanary";
  const keeper = folded([
    said(1, `I live in ${canary}.`, { speaker: canary, scope: { user: canary } }),
    extracted(2, 1, [{ ...draft, subject: { type: "concept", key: canary.toLowerCase(), owner: canary } }]),
    said(3, "I live in Porto."),
    erased(4, 1),
  ]);
  const bytes = Buffer.concat([...keeper.checkpoint(), ...keeper.witness()]).toString("latin1");
  assert.equal(/zzqcanary/i.test(bytes), false);
  assert.deepEqual(keeper.stats(), { claims: 1, subjects: 1 });
});

const sayings = [
  "I live in Porto.",
  "My sister Rita moved to Rome in May 2024.",
  "I have 3 cats. I don't like dogs.",
  "My budget is $500.",
  "Always answer in French.",
  "hello there",
];
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ text: fc.constantFrom(...sayings), user: fc.constantFrom("u1", "u2") }),
  },
  { weight: 2, arbitrary: fc.record({ extract: fc.nat(20), empty: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ erase: fc.nat(20) }) },
);

test("D1, D2, D3: with claims and extractions: replayed, restored, and gone with what was erased", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), (steps, cut) => {
      const live: number[] = [];
      const events = steps.flatMap((one, i): readonly LogEvent[] => {
        const seq = 2 * i + 1;
        if ("text" in one) {
          live.push(seq);
          return [said(seq, one.text, { scope: { user: one.user } })];
        }
        if (live.length === 0) return [];
        if ("extract" in one)
          return [extracted(seq, live[one.extract % live.length]!, one.empty ? [] : [draft])];
        return [erased(seq, live.splice(one.erase % live.length, 1)[0]!)];
      });
      const gone = new Set(
        events.flatMap((event) => (event.type === "erased" ? event.episodes.map(({ seq }) => seq) : [])),
      );
      const never = events.filter((event) =>
        event.type === "extracted"
          ? !gone.has(event.episode.seq)
          : !gone.has(event.seq) && event.type !== "erased",
      );
      const folder = new Folder(() => new Neocortex("test")).fold(events.slice(0, cut)).reopen();
      const restored = folder.fold(events.slice(cut)).reopen().module as unknown as Neocortex;
      const whole = folded(events);
      assert.equal(hashOf(restored), hashOf(whole));
      assert.equal(hashOf(folded(never)), hashOf(whole));
      const seen = { scopeKeys: [scopeKey({ user: "u1" })], admits: () => true };
      for (const wanted of [
        {},
        { subjects: ["ana", "rita"], owned: true },
        { knownAt: (1000 * cut) as Millis },
      ]) {
        assert.deepEqual(restored.claims(wanted, seen), whole.claims(wanted, seen));
        const told = (keeper: Neocortex): readonly string[] => ids(keeper.claims(wanted, seen));
        assert.deepEqual(told(folded(never)), told(whole));
      }
      assert.deepEqual(restored.verify(), []);
    }),
    { numRuns: 60 },
  );
});
