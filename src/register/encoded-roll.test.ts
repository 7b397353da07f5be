import assert from "node:assert/strict";
import { test } from "node:test";
import { logOf, outside, type Step, vectorOf } from "../../tests/contracts/arbitrary-log.ts";
import { derivedContract, Folder } from "../../tests/contracts/derived.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Ordinal, Seq } from "../model/ids.ts";
import { EncodedRoll } from "./encoded-roll.ts";

derivedContract("the roll of what is encoded", () => new EncodedRoll(outside.id));

const observe: Step = {
  do: "observe",
  episode: { kind: "observation", content: [], time: 0 as Millis, scope: {} },
};
const encode = (which: number): Step => ({ do: "encode", which });
const erase = (which: number): Step => ({ do: "erase", which });

function rollOf(
  steps: readonly Step[],
  encoder: string = outside.id,
  more: readonly LogEvent[] = [],
): EncodedRoll {
  const folder = new Folder(() => new EncodedRoll(encoder)).fold([...logOf(steps), ...more]).reopen();
  return folder.module as EncodedRoll;
}

const everything = (roll: EncodedRoll): readonly number[] => roll.lacking(10, () => true);

test("N23: what is lacking is given the latest first, as far as it is asked for", () => {
  const roll = rollOf([observe, observe, observe, observe, encode(2)]);
  assert.deepEqual(everything(roll), [3, 1, 0]);
  assert.deepEqual(
    roll.lacking(2, () => true),
    [3, 1],
  );
  assert.deepEqual(
    roll.lacking(2, (row) => row !== 3),
    [1, 0],
  );
  assert.equal(roll.missing, 3);
  assert.equal(roll.share, 1 / 4);
  assert.deepEqual(
    [0, 2, 9].map((row) => roll.isEncoded(row as Ordinal)),
    [false, true, false],
  );
});

test("N23: what was erased lacks nothing, encoded or not", () => {
  const roll = rollOf([observe, observe, observe, encode(0), erase(0), erase(0)]);
  assert.deepEqual(everything(roll), [2]);
  assert.deepEqual(roll.stats(), { encoded: 0, lacking: 1 });
  assert.equal(rollOf([]).share, 1);
});

test("N23: another encoder's vectors do not count, nor does an erased one's place in the log", () => {
  assert.deepEqual(everything(rollOf([observe, encode(0)], "another")), [0]);
  const { episode, ...rest } = logOf([observe, encode(0)])[1] as Extract<LogEvent, { type: "encoded" }>;
  const late = (vector: Float32Array | null): LogEvent => ({ ...rest, episode, seq: 9 as Seq, vector });
  assert.deepEqual(everything(rollOf([observe], outside.id, [late(null)])), [0]);
  assert.deepEqual(everything(rollOf([observe], outside.id, [late(vectorOf(1))])), []);
});
