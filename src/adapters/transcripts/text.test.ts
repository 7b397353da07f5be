import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { readText } from "./text.ts";

const ids = (text: string): unknown[] => readText("f", text).percepts.map(({ id }) => id);
const turns = (text: string): unknown[] =>
  readText("f", text).percepts.map(({ speaker, role, text: words, time }) => [speaker ?? role, words, time]);

test("T8: a WhatsApp export: marks, continuation lines, attachments, a new session after a silence", () => {
  const text = readFileSync(new URL("fixtures/whatsapp.txt", import.meta.url), "utf8");
  const { percepts, skipped } = readText("f", text);
  assert.deepEqual(
    percepts.map(({ speaker, session, time }) => [speaker, session, time]),
    [
      ["Garden club", "f#1", "2024-05-13T09:58:01.000Z"],
      ["Noor", "f#1", "2024-05-13T10:15:30.000Z"],
      ["Wim", "f#1", "2024-05-13T10:16:02.000Z"],
      ["Wim", "f#2", "2024-05-13T21:40:00.000Z"],
    ],
  );
  assert.equal(
    percepts[1]?.text,
    "Who takes the seedlings on Sunday?\nI have forty of them:\n- tomatoes\n- basil",
  );
  assert.equal(percepts[2]?.text, "Me. Re: the basil, keep it warm");
  assert.deepEqual(skipped, [{ line: 7, why: "an attachment that the export left out" }]);
});

test("T8: stamps in brackets, before a dash, before the name, after the name", () => {
  const at = "2024-05-01T10:15:00.000Z";
  for (const line of [
    "[2024-05-01 10:15] Ana: hi",
    "[2024-05-01, 10:15:00] Ana: hi",
    "[2024-05-01T10:15:00Z] Ana: hi",
    "2024-05-01 10:15 - Ana: hi",
    "2024-05-01 10:15: Ana: hi",
    "2024-05-01 10:15 Ana: hi",
    "1 May 2024 10:15 - Ana: hi",
    "13/05/24, 10:15 - Wim: before\n01/05/24, 10:15 - Ana: hi",
    "Ana (2024-05-01 10:15): hi",
    "2024-05-01\n10:15 - Ana: hi",
    "## Wednesday, 1 May 2024\nAna (10:15): hi",
    "--- May 1, 2024 ---\n[10:15 AM] Ana: hi",
  ])
    assert.deepEqual(turns(line).at(-1), ["Ana", "hi", at], line);
});

test("T8: the order of day and month: proof, closeness, day first", () => {
  const second = (text: string): unknown => readText("f", text).percepts[1]?.time;
  assert.equal(second("01/05/24, 10:15 - A: x\n13/05/24, 10:15 - A: y"), "2024-05-13T10:15:00.000Z");
  assert.equal(second("5/1/24, 10:15 - A: x\n5/13/24, 10:15 - A: y"), "2024-05-13T10:15:00.000Z");
  assert.equal(second("5/1/24, 10:15 - A: x\n5/2/24, 9:15\u202fPM - A: y"), "2024-05-02T21:15:00.000Z");
  assert.equal(second("01/05/24, 10:15 - A: x\n02/05/24, 10:15 - A: y"), "2024-05-02T10:15:00.000Z");
  assert.equal(second("[05.01.24, 10:15] A: x\n[05.02.24, 10:15] A: y"), "2024-02-05T10:15:00.000Z");
  assert.equal(second("05/06/24, 10:15 - A: x\n05/06/24, 10:16 - A: y"), "2024-06-05T10:16:00.000Z");
});

test("T2: a date that is none is reported, and what continues it is nobody else's", () => {
  const { percepts, skipped } = readText(
    "f",
    "13/05/24, 10:15 - A: x\n05/13/24, 10:16 - B: y\nmore of y\n13/05/24, 10:17 - A: z",
  );
  assert.deepEqual(
    percepts.map(({ text }) => text),
    ["x", "z"],
  );
  assert.deepEqual(
    skipped.map(({ line }) => line),
    [2, 3],
  );
});

test("T8: names alone, roles among them, under days", () => {
  assert.deepEqual(turns("**Ana:** hi\nthere\n\nAssistant: hello\nUser: bye: see https://example.org"), [
    ["Ana", "hi\nthere", undefined],
    ["assistant", "hello", undefined],
    ["user", "bye: see https://example.org", undefined],
  ]);
  assert.deepEqual(turns("2024-05-01\nAna: hi\n2024-05-02\nBen: yes"), [
    ["Ana", "hi", "2024-05-01"],
    ["Ben", "yes", "2024-05-02"],
  ]);
});

test("T8: a stamp without a speaker is an observation", () => {
  const { percepts } = readText("f", "[2024-05-01 10:15] went for a run\n[2024-05-01 11:00] Ana: back yet?");
  assert.deepEqual(
    percepts.map(({ kind, text }) => [kind, text]),
    [
      ["observation", "went for a run"],
      ["utterance", "back yet?"],
    ],
  );
});

test("T8: prose is an observation a paragraph, headings are titles and days", () => {
  const { percepts } = readText(
    "notes",
    "We met at the harbour and talked\nuntil late.\n\n# Plans\nRepaint the boat. Two things: oil, and a brush.\n\n## 1 May 2024\n\nThe boat is blue now.",
  );
  assert.deepEqual(
    percepts.map(({ id: _, ...held }) => held),
    [
      {
        kind: "observation",
        text: "We met at the harbour and talked\nuntil late.",
        session: "notes",
      },
      {
        kind: "observation",
        text: "Repaint the boat. Two things: oil, and a brush.",
        session: "notes",
        title: "Plans",
      },
      {
        kind: "observation",
        text: "The boat is blue now.",
        session: "notes",
        title: "Plans",
        time: "2024-05-01T00:00:00.000Z",
      },
    ],
  );
});

test("T5: an id says what a turn holds, and the same once more is counted", () => {
  const ok = "[2024-05-01 10:15] Ana: ok";
  // printf '%s' '["utterance","Ana",null,"2024-05-01T10:15:00.000Z","f#1",null,"ok"]' | sha256sum
  const id = "f:552683012dd5";
  assert.deepEqual(ids(`${ok}\n${ok}\n${ok}`), [id, `${id}:2`, `${id}:3`]);
  assert.deepEqual(ids(`[2024-05-01 10:14] Ben: here?\n\n${ok}`)[1], id);
});

test("T6: a turn, paragraph, order of dates or kind of file that growth changes is another percept", () => {
  const grown: readonly (readonly [string, string, number])[] = [
    ["Ana: hi\nBen: so", "Ana: hi\nBen: so\nmore of it", 1],
    ["One.\n\nTwo", "One.\n\nTwo\nand a half.", 1],
    ["One.\n\nTwo.", "Before.\n\nOne.\n\nTwo.", 2],
    [
      "Two friends.\nAna: hi",
      "Two friends.\nAna: hi\n[2024-05-01 10:15] Ben: a\n[2024-05-01 10:16] Ana: b",
      0,
    ],
    ["# Plans\n\nSow.", "# Later plans\n\nSow.", 0],
    ["05/06/24, 10:15 - A: x", "05/06/24, 10:15 - A: x\n05/13/24, 10:15 - A: y", 0],
    ["## 05/06/2024\n\nSown.", "## 05/06/2024\n\nSown.\n\n## 05/13/2024\n\nUp.", 0],
  ];
  for (const [before, after, kept] of grown) {
    const now = new Set(ids(after));
    assert.equal(ids(before).filter((id) => now.has(id)).length, kept, after);
  }
});

test("T6: an id never has two contents, however a file grows and is edited", () => {
  const line = fc.constantFrom(
    ..."Ana: hi|Ben: ok|Ana: ok|ok||# Plans|05/06/24|13/06/24|06/13/24|05/06/24, 10:15 - Ana: ok|05/07/24, 9:15 - Ben: ok|06/13/24, 9:15 - Ana: ok|[10:15] Ana: ok|32/13/24, 9:00 - Ana: ok".split(
      "|",
    ),
  );
  const lines = fc.array(line, { maxLength: 8 });
  fc.assert(
    fc.property(lines, lines, lines, (head, inserted, tail) => {
      const known = new Map<unknown, unknown>();
      for (const file of [head, [...head, ...inserted], [...head, ...tail], [...head, ...inserted, ...tail]])
        for (const percept of readText("f", file.join("\n")).percepts) {
          assert.deepEqual(percept, known.get(percept.id) ?? percept);
          known.set(percept.id, percept);
        }
    }),
    { numRuns: 1000 },
  );
});
