import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadDataset, loaders, quickPart } from "./all.ts";
import { numbersIn, withoutMarker } from "./beam.ts";
import type { Dataset } from "./dataset.ts";
import { timeOf } from "./time.ts";
import { union, untitled } from "./variants.ts";

const fixtures = join(import.meta.dirname, "../fixtures");

test("LoCoMo: a brain a conversation, captions, times a second apart, evidence that resolves", () => {
  const dataset = loadDataset(fixtures, "locomo")!;
  assert.equal(dataset.brains.length, 1);
  const { name, items, questions } = dataset.brains[0]!;
  assert.equal(name, "conv-1");
  assert.deepEqual(items, [
    {
      id: "D1:1",
      kind: "utterance",
      speaker: "Ola",
      text: "The kiln arrived this morning.",
      session: "session_1",
      time: Date.parse("2024-01-09T00:05:00Z"),
    },
    {
      id: "D1:2",
      kind: "utterance",
      speaker: "Piet",
      text: "Show me!",
      caption: "a round kiln beside a bicycle",
      session: "session_1",
      time: Date.parse("2024-01-09T00:05:01Z"),
    },
    {
      id: "D2:1",
      kind: "utterance",
      speaker: "Piet",
      text: "My sister bakes rye bread on Sundays.",
      session: "session_2",
      time: Date.parse("2024-02-02T15:30:00Z"),
    },
  ]);
  assert.deepEqual(
    questions.map(({ gold, slices }) => ({ gold, slices })),
    [
      { gold: ["D1:2"], slices: ["1-4", "4"] },
      { gold: ["D1:1", "D2:1", "D1:2"], slices: ["1-4", "1"] },
      { gold: ["D2:1"], slices: [] },
    ],
  );
  assert.equal(questions[0]!.now, Date.parse("2024-02-02T15:30:00Z"));
  assert.ok(questions.every((question) => question.asker === undefined));
  // "D:2:1" and "D9:4" name no turn; the question with only D9:4 and the one with none are left out.
  assert.deepEqual(dataset.leftOut, { questions: 2, evidence: 2 });
});

test("LongMemEval evidence: one pool, no session, the user asks", () => {
  const dataset = loadDataset(fixtures, "longmemeval-evidence")!;
  const { items, questions } = dataset.brains[0]!;
  assert.deepEqual(items[0], {
    id: "t1",
    kind: "utterance",
    role: "user",
    text: "I keep seven hens behind the shed.",
    time: Date.parse("2023-05-22T05:56:00Z"),
  });
  assert.deepEqual(questions, [
    {
      id: "q1",
      text: "How many hens do I keep?",
      asker: "user",
      now: Date.parse("2024-01-02T10:00:00Z"),
      gold: ["t1"],
      slices: ["single-session-user"],
    },
  ]);
  assert.deepEqual(dataset.leftOut, { questions: 1, evidence: 0 });
});

test("BEAM: a brain a chat, a session a batch, markers gone, sources flat", () => {
  const dataset = loadDataset(fixtures, "beam")!;
  const { name, items, questions } = dataset.brains[0]!;
  assert.equal(name, "100K/7");
  assert.deepEqual(items[0], {
    id: "0",
    kind: "utterance",
    role: "user",
    text: "My loom has 40 threads -> is that few?",
    session: "batch_1",
    time: Date.parse("2024-03-15T00:00:00Z"),
  });
  assert.deepEqual(
    items.map(({ session, time }) => [session, new Date(time as number).toISOString()]),
    [
      ["batch_1", "2024-03-15T00:00:00.000Z"],
      ["batch_1", "2024-03-15T00:00:01.000Z"],
      ["batch_1", "2024-03-15T00:00:02.000Z"],
      ["batch_1", "2024-03-15T00:00:03.000Z"],
      ["batch_2", "2024-04-02T00:00:00.000Z"],
      ["batch_2", "2024-04-02T00:00:01.000Z"],
    ],
  );
  assert.deepEqual(
    questions.map(({ id, asker, now, gold, slices }) => ({ id, asker, now, gold, slices })),
    [
      {
        id: "100K/7:event_ordering:0",
        asker: "user",
        now: Date.parse("2024-04-02T01:00:01Z"),
        gold: ["0", "2", "4"],
        slices: ["100K", "event_ordering", "100K/event_ordering"],
      },
      {
        id: "100K/7:knowledge_update:0",
        asker: "user",
        now: Date.parse("2024-04-02T01:00:01Z"),
        gold: ["0", "4"],
        slices: ["100K", "knowledge_update", "100K/knowledge_update"],
      },
    ],
  );
  assert.equal(dataset.leftOut.questions, 2);
});

test("BEAM: only a marker at the very end is taken off", () => {
  assert.equal(withoutMarker("two words ->-> 2,7"), "two words");
  assert.equal(withoutMarker("```\nend\n``` ->-> 4,N/A"), "```\nend\n```");
  assert.equal(withoutMarker("more ->->  3,3, 12"), "more");
  assert.equal(withoutMarker("a ->-> b"), "a ->-> b");
  assert.equal(withoutMarker("a ->-> 1,2\nand on"), "a ->-> 1,2\nand on");
  assert.deepEqual(numbersIn({ a: [1, [2]], b: { c: 3 } }), [1, 2, 3]);
  assert.deepEqual(numbersIn(undefined), []);
});

test("passages: titles, hops as slices, recall@2 too; SciFact has nDCG@10", () => {
  const dataset = loadDataset(fixtures, "musique")!;
  const { items, questions } = dataset.brains[0]!;
  assert.equal(items.length, 3);
  assert.equal(items[1]!.title, "Aun");
  assert.equal(items[1]!.kind, "observation");
  assert.deepEqual(
    questions.map(({ gold, slices }) => ({ gold, slices })),
    [
      { gold: ["d0", "d1"], slices: ["2"] },
      { gold: ["d0", "d1", "d2"], slices: ["3"] },
    ],
  );
  assert.equal(dataset.leftOut.evidence, 1);
  assert.deepEqual(
    dataset.measures.map(({ k }) => k),
    [2, 5, 10, 20],
  );
  assert.deepEqual(loadDataset(fixtures, "scifact")!.measures.at(-1), { metric: "ndcg", k: 10 });
});

test("a data set that is not there is null", () => {
  assert.equal(loadDataset(fixtures, "hotpotqa"), null);
});

test("the quick part keeps what its questions need", () => {
  const items = Array.from({ length: 3000 }, (_, i) => ({ id: `d${i}`, text: "x" }));
  const questions = Array.from({ length: 70 }, (_, i) => ({
    id: `q${i}`,
    text: "?",
    gold: [`d${2900 + i}`],
    slices: [],
  }));
  const empty = { name: "empty", items, questions: [] };
  const part = quickPart({
    dataset: "made",
    brains: [empty, { name: "full", items, questions }, empty],
    measures: [],
    leftOut: { questions: 0, evidence: 0 },
  });
  assert.equal(part.brains.length, 1);
  assert.equal(part.brains[0]!.questions.length, 50);
  assert.equal(part.brains[0]!.items.length, 1050);
  assert.equal(part.brains[0]!.items.at(-1)!.id, "d2949");
});

test("times of each format, as UTC; anything else is refused", () => {
  assert.equal(timeOf("1:56 pm on 8 May, 2023"), Date.parse("2023-05-08T13:56:00Z"));
  assert.equal(timeOf("12:00 pm on 8 May, 2023"), Date.parse("2023-05-08T12:00:00Z"));
  assert.equal(timeOf("2023/05/22 (Mon) 05:56"), Date.parse("2023-05-22T05:56:00Z"));
  assert.equal(timeOf("February-20-2025"), Date.parse("2025-02-20T00:00:00Z"));
  assert.throws(() => timeOf("yesterday"));
  assert.throws(() => timeOf("Febru-20-2025"));
});

const data = process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
for (const name of Object.keys(loaders)) {
  const skip = existsSync(join(data, name)) ? false : `${name} is not in the data directory`;
  test(`the real ${name}: distinct ids, text in every item, gold that is there`, { skip }, () => {
    const { brains } = loadDataset(data, name)!;
    assert.ok(brains.flatMap(({ questions }) => questions).length > 0);
    for (const { items, questions } of brains) {
      const ids = new Set(items.map(({ id }) => id));
      assert.equal(ids.size, items.length);
      for (const { text } of items) assert.ok(text!.trim() !== "" && !/->->\s*\d+,\S*$/.test(text!));
      for (const { gold } of questions) assert.ok(gold.length > 0 && gold.every((id) => ids.has(id)));
    }
  });
}

test("variants: no titles; the union holds a passage that two sets share once", () => {
  const set = (dataset: string, ids: readonly string[]): Dataset => ({
    dataset,
    brains: [
      {
        name: "corpus",
        items: ids.map((id) => ({ id, title: `T ${id}`, text: `about ${id}` })),
        questions: [{ id: "q", text: "?", gold: [...ids], slices: ["bridge"] }],
      },
    ],
    measures: [{ metric: "recall", k: 2 }],
    leftOut: { questions: 1, evidence: 0 },
  });
  const both = union([set("one", ["a", "b"]), set("two", ["b", "c"])]);
  assert.deepEqual(
    both.brains[0]!.items.map(({ id }) => id),
    ["one/a", "one/b", "two/c"],
  );
  assert.deepEqual(
    both.brains[0]!.questions.map(({ id, gold, slices }) => ({ id, gold, slices })),
    [
      { id: "one/q", gold: ["one/a", "one/b"], slices: ["one"] },
      { id: "two/q", gold: ["one/b", "two/c"], slices: ["two"] },
    ],
  );
  assert.deepEqual(both.leftOut, { questions: 2, evidence: 0 });
  const bare = untitled(set("one", ["a"]));
  assert.equal(bare.dataset, "one-untitled");
  assert.deepEqual(bare.brains[0]!.items, [{ id: "a", text: "about a" }]);
});
