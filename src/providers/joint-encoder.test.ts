import assert from "node:assert/strict";
import { test } from "node:test";
import type { Encoder } from "../ports/encoder.ts";
import { centredEncoder } from "./centred-encoder.ts";
import { jointEncoder } from "./joint-encoder.ts";

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Answers from a table; `other` to what is not in it. */
function byTable(
  id: string,
  table: Readonly<Record<string, readonly number[]>>,
  other: readonly number[],
): Encoder & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    id,
    dimensions: other.length,
    asked,
    encode: async (texts, purpose) => {
      asked.push(...texts.map((text) => `${purpose}: ${text}`));
      return texts.map((text) => Float32Array.from(table[text] ?? other));
    },
  };
}

test("N45: the inner product of joint vectors is the mean of the parts' cosines", async () => {
  const one = byTable("one", { a: [1, 0], b: [0.6, 0.8] }, [0, 0]);
  const two = byTable("two", { a: [0, 0, 1], b: [0, 1, 0] }, [0, 0, 0]);
  const joint = jointEncoder([one, two]);
  assert.equal(joint.dimensions, 5);
  assert.equal(joint.id, "joint(one+two)");
  assert.equal(joint.encodeNow, undefined);
  const [a, b, nothing] = await joint.encode(["a", "b", ""], "cue");
  near(dot(a!, a!), 1);
  near(dot(a!, b!), (0.6 + 0) / 2);
  assert.deepEqual([...nothing!], [0, 0, 0, 0, 0]);
  assert.deepEqual(one.asked, ["cue: a", "cue: b", "cue: "]);
  assert.deepEqual(two.asked, one.asked);
});

test("N45: where one part has nothing to say of a text, the others speak alone", async () => {
  const joint = jointEncoder([byTable("one", { a: [1, 0] }, [0, 0]), byTable("two", {}, [0, 1])]);
  const [a, other] = await joint.encode(["a", "other"], "episode");
  near(dot(other!, other!), 1);
  near(dot(a!, other!), Math.SQRT1_2);
});

test("N45: a joint encoder without parts is refused; a part that fails fails it", async () => {
  assert.throws(() => jointEncoder([]), { code: "invalid-options" });
  const broken: Encoder = { id: "broken", dimensions: 2, encode: () => Promise.reject(new Error("gone")) };
  await assert.rejects(jointEncoder([byTable("one", {}, [1, 0]), broken]).encode(["a"], "cue"), /gone/);
});

test("N46: an encoder whose texts lie apart is given back as it is", async () => {
  const apart = byTable("apart", {}, [0, 1]);
  const turning: Encoder = {
    ...apart,
    // A mean of [0.49, 0]: two are alike by 0.24.
    encode: async (texts) => texts.map((_, i) => Float32Array.of(0.49, (i % 2 === 0 ? 1 : -1) * 0.87)),
  };
  assert.equal(await centredEncoder(turning), turning);
});

test("N46: vectors from their common middle, at length 1", async () => {
  // Whatever else is said lies at [0.8, 0.6]: that is the middle.
  const bunched = byTable("bunched", { up: [0.6, 0.8], down: [1, 0], "": [0, 0] }, [0.8, 0.6]);
  const centred = await centredEncoder(bunched);
  assert.ok(bunched.asked.length > 20 && bunched.asked.every((asked) => asked.startsWith("episode: ")));
  const [up, down, nothing] = await centred.encode(["up", "down", ""], "cue");
  // [-0.2, 0.2] and [0.2, -0.6] at length 1: their cosine is (-0.04 - 0.12) / (0.2 * sqrt 2 * sqrt 0.4).
  near(up![0]!, -Math.SQRT1_2);
  near(up![1]!, Math.SQRT1_2);
  near(dot(up!, down!), -0.16 / (0.2 * Math.SQRT2 * Math.sqrt(0.4)));
  assert.deepEqual([...nothing!], [0, 0]);
  assert.equal(centred.id, "centred-1(bunched)");
  assert.equal(centred.dimensions, 2);
});
