import assert from "node:assert/strict";
import { test } from "node:test";
import { type Brain, openBrain } from "../../index.ts";
import type { Millis } from "../../model/ids.ts";

const clock = (): Millis => Date.parse("2025-12-01T00:00:00Z") as Millis;

async function told(
  ...said: readonly (readonly [time: string, speaker: string, text: string])[]
): Promise<Brain> {
  const brain = await openBrain({ clock });
  for (const [time, speaker, text] of said)
    await brain.observe({ id: `${time} ${speaker}`, speaker, text, time: `${time}T12:00:00Z` });
  return brain;
}

test("CV10: what is claimed answers before what the words find, with what held before", async () => {
  await using brain = await told(
    ["2025-03-03", "Ines", "I live in Ghent and I work at Barco."],
    ["2025-09-15", "Ines", "We moved to Leuven on 1 September 2025."],
    ["2025-09-16", "Tom", "I live in Ostend."],
  );
  for (const cue of ["Where do I live?", "Where do I live now?", "Where does Ines live?"]) {
    const { truth, memories } = await brain.recall(cue, { asker: "Ines" });
    assert.equal(truth.current?.value, "Leuven", cue);
    assert.deepEqual(
      truth.earlier.map(({ value }) => value),
      ["Ghent"],
      cue,
    );
    assert.ok(
      memories.findIndex(({ episode }) => episode.id === "2025-09-15 Ines") <
        memories.findIndex(({ episode }) => episode.id === "2025-03-03 Ines"),
      "what holds comes before what it replaced",
    );
  }
  const before = await brain.recall("Where do I live?", { asker: "Ines", asOf: "2025-06-01" });
  assert.equal(before.truth.current?.value, "Ghent");
  assert.equal((await brain.recall("Where do I live?", { asker: "Tom" })).truth.current?.value, "Ostend");
});

test("CV10: somebody's own is also who it is said to be", async () => {
  await using brain = await told(
    ["2025-03-03", "Ines", "My sister Rita lives in Leeds."],
    ["2025-09-15", "Ines", "Rita moved to Bristol in August."],
  );
  const { truth } = await brain.recall("Where does my sister live?", { asker: "Ines" });
  assert.equal(truth.current?.value, "Bristol");
});

test("CV10: what was taken back holds no more, and nothing took its place", async () => {
  await using brain = await told(
    ["2025-03-03", "Ines", "I work at Barco."],
    ["2025-09-15", "Ines", "I no longer work at Barco."],
  );
  const { truth } = await brain.recall("Where do I work?", { asker: "Ines" });
  assert.equal(truth.current, null);
  assert.deepEqual(
    truth.earlier.map(({ value }) => value),
    ["Barco"],
  );
});

test("CV10: of things that stand side by side none is the one", async () => {
  await using brain = await told(
    ["2025-03-03", "Ines", "I play the piano."],
    ["2025-09-15", "Ines", "I play the cello."],
  );
  const { truth } = await brain.recall("What do I play?", { asker: "Ines" });
  assert.equal(truth.current, null);
});

test("CV10: which kind a thing is, no claim says", async () => {
  await using brain = await told(["2025-03-03", "Ines", "I have a headache."]);
  const { truth } = await brain.recall("What pet do I have?", { asker: "Ines" });
  assert.equal(truth.current, null);
});

test("CV10: whom it trusts more decides; the other contradicts them", async () => {
  await using brain = await told(["2025-03-03", "Ines", "I live in Ghent."]);
  await brain.observe({
    text: "Ines lives in Paris.",
    source: "https://example.org",
    time: "2025-10-01T00:00:00Z",
  });
  const { truth } = await brain.recall("Where does Ines live?");
  assert.equal(truth.current?.value, "Ghent");
  assert.deepEqual(
    truth.conflicts.map(({ statements }) => statements.map(({ value, source }) => [value, source])),
    [
      [
        ["Ghent", "Ines"],
        ["Paris", "https://example.org"],
      ],
    ],
  );
});

test("CV10, S5: what another scope claims is not there", async () => {
  await using brain = await openBrain({ clock });
  await brain.observe({ speaker: "Ines", text: "I live in Ghent.", time: "2025-03-03T12:00:00Z" });
  await brain.observe({
    ...{ speaker: "Ines", text: "I moved to Leuven.", time: "2025-09-15T12:00:00Z" },
    scope: { user: "other" },
  });
  const { truth } = await brain.recall("Where do I live?", { asker: "Ines" });
  assert.equal(truth.current?.value, "Ghent");
  assert.deepEqual(truth.earlier, []);
});
