import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encoded, episode, observed, ref, someTime } from "../../tests/contracts/log-samples.ts";
import { logStoreContract, refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Seq } from "../model/ids.ts";
import type { LogStore } from "../ports/log-store.ts";
import { createMemoryLog } from "./memory-log.ts";
import { createOverlayLog, type OverlayLog } from "./overlay-log.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();
const at = someTime;

async function over(below: LogStore): Promise<OverlayLog> {
  return createOverlayLog(below, { seq: await below.head(), checkpoints: [] });
}

function all(log: LogStore): Promise<readonly LogEvent[]> {
  return log.read(0 as Seq, 1_000);
}

logStoreContract("an overlay", async (options) =>
  createOverlayLog(createMemoryLog(), { seq: 0 as Seq, checkpoints: [] }, options),
);

/** Few ids, contents and sources, so that duplicates, conflicts, erased ids and last episodes are common. */
const anyId = fc.constantFrom("a", "b", "c", "d") as fc.Arbitrary<EpisodeId>;
const anyRef: fc.Arbitrary<EpisodeRef> = fc.record({
  id: anyId,
  seq: fc.integer({ min: 1, max: 9 }) as unknown as fc.Arbitrary<Seq>,
});
const refs = fc.array(anyRef, { maxLength: 2 });
const anyEvent: fc.Arbitrary<EventBody> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(anyId, fc.constantFrom("x", "x", "x", "y"), fc.constantFrom("mail", "web"))
      .map(([id, text, source]) => observed(id, text, { source: id < "c" ? source : "mail" })),
  },
  { weight: 1, arbitrary: anyId.map((id): EventBody => ({ type: "observed", id, episode: null })) },
  { weight: 1, arbitrary: refs.map((episodes): EventBody => ({ type: "used", episodes })) },
  { weight: 2, arbitrary: refs.map((episodes): EventBody => ({ type: "erased", episodes })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyRef, fc.constantFrom("x", "y"), fc.constantFrom(null, [1, 0], [0.6, 0.8]))
      .map(([{ id, seq }, encoder, values]) => encoded(id, seq, values, encoder)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyRef, fc.constantFrom("x", "y"), fc.constantFrom(null, []))
      .map(
        ([about, extractor, drafts]): EventBody => ({ type: "extracted", extractor, episode: about, drafts }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("mail", "web", "nobody"), fc.constantFrom(0.5, null))
      .map(([source, trust]): EventBody => ({ type: "trusted", source, trust })),
  },
);

type Step = (log: LogStore) => Promise<unknown>;
const anyTime = fc.integer({ min: 0, max: 2 }) as unknown as fc.Arbitrary<Millis>;
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.array(anyEvent, { maxLength: 4 }), anyTime).map(
      ([events, time]): Step =>
        (log) =>
          log.append(events, time),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(anyEvent, anyTime), { maxLength: 4 })
      .map((events) =>
        events.map(([event, time], i) => ({ ...event, at: time, seq: (i + 1) as Seq }) as LogEvent),
      )
      .map(
        (events): Step =>
          (log) =>
            log.merge(events),
      ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((log) => log.scrub()) },
);

async function outcome(step: Step, log: LogStore): Promise<unknown> {
  try {
    return { value: await step(log) };
  } catch (error) {
    if (!(error instanceof EncephalonError)) throw error;
    return { code: error.code, message: error.message, offending: error.value };
  }
}

async function everything(log: LogStore): Promise<unknown> {
  const { events, episodes } = await log.size();
  const seqs = Array.from({ length: 14 }, (_, i) => (i + 1) as Seq);
  const ids = ["a", "b", "c", "d"] as EpisodeId[];
  return {
    head: await log.head(),
    log: await all(log),
    slice: await log.read(2 as Seq, 3),
    pending: await log.erasurePending(),
    size: { events, episodes },
    verified: await log.verify(),
    episodes: await log.episodes(seqs),
    ids: await log.ids(seqs),
    found: await Promise.all(ids.map((id) => log.find(id))),
    seqs: await Promise.all(ids.map((id) => log.seqOf(id))),
  };
}

test("WO2: an overlay answers like one log that went on, wherever it begins, and what is below stays", async () => {
  const codes = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 6 }),
      fc.array(anyStep, { minLength: 1, maxLength: 12 }),
      fc.array(anyStep, { maxLength: 3 }),
      async (first, then, meanwhile) => {
        const [plain, below] = [createMemoryLog(), createMemoryLog()];
        for (const step of first) assert.deepEqual(await outcome(step, below), await outcome(step, plain));
        await Promise.all([plain.scrub(), below.scrub()]);
        const overlay = await over(below);
        // What is below goes on, but for erasures, which are another rule.
        for (const step of meanwhile)
          await outcome(step, {
            ...below,
            append: (events, time) => below.append(events.filter(isNoErasure), time),
            merge: async () => ({ added: 0, skipped: 0 }),
            scrub: async () => true,
          } as LogStore);
        const before = await everything(below);
        for (const step of then) {
          const expected = await outcome(step, plain);
          codes.add((expected as { readonly code?: string }).code ?? "ok");
          assert.deepEqual(await outcome(step, overlay), expected);
          assert.deepEqual(await everything(overlay), await everything(plain));
        }
        assert.deepEqual(await everything(below), before);
      },
    ),
    { numRuns: 300 },
  );
  assert.deepEqual(codes, new Set(["ok", "id-conflict", "unknown-episode"]));
});

function isNoErasure({ type }: EventBody): boolean {
  return type !== "erased";
}

test("WO5: what the log below erases is erased in the overlay, with what was said of it there", async () => {
  const below = createMemoryLog();
  await below.append(
    [
      observed("a", "x", { source: "mail" }),
      observed("b", "y"),
      { type: "trusted", source: "mail", trust: 0 },
    ],
    at,
  );
  const overlay = await over(below);
  await overlay.append(
    [encoded("a", 1, [1, 0]), encoded("b", 2, [0, 1]), { type: "trusted", source: "mail", trust: 1 }],
    at,
  );
  await below.append([observed("later", "z")], at);
  await below.erase([ref("a", 1), ref("later", 4)], (at + 1) as Millis);
  assert.equal(await overlay.head(), 7);
  assert.deepEqual(await all(overlay), [
    { seq: 1, at, type: "observed", id: "a", episode: null },
    { seq: 2, at, ...observed("b", "y") },
    { seq: 3, at, type: "trusted", source: null, trust: null },
    { seq: 4, at, ...encoded("a", 1, null) },
    { seq: 5, at, ...encoded("b", 2, [0, 1]) },
    { seq: 6, at, type: "trusted", source: null, trust: null },
    { seq: 7, at: at + 1, type: "erased", episodes: [ref("a", 1)], trusted: [3, 6] },
  ]);
  assert.equal(await overlay.erasurePending(), true);
  assert.equal(await overlay.head(), 7, "once");
  assert.equal(await overlay.find("later" as EpisodeId), null);
});

test("WO5: what the overlay saved of its modules before an erasure below goes with that", async () => {
  const below = createMemoryLog();
  await below.append([observed("a", "x")], at);
  const overlay = await over(below);
  const checkpoint = { module: "m", version: "1", seq: 1 as Seq, bytes: Uint8Array.of(1, 2) };
  await overlay.saveCheckpoint(checkpoint);
  assert.deepEqual(await overlay.loadCheckpoint("m"), checkpoint);
  await below.erase([ref("a", 1)], at);
  await overlay.head();
  assert.equal(await overlay.loadCheckpoint("m"), null);
});

test("WO6: rewound, an overlay is at its moment again, but for what was erased below", async () => {
  const below = createMemoryLog();
  await below.append([observed("a", "x"), observed("b", "y")], at);
  const overlay = await over(below);
  const checkpoint = { module: "m", version: "1", seq: 2 as Seq, bytes: Uint8Array.of(1, 2) };
  await overlay.append([observed("c", "z")], at);
  await overlay.erase([ref("b", 2)], at);
  await overlay.saveCheckpoint({ ...checkpoint, seq: 4 as Seq });
  overlay.rewind([checkpoint]);
  assert.deepEqual(await all(overlay), await all(below));
  assert.equal(await overlay.head(), 2);
  assert.equal(await overlay.erasurePending(), false);
  assert.deepEqual(await overlay.loadCheckpoint("m"), checkpoint);
  assert.equal(await overlay.loadCheckpoint("m"), null, "its bytes are given away once");
  await below.erase([ref("a", 1)], at);
  await overlay.head();
  overlay.rewind([checkpoint]);
  await overlay.head();
  assert.deepEqual(await overlay.episodes([1 as Seq, 2 as Seq]), [null, episode("b", "y")]);
  await overlay.scrub();
  assert.equal(await overlay.loadCheckpoint("m"), null, "it may hold what was erased");
});

test("WO2: an overlay of a file leaves every byte of it, and can be saved as a file of its own", async () => {
  const file = await openSqliteLog({ path: newPath() });
  await file.append([observed("a", "x"), observed("b", "y")], at);
  const reader = await openSqliteLog({ path: newPath() });
  await reader.close();
  const overlay = await over(file);
  await overlay.append([observed("c", "z"), { type: "used", episodes: [ref("c", 3)] }], at);
  await overlay.erase([ref("a", 1)], at);
  assert.equal(await file.head(), 2);
  assert.deepEqual(await file.episodes([1 as Seq]), [episode("a", "x")]);
  const copy = newPath();
  await overlay.backup(copy);
  await assert.rejects(overlay.backup(copy), refuses("cannot-open"));
  const saved = await openSqliteLog({ path: copy });
  assert.deepEqual(await all(saved), await all(overlay));
  await saved.close();
  await file.close();
  await assert.rejects(overlay.read(0 as Seq, 1), refuses("closed"));
  await overlay.close();
});
