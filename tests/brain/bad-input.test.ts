import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { inspect } from "node:util";
import { type Brain, openBrain, type Percept, type RecallOptions } from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { found, longestGap, refused } from "./support.ts";

const newPath = scratchFiles();

suite("what cannot be used is refused, and nothing stored is lost", () => {
  let brain: Brain;
  let hash: string;
  before(async () => {
    brain = await openBrain();
    await brain.observe({
      id: "porto",
      speaker: "Ana",
      text: "I moved to Porto in March.",
      time: "2026-03-14",
    });
    await brain.observe({ id: "bread", speaker: "Ben", text: "Bread for lunch.", time: "2026-03-15" });
    hash = await brain.stateHash();
  });
  after(async () => {
    assert.equal(await brain.stateHash(), hash);
    assert.deepEqual((await brain.verify()).problems, []);
    assert.deepEqual(await found(brain, "who moved to Porto"), ["porto"]);
    await brain.close();
  });

  const lone = "\ud800";
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`) as never;
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const percepts: readonly [rule: string, percept: unknown, value?: unknown][] = [
    ["M1: an empty text", { text: "" }, ""],
    ["M1: white space only", { text: " \n\t\u3000" }, " \n\t\u3000"],
    ["M1: neither text nor content", { speaker: "Ana" }],
    ["M1: an empty content", { content: [] }, []],
    ["M5: more than 8,000,000 characters", { text: "x".repeat(8_000_001) }],
    [
      "M5: more than 8,000,000 characters over all parts",
      {
        text: "x".repeat(5_000_000),
        content: [{ type: "text", text: "y".repeat(3_000_001) }],
      },
    ],
    ["M4: a lone surrogate in an id", { text: "x", id: lone }, lone],
    ["M4: a lone surrogate in a speaker", { text: "x", speaker: lone }, lone],
    ["M4: a lone surrogate in a scope", { text: "x", scope: { user: lone } }, lone],
    ["M4: NUL in an id", { text: "x", id: "a\0b" }, "a\0b"],
    ["M4: NUL in a session", { text: "x", session: "\0" }, "\0"],
    ["M4: an empty id", { text: "x", id: "" }, ""],
    ["M4: an id of 513 characters", { text: "x", id: "i".repeat(513) }],
    ["M7: an unknown field", { text: "x", speeker: "Ana" }],
    ["M7: an unknown level of scope", { text: "x", scope: { team: "blue" } }, { team: "blue" }],
    [
      "S1: a level of scope that is undefined is not taken for everybody",
      { text: "x", scope: { user: undefined } },
    ],
    ["S1: a scope that is a Map", { text: "x", scope: new Map([["user", "u"]]) }],
    ["S1: a scope that is an object of a class", { text: "x", scope: new Date(0) }, new Date(0)],
    ["an unknown kind", { text: "x", kind: "thought" }, "thought"],
    ["a text that is a number", { text: 7 }, 7],
    ["a percept that is null", null],
    ["a percept that is a string", "I moved to Porto."],
    ["a percept that is a function", () => "x"],
    ["a content part of an unknown type", { content: [{ type: "image", uri: "x" }] }],
    ["metadata that is no JSON", { text: "x", metadata: { at: new Date(0) } }],
    ["metadata that lies too deep", { text: "x", metadata: { deep } }],
    ["metadata that holds itself", { text: "x", metadata: { circular } }],
    ["data that lies too deep", { content: [{ type: "structured", data: deep }] }],
    ["M3: a time that is NaN", { text: "x", time: Number.NaN }, Number.NaN],
    ["M3: a time that is infinite", { text: "x", time: Number.POSITIVE_INFINITY }, Number.POSITIVE_INFINITY],
    ["M3: an invalid Date", { text: "x", time: new Date("never") }],
  ];
  for (const [rule, percept, value] of percepts)
    test(`${rule} is invalid-percept`, async () => {
      await refused(brain.observe(percept as Percept), "invalid-percept", value);
    });

  const times = [
    "yesterday",
    "2026-13-45",
    "2026-02-30",
    "2025-02-29T10:00:00Z",
    "",
    "+275760-09-14",
    8.64e15 + 1,
  ];
  for (const time of times)
    test(`M3: the time ${JSON.stringify(time)} is invalid-time`, async () => {
      await refused(brain.observe({ text: "x", time }), "invalid-time", time);
    });

  const options: readonly [rule: string, options: unknown, value?: unknown][] = [
    ["a negative k", { k: -1 }, -1],
    ["a k of 0", { k: 0 }, 0],
    ["a k that is no integer", { k: 1.5 }, 1.5],
    ["a k that is NaN", { k: Number.NaN }, Number.NaN],
    ["a k of 10,001", { k: 10_001 }, 10_001],
    ["a k in words", { k: "ten" }, "ten"],
    ["a minConfidence of 2", { minConfidence: 2 }, 2],
    ["an unknown kind", { kinds: ["thought"] }, "thought"],
    ["M7: an unknown option", { limit: 3 }],
    ["M7: an unknown level of scope", { scope: { team: "blue" } }, { team: "blue" }],
    ["an asker that is a number", { asker: 7 }, 7],
    ["options that are null", null, null],
  ];
  for (const [rule, given, value] of options)
    test(`${rule} is invalid-options`, async () => {
      await refused(brain.recall("Porto", given as RecallOptions), "invalid-options", value);
    });

  for (const cue of [7, null, undefined, ["Porto"], { text: "Porto" }])
    test(`a cue that is ${JSON.stringify(cue)} is invalid-options`, async () => {
      await refused(brain.recall(cue as never), "invalid-options", cue);
    });

  test("M3: a from that cannot be read is invalid-time", async () => {
    await refused(brain.recall("Porto", { from: "last week" }), "invalid-time", "last week");
  });

  for (const since of [null, true, [], {}, 10n, Symbol("now"), undefined, Object.create(null)])
    test(`M3: ${typeof since} ${inspect(since)} is no time`, async () => {
      await refused(brain.changes(since as never), "invalid-time", since);
    });

  for (const other of [null, 7, {}, "brain"])
    test(`${JSON.stringify(other)} is no brain to compare`, async () => {
      await refused(brain.diff(brain, other as never), "invalid-options", other);
    });

  for (const given of [null, 7, "nope", [], () => 1, { nope: 1 }]) {
    test(`M7: ${inspect(given)} is no options of calls about truth`, async () => {
      for (const call of [
        () => brain.timeline("Ana", given as never),
        () => brain.changes(0, given as never),
        () => brain.elapsed("2025", "2026", given as never),
        () => brain.trust("Ana", 1, given as never),
        () => brain.deduce(undefined, given as never),
        () => brain.diff(brain, brain, given as never),
        () => brain.certify("Porto", given as never),
      ])
        await refused(call(), "invalid-options");
    });
  }

  for (const scope of [null, 7, "ana", new Map([["user", "ana"]])])
    test(`S1: ${inspect(scope)} is no scope`, async () => {
      for (const call of [
        () => brain.elapsed("porto", "2026", { scope: scope as never }),
        () => brain.recall("Porto", { scope: scope as never }),
        () => brain.select({ scope: scope as never }),
        () => brain.deduce(undefined, { scope: scope as never }),
      ])
        await refused(call(), "invalid-options", scope);
    });

  for (const pinned of [null, 7, 10n, {}, Symbol("yes")])
    test(`${inspect(pinned)} is not whether to pin`, async () => {
      await refused(brain.pin("porto", pinned as never), "invalid-options", pinned);
    });

  test("R2, R8: a range whose end is before its start holds nothing: an empty answer, no error", async () => {
    const { memories, abstained } = await brain.recall("Porto", { from: "2027", to: "2020" });
    assert.deepEqual([memories, abstained], [[], true]);
  });

  test("S2: a scope that nothing was observed in finds nothing but what is above it", async () => {
    const inner = await openBrain();
    await inner.observe({ id: "a", text: "Porto", scope: { user: "u1" } });
    const { memories, abstained, degraded } = await inner.recall("Porto", { scope: { user: "nobody" } });
    assert.deepEqual([memories, abstained, degraded], [[], true, []]);
    await inner.close();
  });

  for (const cue of ["", " \n", "the of and", "\0", lone, "🥖", "¿?!"])
    test(`R5: the cue ${JSON.stringify(cue)} finds nothing and abstains`, async () => {
      const { memories, abstained, confidence } = await brain.recall(cue);
      assert.deepEqual([memories, abstained, confidence.value], [[], true, 0]);
    });

  test("a cue of 1 MB is answered", async () => {
    // A brain of its own: the use of what it finds is no harm done to this one.
    const other = await openBrain();
    await other.observe({ id: "porto", text: "I moved to Porto in March." });
    assert.deepEqual(await found(other, "Porto was nice and so on. ".repeat(40_000)), ["porto"]);
    await other.close();
  });

  for (const id of ["nobody", "", lone, 7, null, undefined, {}, Object.create(null)] as string[]) {
    test(`the id ${inspect(id)} is unknown-episode to whatever takes one`, async () => {
      for (const call of [
        brain.why(id),
        brain.forget(id),
        brain.remember(id),
        brain.erase({ ids: [id] }),
        brain.pin(id),
        brain.feedback(id, 1),
      ])
        await refused(call, "unknown-episode", id);
      // An object is a selection.
      if (typeof id !== "object" || id === null) await refused(brain.erase(id), "unknown-episode", id);
    });
  }

  test("one unknown id among known ones changes nothing", async () => {
    await refused(brain.forget("porto", "nobody"), "unknown-episode", "nobody");
    await refused(brain.erase("porto", "nobody"), "unknown-episode", "nobody");
  });

  for (const value of [
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    "good",
    undefined,
    Symbol("good"),
    Object.create(null),
  ])
    test(`feedback of ${inspect(value)} is invalid-options`, async () => {
      await refused(brain.feedback("porto", value as number), "invalid-options", value);
    });

  test("an id of the replacement character is not that of a lone surrogate", async () => {
    const inner = await openBrain();
    await inner.observe({ id: "\ufffd", text: "x" });
    await refused(inner.erase(lone), "unknown-episode", lone);
    await inner.close();
  });
});

suite("what is strange but usable comes back as it went in", () => {
  const texts: readonly [what: string, text: string, cue: string][] = [
    ["lone surrogates", "bread \ud800 and \udfff eggs", "bread"],
    ["NUL bytes", "bread\0and\0\0eggs", "eggs"],
    ["emoji", "🥖👩‍👩‍👧‍👦 bread 🇵🇹", "bread"],
    ["right-to-left text", "אני גר בפורטו \u202e bread", "בפורטו"],
    ["U+2028 and U+2029", "bread\u2028eggs\u2029milk", "milk"],
    ["a byte order mark", "\ufeffbread", "bread"],
    ["1 MB", "Bread, eggs and 12 oranges from Lisbon on May 3. ".repeat(21_000), "oranges"],
  ];
  for (const [what, text, cue] of texts)
    test(`M4: a text with ${what} is lossless, also after a restart, and found`, async () => {
      const path = newPath();
      const brain = await openBrain({ path });
      await brain.observe({
        id: "x",
        text,
        title: text.slice(0, 100),
        caption: text.slice(0, 100),
        metadata: { [text.slice(0, 20)]: text.slice(0, 100) },
      });
      await brain.close();
      const again = await openBrain({ path });
      const { memories } = await again.recall(cue);
      assert.equal(memories.length, 1);
      const { episode } = memories[0]!;
      assert.deepEqual(episode.content, [{ type: "text", text }]);
      assert.equal(episode.title, text.slice(0, 100));
      assert.deepEqual(episode.metadata, { [text.slice(0, 20)]: text.slice(0, 100) });
      assert.deepEqual((await again.verify()).problems, []);
      await again.close();
    });

  test("1 MB holds the event loop for less than a second", async (t) => {
    const brain = await openBrain();
    const gap = await longestGap(async () => {
      await brain.observe({ text: "Bread, eggs and 12 oranges from Lisbon on May 3. ".repeat(21_000) });
      await brain.recall("oranges");
    });
    t.diagnostic(`longest gap ${gap.toFixed(0)} ms`);
    assert.ok(gap < 1000);
    await brain.close();
  });

  const ends = [8.64e15, -8.64e15, "+275760-09-13", "-271821-04-20", "0000-01-01", 0] as const;
  for (const time of ends)
    test(`M3: ${time} is a time like any other`, async () => {
      const brain = await openBrain();
      await brain.observe({ id: "x", text: "Yesterday bread, next year eggs, in May rain", time });
      assert.deepEqual(await found(brain, "bread yesterday"), ["x"]);
      assert.equal((await brain.recall("bread tomorrow", { now: time })).memories.length, 1);
      assert.deepEqual((await brain.verify()).problems, []);
      await brain.close();
    });

  test("R2: from is in, to is out", async () => {
    const brain = await openBrain();
    await brain.observe({ id: "x", text: "bread", time: "2026-03-14" });
    const recalled = async (options: RecallOptions): Promise<number> =>
      (await brain.recall("bread", options)).memories.length;
    assert.equal(await recalled({ from: "2026-03-14" }), 1);
    assert.equal(await recalled({ from: "2026-03-14T00:00:00.001Z" }), 0);
    assert.equal(await recalled({ to: "2026-03-14" }), 0);
    assert.equal(await recalled({ to: "2026-03-14T00:00:00.001Z" }), 1);
    await brain.close();
  });
});
