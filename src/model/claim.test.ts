import assert from "node:assert/strict";
import test from "node:test";
import { maxClaims, readClaimDrafts, subjectKey } from "./claim.ts";

const text = "I moved to Porto in March. My sister is a nurse.";
const good = {
  subject: { type: "speaker", name: "Ana" },
  relation: { name: "move to", cardinality: "event" },
  object: { type: "concept", key: "porto", text: "Porto" },
  modality: "fact",
  polarity: "affirmed",
  valid: { from: Date.UTC(2023, 2, 1), to: Date.UTC(2023, 3, 1), precision: "month" },
  confidence: 0.9,
  quote: "I moved to Porto in March",
};
const reasons = (...list: unknown[]): string[] =>
  readClaimDrafts(JSON.stringify(list), text).rejected.map(({ index, reason }) => `${index} ${reason}`);

test("A13: a model's claims get their spans from what they quote", () => {
  const { drafts, rejected } = readClaimDrafts(JSON.stringify([good]), text);
  const { quote: _, ...rest } = good;
  assert.deepEqual(drafts, [{ ...rest, span: { start: 0, end: 25 } }]);
  assert.deepEqual(rejected, []);
});

test("A13: what does not conform is left out and named, and nothing is mended", () => {
  assert.deepEqual(reasons({ ...good, quote: "I moved to Rome" }), ["0 quote: not in the text"]);
  assert.deepEqual(reasons(good, { ...good, modality: "rumour" }), ["1 modality: invalid_value"]);
  assert.deepEqual(reasons({ ...good, confidence: 2 }), ["0 confidence: too_big"]);
  assert.deepEqual(reasons({ ...good, extra: 1 }), ["0 it: unrecognized_keys"]);
  assert.deepEqual(reasons({ ...good, relation: { name: "Move To", cardinality: "event" } }), [
    "0 relation.name: custom",
  ]);
  assert.deepEqual(reasons({ ...good, valid: { ...good.valid, to: 0 } }), ["0 valid: custom"]);
  assert.deepEqual(reasons({ ...good, object: { ...good.object, text: "x".repeat(513) } }), [
    "0 object.text: too_big",
  ]);
  assert.deepEqual(reasons("a secret"), ["0 it: invalid_type"]);
});

test("A13: an answer that is no list, or too long, gives nothing", () => {
  for (const [json, reason] of [
    ["I cannot do that.", "no JSON"],
    ['{"claims":[]}', "no list"],
    [" ".repeat(300_000), "longer than 262144 characters"],
  ] as const)
    assert.deepEqual(readClaimDrafts(json, text), { drafts: [], rejected: [{ index: -1, reason }] });
  const { drafts, rejected } = readClaimDrafts(JSON.stringify(Array(maxClaims + 5).fill(good)), text);
  assert.equal(drafts.length, maxClaims);
  assert.deepEqual(rejected, [{ index: maxClaims, reason: `more than ${maxClaims} claims` }]);
});

test("A13: subjects of one name are one", () => {
  assert.equal(subjectKey({ type: "speaker", name: "Ana" }), "ana");
  assert.equal(subjectKey({ type: "concept", key: "sister", owner: "Ana" }), "ana/sister");
});
