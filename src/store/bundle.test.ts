import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anyEpisode, encoded, observed, ref, someTime } from "../../tests/contracts/log-samples.ts";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import type { EventBody } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { LogStore } from "../ports/log-store.ts";
import { exportBundle, importBundle } from "./bundle.ts";
import { createMemoryLog } from "./memory-log.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();
const at = someTime;

async function linesOf(log: LogStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportBundle(log)) lines.push(line);
  return lines;
}

async function sample(): Promise<LogStore> {
  const log = createMemoryLog();
  await log.append([observed("a", "one\u2028\ud800\0"), observed("b", "two")], at);
  await log.append([{ type: "used", episodes: [ref("b", 2), ref("a", 1)] }], (at + 1) as Millis);
  await log.erase([ref("a", 1)], (at + 2) as Millis);
  await log.append([observed("c", "three")], (at + 3) as Millis);
  return log;
}

async function refusesBundle(lines: readonly string[], line: number | null): Promise<void> {
  for (const log of [createMemoryLog(), await openSqliteLog({ path: newPath() })]) {
    await assert.rejects(importBundle(lines, log), (error) => {
      refuses("invalid-bundle")(error);
      if (line !== null) assert.match((error as Error).message, new RegExp(`^Line ${line} `));
      return true;
    });
    assert.equal(await log.head(), 0);
    await log.close();
  }
}

/** A bundle of these events with right checksums, made without the code under test. */
function sealed(events: readonly unknown[]): string[] {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const lines = [`{"format":"encephalon-bundle","version":1,"events":${events.length}}`];
  let hash = sha256(lines[0]!);
  for (const event of events) {
    const text = JSON.stringify(event);
    hash = sha256(hash + text);
    lines.push(`{"sha256":"${hash}","event":${text}}`);
  }
  return [...lines, `{"footer":{"events":${events.length}},"sha256":"${hash}"}`];
}

describe("a bundle", () => {
  it("B1: is a manifest, an event a line and a footer, each line JSON", async () => {
    const log = await sample();
    const lines = await linesOf(log);
    const events = await log.read(0 as Seq, 99);
    assert.deepEqual(JSON.parse(lines[0]!), { format: "encephalon-bundle", version: 1, events: 5 });
    assert.deepEqual(
      lines.slice(1, -1).map((line) => JSON.parse(line).event),
      events,
    );
    assert.deepEqual(JSON.parse(lines.at(-1)!).footer, { events: 5 });
    assert.deepEqual(lines, sealed(events));
  });

  it("B2: into an empty brain it is the same log, tombstones, times and positions included", async () => {
    const log = await sample();
    for (const target of [createMemoryLog(), await openSqliteLog({ path: newPath() })]) {
      assert.deepEqual(await importBundle(exportBundle(log), target), { added: 5, skipped: 0 });
      assert.deepEqual(await target.read(0 as Seq, 99), await log.read(0 as Seq, 99));
      assert.deepEqual(await target.append([observed("a", "again")], at), [{ seq: 1, outcome: "erased" }]);
      await target.close();
    }
  });

  it("B2: export, import and export again give the same lines, for any log", async () => {
    const ids = ["a", "b", "c", "d"] as EpisodeId[];
    const anyLog = fc.tuple(
      fc.tuple(...ids.map((id) => anyEpisode(fc.constant(id)))),
      fc.array(fc.tuple(fc.nat(6), fc.nat(3), fc.float({ noNaN: true, noDefaultInfinity: true })), {
        maxLength: 8,
      }),
    );
    const target = { file: newPath };
    await fc.assert(
      fc.asyncProperty(anyLog, async ([episodes, others]) => {
        const log = createMemoryLog();
        await log.append(
          episodes.map((episode) => ({ type: "observed", id: episode.id, episode })),
          at,
        );
        for (const [kind, i, value] of others) {
          const one = ref(ids[i]!, i + 1);
          const event: EventBody[] = [
            { type: "used", episodes: [one, one] },
            { type: "feedback", episode: one, value },
            { type: "pinned", episode: one, pinned: value > 0 },
            { type: "forgotten", episodes: [one], forgotten: true },
            { type: "erased", episodes: [one] },
            { type: "slept", seed: i, steps: 1 },
            encoded(ids[i]!, i + 1, [value, i], `encoder ${i % 2}`),
          ];
          await log.append([event[kind]!], (at + kind) as Millis);
        }
        const lines = await linesOf(log);
        const copy = await openSqliteLog({ path: target.file() });
        await importBundle(lines, copy);
        assert.deepEqual(await linesOf(copy), lines);
        await copy.close();
      }),
      { numRuns: 25, seed: 8 },
    );
  });

  it("B2: survives a file and a reader of lines, whatever the text holds", async () => {
    const log = createMemoryLog();
    await log.append([observed("a", "x\u2028y\u2029z\r\n\u0085\ufeff\ud800", { title: "\0" })], at);
    const path = newPath();
    writeFileSync(path, `${(await linesOf(log)).join("\n")}\n`);
    const target = createMemoryLog();
    await importBundle(createInterface({ input: createReadStream(path), crlfDelay: Infinity }), target);
    assert.deepEqual(await target.read(0 as Seq, 9), await log.read(0 as Seq, 9));
  });

  it("B1: a vector is its bytes in base64, and nothing where it was erased", async () => {
    const log = createMemoryLog();
    await log.append(
      [observed("a", "x"), observed("b", "y"), encoded("a", 1, [1, -2.5]), encoded("b", 2, [1])],
      at,
    );
    await log.erase([ref("b", 2)], at);
    const lines = await linesOf(log);
    // 1 is 3f800000 and -2.5 is c0200000, the low byte first.
    const expected = Buffer.from("0000803f000020c0", "hex").toString("base64");
    const said = { at, type: "encoded", encoder: "x" };
    assert.deepEqual(
      lines.slice(3, 5).map((line) => JSON.parse(line).event),
      [
        { seq: 3, ...said, episode: ref("a", 1), vector: expected },
        { seq: 4, ...said, episode: ref("b", 2), vector: null },
      ],
    );
    for (const target of [createMemoryLog(), await openSqliteLog({ path: newPath() })]) {
      assert.deepEqual(await importBundle(lines, target), { added: 5, skipped: 0 });
      assert.deepEqual(await linesOf(target), lines);
      assert.deepEqual(await importBundle(lines, target), { added: 0, skipped: 5 });
      await target.close();
    }
  });

  it("B3: into a brain that holds something, what is there is skipped and references move along", async () => {
    const source = await sample();
    const lines = await linesOf(source);
    for (const target of [createMemoryLog(), await openSqliteLog({ path: newPath() })]) {
      await target.append([observed("mine", "m"), observed("b", "two")], at);
      assert.deepEqual(await importBundle(lines, target), { added: 4, skipped: 1 });
      assert.deepEqual((await target.read(2 as Seq, 99)).slice(1), [
        { seq: 4, at: at + 1, type: "used", episodes: [ref("b", 2), ref("a", 3)] },
        { seq: 5, at: at + 2, type: "erased", episodes: [ref("a", 3)] },
        { seq: 6, at: at + 3, ...observed("c", "three") },
      ]);
      assert.deepEqual(await importBundle(lines, target), { added: 0, skipped: 5 });
      await target.append([observed("d", "other")], at);
      assert.deepEqual(await importBundle(exportBundle(target), target), { added: 0, skipped: 7 });
      await target.close();
    }
  });

  it("B4: a bundle that was cut short is refused, wherever it was cut, and nothing is imported", async () => {
    const lines = await linesOf(await sample());
    for (let keep = 0; keep < lines.length; keep++) await refusesBundle(lines.slice(0, keep), keep + 1);
    for (let line = 1; line <= lines.length; line++) {
      const cut = lines.slice(0, line);
      cut[line - 1] = cut[line - 1]!.slice(0, -3);
      await refusesBundle(cut, line);
    }
  });

  it("B4: a bundle with any character changed, or a line lost, doubled or moved, is refused", async () => {
    const lines = await linesOf(await sample());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length - 1),
        fc.nat(),
        fc.constantFrom("0", "z", '"', " "),
        async (i, k, char) => {
          const line = lines[i]!;
          const place = k % line.length;
          fc.pre(line[place] !== char);
          const altered = lines.with(i, line.slice(0, place) + char + line.slice(place + 1));
          const log = createMemoryLog();
          await assert.rejects(importBundle(altered, log), refuses("invalid-bundle"));
          assert.equal(await log.head(), 0);
        },
      ),
      { numRuns: 300, seed: 9 },
    );
    for (let i = 1; i < lines.length - 1; i++) {
      await refusesBundle(lines.toSpliced(i, 1), i + 1);
      await refusesBundle(lines.toSpliced(i, 0, lines[i]!), i + 2);
      await refusesBundle(lines.with(i, lines[i + 1]!).with(i + 1, lines[i]!), i + 1);
    }
    await refusesBundle([...lines, lines[1]!], lines.length + 1);
    await importBundle([...lines, ""], createMemoryLog());
  });

  it("B5: right checksums over wrong events are refused", async () => {
    const good = { seq: 1, at, ...observed("a", "x") };
    const event = (more: object): unknown[] => [good, { seq: 2, at, ...more }];
    assert.deepEqual(await importBundle(sealed([good]), createMemoryLog()), { added: 1, skipped: 0 });
    for (const wrong of [
      event({ type: "unheard" }),
      event({ type: "used", episodes: "a" }),
      event({ type: "used", episodes: [{ id: "a", seq: -1 }] }),
      event({ type: "slept", seed: 1, steps: 1, more: 1 }),
      event({ type: "observed", id: "b" }),
      event({ ...observed("b", "y"), id: "c" }),
      event({ ...observed("b\0", "y") }),
      event({ ...observed("b", "y", { scope: { user: "\ud800" } }) }),
      event({ ...observed("b", "y", { time: 0.5 as Millis }) }),
      event({ ...observed("b", "y"), at: "today" }),
      [good, null],
      ...[
        { vector: "" },
        { vector: "AAAA" },
        { vector: "AACAPw" },
        { vector: "AACAPw== " },
        { vector: "AADAfw==" },
        { vector: [1] },
        { vector: "AACAPw==", encoder: "" },
        { vector: "AACAPw==", encoder: "a\0" },
        { vector: "AACAPw==", episode: "a" },
      ].map((wrong) => event({ ...encoded("a", 1, null), ...wrong })),
    ])
      await refusesBundle(sealed(wrong), 3);
    await refusesBundle(sealed(event({ type: "used", episodes: [ref("nobody", 1)] })), null);
    await refusesBundle(sealed(event({ ...encoded("nobody", 1, null), vector: "AACAPw==" })), null);
    const right = sealed(event({ ...encoded("a", 1, null), vector: "AACAPw==" }));
    assert.deepEqual(await importBundle(right, createMemoryLog()), { added: 2, skipped: 0 });
    await refusesBundle(sealed([]).with(0, '{"format":"encephalon-bundle","version":2,"events":0}'), 1);
    await refusesBundle(["{}"], 1);
    await refusesBundle(["secret text"], 1);
  });

  it("B5: an id of another content is a conflict, and nothing is imported", async () => {
    const lines = await linesOf(await sample());
    const target = await openSqliteLog({ path: newPath() });
    await target.append([observed("c", "another three")], at);
    await assert.rejects(importBundle(lines, target), refuses("id-conflict"));
    assert.equal(await target.head(), 1);
    await target.close();
  });
});
