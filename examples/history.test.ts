import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readTranscript } from "../src/adapters/transcripts/read-transcript.ts";

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
const { format, percepts, skipped } = readTranscript("history", read("history.jsonl"));

test("T5: the demonstration history comes back as it is written", () => {
  assert.equal(format, "messages");
  assert.deepEqual(skipped, []);
  const written = read("history.jsonl").trim().split("\n");
  assert.deepEqual(
    percepts.map(({ id, speaker, text, content, causedBy, caption }) => ({
      id,
      speaker,
      text,
      content,
      causedBy,
      caption,
    })),
    written.map((line) => {
      const { id, speaker, text, content, causedBy, caption } = JSON.parse(line);
      return { id, speaker, text, content, causedBy, caption };
    }),
  );
});

test("the demonstration history: time never runs back, results name an action before them", () => {
  const actions = new Set<string>();
  let last = "";
  for (const { id, kind, time, causedBy } of percepts) {
    assert.ok(String(time) > last, id);
    last = String(time);
    if (kind === "action") actions.add(id!);
    if (kind === "result") assert.ok(actions.has(causedBy!), id);
  }
});

test("the demonstration cues name episodes of the history", () => {
  const ids = new Set(percepts.map(({ id }) => id));
  const cues: readonly { readonly expect: readonly string[] }[] = JSON.parse(read("cues.json"));
  for (const { expect } of cues) for (const id of expect) assert.ok(ids.has(id), id);
  assert.equal(cues.filter(({ expect }) => expect.length === 0).length, 2);
});
