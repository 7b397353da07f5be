import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { EncephalonError } from "../../model/errors.ts";
import type { EpisodeId, Millis } from "../../model/ids.ts";
import { perceptSchema, toEpisode, validate } from "../../model/validate.ts";
import { readTranscript, transcriptFormats } from "./read-transcript.ts";

const fixtures = [
  "claude-code.jsonl",
  "codex.jsonl",
  "codex-bare.jsonl",
  "chat-completions.jsonl",
  "whatsapp.txt",
  "locomo.json",
];
const fixture = (file: string): string => readFileSync(new URL(`fixtures/${file}`, import.meta.url), "utf8");
const jsonl = (...values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join("\n");

test("T1: LoCoMo: sessions in the order of their numbers, captions, no search phrase", () => {
  const { format, percepts, skipped } = readTranscript("any", fixture("locomo.json"));
  assert.equal(format, "locomo");
  assert.deepEqual(skipped, []);
  assert.deepEqual(percepts, [
    {
      id: "talk-1:D1:1",
      kind: "utterance",
      text: "Look at this.",
      session: "talk-1:session_1",
      speaker: "Noor",
      time: "2024-05-08T13:56:00.000Z",
    },
    {
      id: "talk-1:D1:2",
      kind: "utterance",
      text: "Mine came out too.",
      session: "talk-1:session_1",
      speaker: "Wim",
      time: "2024-05-08T13:56:00.000Z",
      caption: "a photo of seedlings",
    },
    {
      id: "talk-1:D2:1",
      kind: "utterance",
      text: "Still up?",
      session: "talk-1:session_2",
      speaker: "Wim",
      time: "2024-06-03T00:05:00.000Z",
    },
  ]);
});

test("T1, T9: Claude Code: words, calls and results; what the program wrote is reported", () => {
  const { format, percepts, skipped } = readTranscript("x", fixture("claude-code.jsonl"));
  assert.equal(format, "claude-code");
  assert.deepEqual(
    percepts.map(({ id, kind, role, session, text }) => [id, kind, role, session, text]),
    [
      ["s-1/u-2:0", "utterance", "user", "s-1", "The date test fails every February. Please find out why."],
      ["s-1/u-4:0", "utterance", "assistant", "s-1", "I will run it first."],
      ["s-1/toolu_01", "action", "assistant", "s-1", undefined],
      ["s-1/toolu_01:result", "result", "tool", "s-1", "1 failing: expected 28, got 31"],
      ["s-1/u-6:0", "utterance", "assistant", "s-1:a7", "List every caller of daysIn."],
      ["s-1/u-7:0", "utterance", "user", "s-1", "/review the last commit"],
    ],
  );
  assert.deepEqual(percepts[2]?.content, [
    {
      type: "structured",
      data: { tool: "Bash", input: { command: "npm test -- dates", description: "Run the date tests" } },
      text: "Bash: npm test -- dates; description: Run the date tests",
    },
  ]);
  assert.equal(percepts[3]?.causedBy, "s-1/toolu_01");
  assert.deepEqual(percepts[3]?.metadata, { tool: "Bash", error: true });
  assert.equal(percepts[3]?.time, "2026-02-03T09:00:15.000Z");
  assert.deepEqual(
    skipped.map(({ line }) => line),
    [1, 2, 3, 5, 10, 11, 12],
  );
});

test("T1, T9: Codex: items once, shells unwrapped, exit codes kept", () => {
  const { format, percepts, skipped } = readTranscript("x", fixture("codex.jsonl"));
  assert.equal(format, "codex");
  assert.deepEqual(
    percepts.map(({ id, kind, text, content, causedBy }) => {
      const part = content?.[0];
      return [id, kind, text ?? (part?.type === "structured" ? part.text : null), causedBy];
    }),
    [
      ["r-1:4", "utterance", "Which file holds the exchange rates?", undefined],
      ["r-1/call_1", "action", "shell: rg -l rates src; workdir: /home/kit/ledger", undefined],
      ["r-1/call_1:result", "result", "src/rates.ts\n", "r-1/call_1"],
      ["r-1/call_2", "action", "apply_patch: *** Begin Patch", undefined],
      ["r-1/call_2:result", "result", "no such file", "r-1/call_2"],
      ["r-1/call_3", "action", "shell: ls src", undefined],
      ["r-1:13", "utterance", "They are in src/rates.ts.", undefined],
    ],
  );
  assert.deepEqual(percepts[4]?.metadata, { tool: "apply_patch", error: true });
  assert.deepEqual([...new Set(skipped.map(({ line }) => line))], [1, 2, 3, 5, 6, 7]);
});

test("T1: Codex without envelopes: the session's start is the time of all", () => {
  const { format, percepts } = readTranscript("x", fixture("codex-bare.jsonl"));
  assert.equal(format, "codex");
  assert.deepEqual(
    percepts.map(({ id, time }) => [id, time]),
    ["r-0:3", "r-0/call_9", "r-0/call_9:result"].map((id) => [id, "2025-06-01T08:00:00.000Z"]),
  );
});

test("T1, T6: chat-completion messages: parts, calls, results; time is carried on", () => {
  const { format, percepts } = readTranscript("garden", fixture("chat-completions.jsonl"));
  assert.equal(format, "messages");
  assert.deepEqual(
    percepts.map(({ id, role, kind, time }) => [id, role, kind, time]),
    [
      ["garden#1", "system", undefined, undefined],
      ["garden#2", "user", undefined, "2026-01-01T08:00:00.000Z"],
      ["garden/call_a", "assistant", "action", "2026-01-01T08:00:00.000Z"],
      ["garden/call_a:result", "tool", "result", "2026-01-01T08:00:00.000Z"],
      ["garden#5", "assistant", undefined, "2026-01-01T08:00:00.000Z"],
    ],
  );
  assert.equal(percepts[3]?.causedBy, "garden/call_a");
});

test("T5: percepts as JSON lines come back as they are", () => {
  const percepts = [
    {
      id: "a1",
      kind: "action",
      content: [{ type: "structured", data: { tool: "weather", city: "Turku" }, text: "weather: Turku" }],
      speaker: "Assistant",
      role: "assistant",
      time: "2026-01-05T08:00:00.000Z",
      session: "s9",
      title: "Monday",
      metadata: { source: "demo" },
      scope: { user: "noor" },
    },
    {
      id: "a2",
      kind: "result",
      text: "-4 °C",
      role: "tool",
      time: "2026-01-05T08:00:01.000Z",
      session: "s9",
      causedBy: "a1",
    },
    {
      id: "a3",
      text: "See.",
      speaker: "Noor",
      time: "2026-01-05T08:01:00.000Z",
      session: "s9",
      caption: "ice on a pier",
    },
  ];
  const reading = readTranscript("x", jsonl(...percepts));
  assert.equal(reading.format, "messages");
  assert.deepEqual(reading.percepts.slice(0, 1), percepts.slice(0, 1));
  assert.deepEqual(reading.percepts[2], percepts[2]);
  assert.deepEqual(reading.percepts[1], percepts[1]);
});

test("T1: common names of fields, numbers as ids, roles as names", () => {
  const { percepts } = readTranscript(
    "f",
    JSON.stringify([
      { message_id: 7, author: { name: "Noor" }, body: "Hi", created_at: 1_700_000_000, thread_id: 12 },
      { uuid: "u8", from: "human", value: "Hello", date: "2023/11/15 (Wed) 05:56", conversation_id: "12" },
    ]),
  );
  assert.deepEqual(percepts, [
    { id: "f:7", text: "Hi", speaker: "Noor", session: "12", time: "2023-11-14T22:13:20.000Z" },
    { id: "u8", text: "Hello", role: "user", session: "12", time: "2023-11-15T05:56:00.000Z" },
  ]);
});

test("T1: conversations that hold a list of messages", () => {
  const { percepts } = readTranscript(
    "export",
    JSON.stringify([
      {
        uuid: "c1",
        name: "Seedlings",
        created_at: "2026-02-01T10:00:00Z",
        chat_messages: [
          { uuid: "m1", sender: "human", text: "When do I sow?", created_at: "2026-02-01T10:00:02Z" },
          { sender: "assistant", text: "In March." },
        ],
      },
    ]),
  );
  assert.deepEqual(
    percepts.map(({ id, role, session, title, time }) => [id, role, session, title, time]),
    [
      ["m1", "user", "c1", "Seedlings", "2026-02-01T10:00:02.000Z"],
      ["export#1:2", "assistant", "c1", "Seedlings", "2026-02-01T10:00:00.000Z"],
    ],
  );
});

test("T5: a number for an id and a place in the file do not meet, nor do numbers of two conversations", () => {
  const idsOf = (text: string): unknown[] => readTranscript("f", text).percepts.map(({ id }) => id);
  assert.deepEqual(idsOf(jsonl({ id: 2, text: "a" }, { text: "b" })), ["f:2", "f#2"]);
  const talk = (session: string): unknown => ({ session, messages: [{ id: 1, text: "a" }, { text: "b" }] });
  assert.deepEqual(idsOf(jsonl(talk("s"), talk("t"))), ["s:1", "f#1:2", "t:1", "f#2:2"]);
});

test("T1: a data set's own name for a caption is none elsewhere", () => {
  const { percepts } = readTranscript("f", jsonl({ text: "Look.", blip_caption: "a pier" }));
  assert.deepEqual(percepts, [{ id: "f#1", text: "Look.", session: "f" }]);
});

test("T2: a line that cannot be read is reported and the others are kept", () => {
  const { percepts, skipped } = readTranscript(
    "f",
    [
      '{"text":"one"}',
      "{broken",
      '{"text":"two","time":"someday"}',
      "[1]",
      '{"role":"user"}',
      "",
      '{"text":"three"}',
    ].join("\n"),
  );
  assert.deepEqual(
    percepts.map(({ id, text }) => [id, text]),
    [
      ["f#1", "one"],
      ["f#7", "three"],
    ],
  );
  assert.deepEqual(
    skipped.map(({ line, why }) => [line, why]),
    [
      [2, "not JSON"],
      [3, "unreadable time"],
      [4, "not JSON"],
      [5, "no text"],
    ],
  );
});

test("TR1: a message's own source is kept, on what its tools returned as well", () => {
  const { percepts } = readTranscript(
    "f",
    jsonl(
      { text: "The shop closes.", source: "https://example.org/page" },
      { role: "tool", content: "Created.", source: "calendar" },
      { text: "Fine.", speaker: "Ana" },
    ),
  );
  assert.deepEqual(
    percepts.map(({ source }) => source),
    ["https://example.org/page", "calendar", undefined],
  );
});

test("T2: what a brain would refuse is reported, and the report holds nothing of the text", () => {
  const { percepts, skipped } = readTranscript(
    "f",
    jsonl(
      { text: "secret", speaker: "a\0b" },
      { text: "secret", id: "x".repeat(513) },
      { caption: "a pier" },
    ),
  );
  assert.deepEqual(percepts, [{ id: "f#3", session: "f", caption: "a pier" }]);
  assert.deepEqual(
    skipped.map(({ line, why }) => [line, /speaker|id/.test(why), why.includes("secret")]),
    [
      [1, true, false],
      [2, true, false],
    ],
  );
});

test("T3: what cannot be read at all is an error that names the formats", () => {
  for (const text of ["{", '{"a":1}', "[1,2]", '{"text":""', "a\0b"])
    assert.throws(
      () => readTranscript("notes.bin", text),
      (error) =>
        error instanceof EncephalonError &&
        error.code === "unreadable-transcript" &&
        error.value === "notes.bin" &&
        transcriptFormats.every((format) => error.remedy.includes(format)),
      text,
    );
  assert.deepEqual(readTranscript("f", " \n"), { format: "text", percepts: [], skipped: [] });
});

test("T3: a forced format is used or refused", () => {
  const text = fixture("claude-code.jsonl");
  assert.equal(readTranscript("f", text, { format: "text" }).format, "text");
  assert.equal(readTranscript("f", '{"text":"Ana: hi"}', { format: "messages" }).percepts.length, 1);
  assert.throws(() => readTranscript("f", text, { format: "locomo" }), EncephalonError);
  assert.throws(() => readTranscript("f", "Ana: hi", { format: "codex" }), EncephalonError);
});

test("T4: an id counts once a file", () => {
  const { percepts, skipped } = readTranscript(
    "f",
    jsonl({ id: "a", text: "first" }, { id: "a", text: "second" }),
  );
  assert.deepEqual(
    percepts.map(({ text }) => text),
    ["first"],
  );
  assert.deepEqual(skipped, [{ line: 2, why: "repeats an id of this file" }]);
});

test("T6: a file that grows keeps the percepts that it had", () => {
  for (const file of ["claude-code.jsonl", "codex.jsonl", "chat-completions.jsonl", "whatsapp.txt"]) {
    const lines = fixture(file).split("\n");
    const whole = readTranscript("f", lines.join("\n")).percepts;
    for (let count = 4; count < lines.length; count++) {
      const { percepts } = readTranscript("f", lines.slice(0, count).join("\n"));
      // The last turn of a chat may still grow by a line: it is another percept then.
      const settled = file.endsWith(".txt") ? percepts.slice(0, -1) : percepts;
      assert.deepEqual(settled, whole.slice(0, settled.length), `${file}, ${count} lines`);
    }
  }
});

test("T10: a long result keeps head and tail and says how long it was", () => {
  const output = `HEAD${"x".repeat(6000)}TAIL`;
  const call = { role: "assistant", tool_calls: [{ id: "c", function: { name: "cat", arguments: "{}" } }] };
  const { percepts } = readTranscript("f", jsonl(call, { role: "tool", tool_call_id: "c", content: output }));
  const text = percepts[1]?.text ?? "";
  assert.equal(text, `HEAD${"x".repeat(1996)}\n[… 2008 characters left out …]\n${"x".repeat(1996)}TAIL`);
  assert.deepEqual(percepts[1]?.metadata, { tool: "cat", fullLength: 6008 });
});

test("T11: names of the object's prototype are names like others", () => {
  const hostile =
    '{"__proto__":{"text":"injected"},"constructor":{"prototype":{"x":1}},"text":"plain","metadata":{"__proto__":{"polluted":true}}}';
  const { percepts } = readTranscript("f", hostile);
  assert.equal(percepts.length, 1);
  assert.equal(percepts[0]?.text, "plain");
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  const stored = validate(perceptSchema, percepts[0], "invalid-percept");
  assert.deepEqual(stored.metadata, {});
  assert.throws(() => readTranscript("f", '{"__proto__":{"text":"injected"}}'), EncephalonError);
});

test("T11: depth and repetition neither overflow nor hang", () => {
  const deep = `{"text":"t","metadata":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
  assert.deepEqual(readTranscript("f", `${deep}\n{"text":"ok"}`).skipped, [
    { line: 1, why: "nested deeper than 64 levels" },
  ]);
  const call = {
    type: "function_call",
    name: "x",
    call_id: "c",
    arguments: "[".repeat(50_000) + "]".repeat(50_000),
  };
  assert.equal(readTranscript("f", jsonl(call, call)).percepts.length, 0);
  const started = performance.now();
  const unclosed = "<system-reminder>".repeat(50_000);
  readTranscript("f", jsonl({ type: "user", uuid: "u", message: { content: unclosed } }));
  for (const piece of ["[", "=", " ", "A ", "12:", "1/", "**", "Ana (", "- ", "\n", "## "])
    readTranscript("f", piece.repeat(100_000), { format: "text" });
  assert.ok(performance.now() - started < 5000);
});

const safely = (name: string, text: string): void => {
  try {
    const { percepts, skipped } = readTranscript(name, text);
    assert.equal(new Set(percepts.map(({ id }) => id)).size, percepts.length);
    for (const percept of percepts) {
      assert.ok(percept.session !== undefined && percept.id !== undefined);
      validate(perceptSchema, percept, "invalid-percept");
      toEpisode(percept, percept.id as EpisodeId, 0 as Millis);
    }
    for (const { line } of skipped) assert.ok(line >= 1);
  } catch (error) {
    if (!(error instanceof EncephalonError && error.code === "unreadable-transcript")) throw error;
  }
};

test("T11: random text, random JSON and random records of every shape", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.json()), (text) =>
      safely("f", text),
    ),
    { numRuns: 2000 },
  );
  const field = fc.constantFrom(
    ..."type uuid sessionId timestamp message payload role content text kind name id input call_id output arguments tool_calls messages conversation session_1 session_1_date_time speaker dia_id __proto__ constructor metadata scope time causedBy".split(
      " ",
    ),
  );
  const word = fc.constantFrom(
    ..."user assistant tool response_item session_meta message function_call function_call_output tool_use tool_result text thinking structured blob action 2024-05-01 local_shell_call reasoning".split(
      " ",
    ),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      word,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.array(fc.tuple(field, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), (values) => {
      safely("f", jsonl(...values));
      safely("f", JSON.stringify(values));
    }),
    { numRuns: 2000 },
  );
});

test("T11: valid files, cut and mutated", () => {
  const edits = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom("", "{", "}", "[", '"', ",", "\n", "0", "null", "\u200e", ":")),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), fc.nat(), edits, (file, cut, changes) => {
      const original = fixture(file);
      let text = original.slice(0, cut % (original.length + 1));
      for (const [at, by] of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + by + text.slice(place + 1);
      }
      safely(file, text);
    }),
    { numRuns: 1000 },
  );
});
