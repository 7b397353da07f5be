import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { anyEpisode, encoded, extracted } from "../../tests/contracts/log-samples.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { sourceOf } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { Lease, LogStore } from "../ports/log-store.ts";
import { exportBundle } from "./bundle.ts";
import { createMemoryLog } from "./memory-log.ts";
import { isErased, isSaying } from "./refs.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();

const anyId = fc.constantFrom("a", "b", "c", "ä", "🧠") as fc.Arbitrary<EpisodeId>;
const anySeq = fc.integer({ min: 1, max: 12 }) as unknown as fc.Arbitrary<Seq>;
const anyRef: fc.Arbitrary<EpisodeRef> = fc.record({ id: anyId, seq: anySeq });
const anyTime = fc.integer({ min: 0, max: 4 }) as unknown as fc.Arbitrary<Millis>;

/** Few ids and few contents, so that duplicates, conflicts and erased ids are common. */
const contents = fc.sample(anyEpisode(fc.constant("?")), { numRuns: 3, seed: 5 });
const anyEvent: fc.Arbitrary<EventBody> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(anyId, fc.constantFrom(0, 0, 0, 1, 2))
      .map(([id, i]): EventBody => ({ type: "observed", id, episode: { ...contents[i]!, id } })),
  },
  { weight: 1, arbitrary: anyId.map((id): EventBody => ({ type: "observed", id, episode: null })) },
  {
    weight: 1,
    arbitrary: fc.array(anyRef, { maxLength: 2 }).map((episodes): EventBody => ({ type: "used", episodes })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(anyRef, { maxLength: 2 })
      .map((episodes): EventBody => ({ type: "erased", episodes })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyRef, fc.constantFrom("x", "y"), fc.constantFrom(null, [1, 0], [0.6, 0.8], [0.1]))
      .map(
        ([episode, encoder, vector]): EventBody => ({
          type: "encoded",
          encoder,
          episode,
          vector: vector && Float32Array.from(vector),
        }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyRef, fc.constantFrom("x", "y"), fc.constantFrom(null, "", "Porto"))
      .map(([{ id, seq }, extractor, said]) => extracted(id, seq, said, extractor)),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...contents.map(sourceOf)), fc.constantFrom(0, 0.5, null))
      .map(([source, trust]): EventBody => ({ type: "trusted", source, trust })),
  },
  { weight: 1, arbitrary: anyRef.map((episode): EventBody => ({ type: "feedback", episode, value: 0.1 })) },
  { weight: 1, arbitrary: anyRef.map((episode): EventBody => ({ type: "pinned", episode, pinned: true })) },
);

type Step = (log: LogStore, leases: Lease[]) => Promise<unknown>;

const module = fc.constantFrom("m", "n");
const anyStep: fc.Arbitrary<{ readonly name: string; readonly step: Step }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.array(anyEvent, { maxLength: 4 }), anyTime)
      .map(([events, at]) => ({ name: "append", step: (log: LogStore) => log.append(events, at) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(anyRef, { maxLength: 2 }), anyTime)
      .map(([refs, at]) => ({ name: "erase", step: (log: LogStore) => log.erase(refs, at) })),
  },
  {
    // What was said of the id and its source, and then its erasure.
    weight: 3,
    arbitrary: fc.tuple(anyId, anyTime, fc.boolean()).map(([id, at, whole]) => ({
      name: "whole life",
      step: async (log: LogStore) => {
        const { episode, seq } = (await log.find(id)) ?? { episode: null, seq: null };
        if (episode === null || seq === null) return null;
        const said: EventBody[] = [
          { type: "trusted", source: sourceOf(episode), trust: 0.5 },
          encoded(id, seq, [1, 0]),
          extracted(id, seq, "Lisbon"),
        ];
        await log.append(said, at);
        return whole ? log.erase([{ id, seq }], at) : null;
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(anyEvent, anyTime), { maxLength: 5 })
      .map((events) => events.map(([event, at], i) => ({ ...event, at, seq: (i + 1) as Seq }) as LogEvent))
      .map((events) => ({ name: "merge", step: (log: LogStore) => log.merge(events) })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(module, anySeq).map(([name, seq]) => ({
      name: "save",
      step: (log: LogStore) =>
        log.saveCheckpoint({ module: name, version: "1", seq, bytes: new Uint8Array(seq).fill(seq) }),
    })),
  },
  {
    weight: 1,
    arbitrary: module.map((name) => ({ name: "load", step: (log: LogStore) => log.loadCheckpoint(name) })),
  },
  { weight: 1, arbitrary: fc.constant({ name: "scrub", step: (log: LogStore) => log.scrub() }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anySeq, anySeq)
      .map(([after, limit]) => ({ name: "read", step: (log: LogStore) => log.read(after, limit) })),
  },
  { weight: 1, arbitrary: anyId.map((id) => ({ name: "find", step: (log: LogStore) => log.find(id) })) },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: "take",
      step: async (log: LogStore, leases: Lease[]) => {
        const lease = await log.acquireLease("l", 1000);
        if (lease !== null) leases.push(lease);
        return lease !== null;
      },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      name: "release",
      step: async (_: LogStore, leases: Lease[]) => leases.shift()?.release(),
    }),
  },
);

async function outcome(step: Step, log: LogStore, leases: Lease[]): Promise<unknown> {
  try {
    return { value: (await step(log, leases)) ?? null };
  } catch (error) {
    if (!(error instanceof EncephalonError)) throw error;
    return { code: error.code, message: error.message, offending: error.value };
  }
}

async function everything(log: LogStore): Promise<unknown> {
  const { events, episodes } = await log.size();
  return {
    head: await log.head(),
    log: await log.read(0 as Seq, 1000),
    pending: await log.erasurePending(),
    checkpoints: [await log.loadCheckpoint("m"), await log.loadCheckpoint("n")],
    size: { events, episodes },
    verified: await log.verify(),
  };
}

it("L23: the SQLite log and the memory log answer alike, whatever happens to them", async () => {
  const seen = new Map<string, number>();
  const sayings = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 25, size: "max" }), async (steps) => {
      const clock = () => 0 as Millis;
      const file = await openSqliteLog({ path: newPath(), clock });
      const memory = createMemoryLog({ clock });
      const leases: readonly [Lease[], Lease[]] = [[], []];
      try {
        for (const { name, step } of steps) {
          const expected = await outcome(step, memory, leases[1]);
          const key = `${name} ${(expected as { code?: string }).code ?? "ok"}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
          assert.deepEqual(await outcome(step, file, leases[0]), expected, name);
          for (const event of await memory.read(0 as Seq, 1000))
            if (isSaying(event)) sayings.add(`${event.type} ${isErased(event) ? "erased" : "there"}`);
            else if (event.type === "trusted")
              sayings.add(`trusted ${event.source === null ? "erased" : "there"}`);
          assert.deepEqual(await everything(file), await everything(memory), name);
        }
        // Their bundles are the same, too.
        const lines: string[] = [];
        for await (const line of exportBundle(file)) lines.push(line);
        for await (const line of exportBundle(memory)) assert.equal(line, lines.shift());
        assert.equal(lines.length, 0);
      } finally {
        await file.close();
        await memory.close();
      }
    }),
    { numRuns: 60, seed: 6 },
  );
  for (const key of [
    "append ok",
    "append id-conflict",
    "append unknown-episode",
    "merge ok",
    "merge unknown-episode",
    "erase ok",
  ])
    assert.ok((seen.get(key) ?? 0) > 0, `${key} never happened`);
  assert.deepEqual(
    [...sayings].sort(),
    ["encoded", "extracted", "trusted"].flatMap((type) => [`${type} erased`, `${type} there`]),
  );
});
