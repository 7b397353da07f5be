import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Encoder } from "../../src/index.ts";
import { type Brain, type BrainOptions, defaultRegions, openBrain } from "../../src/index.ts";
import { sourceOf } from "../../src/model/episode.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../../src/model/event.ts";
import type { Millis, Seq } from "../../src/model/ids.ts";
import type { LogStore } from "../../src/ports/log-store.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { lifeArbitrary, logOf, neverHeld, outside } from "../contracts/arbitrary-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { FakeEncoder } from "./fake-encoder.ts";
import { bundleOf, found, longestGap, Recorder, refused, turns } from "./support.ts";

/** An encoder outside, whose vectors the lives hold, so that the dense channel is there without big weights. */
const options = (): { readonly encoder: Encoder } => ({ encoder: new FakeEncoder(outside.id) });

/** A log of a random life, and the ids that it observed and did not erase. */
async function logWith(events: readonly LogEvent[]): Promise<{ log: LogStore; ids: string[] }> {
  const log = createMemoryLog();
  const moved = new Map<Seq, Seq>();
  const move = (ref: EpisodeRef): EpisodeRef => ({ ...ref, seq: moved.get(ref.seq)! });
  for (const { seq, at, ...body } of events) {
    const renumbered = (
      "episodes" in body
        ? { ...body, episodes: body.episodes.map(move) }
        : "episode" in body && body.type !== "observed"
          ? { ...body, episode: move(body.episode as EpisodeRef) }
          : body
    ) as EventBody;
    const [appended] = await log.append([renumbered], at);
    moved.set(seq, appended!.seq);
  }
  const gone = new Set(events.flatMap((e) => (e.type === "erased" ? e.episodes.map(({ id }) => id) : [])));
  const ids = events.flatMap((e) => (e.type === "observed" && !gone.has(e.id) ? [e.id] : []));
  return { log, ids };
}

/** The events as if these ids had never been observed: written for this test, beside what the stores do. */
function neverObserved(events: readonly LogEvent[], chosen: readonly string[]): readonly LogEvent[] {
  const erased = new Set(
    events.flatMap((e) => (e.type === "erased" ? e.episodes.map(({ seq }) => seq) : [])),
  );
  const observed = events.flatMap((e) =>
    e.type === "observed" && e.episode !== null && !erased.has(e.seq)
      ? [{ id: e.id, seq: e.seq, source: sourceOf(e.episode), gone: chosen.includes(e.id) }]
      : [],
  );
  const goneSources = observed.filter(({ gone }) => gone).map(({ source }) => source);
  const heard = new Set(observed.filter(({ gone }) => !gone).map(({ source }) => source));
  const trusted = events.flatMap((e) =>
    e.type === "trusted" && e.source !== null && goneSources.includes(e.source) && !heard.has(e.source)
      ? [e.seq]
      : [],
  );
  const last = { type: "erased", seq: 1e6, at: 1e6, episodes: observed.filter(({ gone }) => gone), trusted };
  return neverHeld([...events, last as unknown as LogEvent]);
}

test("WO3: without equals never observed, hash for hash, on 200 random logs", async () => {
  let left = 0;
  await fc.assert(
    fc.asyncProperty(
      lifeArbitrary,
      fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
      async (life, picks) => {
        const events = logOf(life);
        const { log, ids } = await logWith(events);
        fc.pre(ids.length > 0);
        const chosen = [...new Set(picks.map((pick) => ids[pick % ids.length]!))];
        left += ids.length - chosen.length;
        const brain = await openBrain({ log, ...options() });
        await brain.ready();
        const before = await brain.stateHash();
        const without = await brain.without({ ids: chosen });
        const hash = await without.stateHash();
        const fresh = await openBrain({
          log: (await logWith(neverObserved(events, chosen))).log,
          ...options(),
        });
        await fresh.ready();
        assert.equal(hash, await fresh.stateHash());
        assert.equal(await brain.stateHash(), before);
        await brain.close();
        await fresh.close();
      },
    ),
    { numRuns: 200 },
  );
  assert.ok(left > 200, "most logs kept something");
});

const file = scratchFiles();

async function filled(given: BrainOptions = {}): Promise<Brain> {
  const brain = await openBrain({ encoder: null, ...given });
  await brain.observe(turns(60));
  await brain.ready();
  return brain;
}

/** What a recall says, but for its timings. */
async function answer(brain: Brain, cue = "unique7 marathon in lisbon"): Promise<unknown> {
  const { timings, ...rest } = await brain.recall(cue, { now: 1_800_000_000_000 });
  return rest;
}

test("WO1: a fork answers as its brain does, and what happens to it leaves no trace there", async () => {
  const brain = await filled();
  await brain.forget("t3");
  const before = [await answer(brain), await bundleOf(brain), await brain.stateHash()] as const;
  await using fork = await brain.fork();
  assert.equal(await fork.stateHash(), before[2]);
  assert.deepEqual(await answer(fork), before[0]);
  await fork.observe({ id: "new", text: "unique7 marathon in lisbon", speaker: "Zoë" });
  await fork.forget("t7");
  await fork.erase("t9");
  await fork.pin("t8");
  await fork.sleep();
  await fork.import(await bundleOf(fork));
  assert.deepEqual((await found(fork, "unique7 marathon in lisbon"))[0], "new");
  await refused(fork.why("t9"), "unknown-episode", "t9");
  assert.deepEqual((await fork.verify()).problems, []);
  const again = await openBrain({ encoder: null });
  await again.import(await bundleOf(fork));
  assert.equal(await again.stateHash(), await fork.stateHash(), "D4: it is the fold of its log");
  await again.close();
  await fork.close();
  assert.deepEqual(await bundleOf(brain), before[1]);
  assert.equal(await brain.stateHash(), before[2]);
  await brain.close();
});

test("WO1: a fork is of one moment: what is learned later, here or by another process, is not in it", async () => {
  const path = file();
  const brain = await filled({ path });
  const other = await openBrain({ path, encoder: null });
  const hash = await brain.stateHash();
  const fork = await brain.fork();
  await brain.observe({ id: "here", text: "a later word" });
  await other.observe({ id: "there", text: "another later word" });
  await brain.recall("a later word");
  assert.equal(await fork.stateHash(), hash);
  assert.deepEqual(await found(fork, "later"), []);
  await refused(fork.why("here"), "unknown-episode");
  // An id that only the brain has since is free in the fork.
  assert.equal((await fork.observe({ id: "here", text: "something else" })).stored, true);
  for (const each of [fork, other, brain]) await each.close();
});

test("WO1: uses that wait are in the fork; a fork of a fork is a fork", async () => {
  const brain = await filled();
  await brain.recall("unique7");
  const fork = await brain.fork();
  assert.equal((await fork.why("t7")).uses, 1);
  const inner = await fork.fork();
  await inner.erase("t7");
  assert.equal((await fork.why("t7")).uses, 1);
  await fork.erase("t8");
  await refused(inner.why("t8"), "unknown-episode");
  await brain.erase("t9");
  await refused(inner.why("t9"), "unknown-episode");
  await brain.close();
  await refused(fork.recall("t"), "closed");
  await refused(inner.recall("t"), "closed");
});

for (const where of ["here", "by another process"])
  test(`WO5: what is erased ${where} is erased in open forks`, async () => {
    const path = file();
    const clock = (): Millis => 1_900_000_000_000 as Millis;
    const brain = await filled({ path, clock });
    const other = await openBrain({ path, clock, encoder: null });
    const fork = await brain.fork();
    const own = { id: "own", text: "of the fork alone" };
    await fork.observe(own);
    await fork.pin("t7");
    const eraser = where === "here" ? brain : other;
    await eraser.observe({ id: "later", text: "observed since" });
    await eraser.erase("t7", "later");
    const never = await openBrain({ encoder: null, clock });
    await never.observe([...turns(60)].filter(({ id }) => id !== "t7"));
    await never.observe(own);
    assert.equal(await fork.stateHash(), await never.stateHash());
    assert.ok(!(await found(fork, "unique7")).includes("t7"));
    await refused(fork.why("t7"), "unknown-episode");
    assert.equal(
      (await bundleOf(fork)).some((line) => line.includes("unique7")),
      false,
    );
    for (const each of [never, fork, other, brain]) await each.close();
  });

test("WO5: when an erasure has resolved, the open forks' memory is free of it, whether they are asked or not", async () => {
  const recorders: Recorder[] = [];
  const region = (): Recorder => {
    recorders.push(new Recorder("recorder"));
    return recorders.at(-1)!;
  };
  const brain = await filled({ regions: [region] });
  const fork = await brain.fork();
  await fork.fork();
  await brain.erase("t7");
  assert.equal(recorders.length >= 3, true);
  for (const { texts } of recorders)
    assert.equal(
      texts.some((text) => text.includes("unique7 ") || text.endsWith("unique7")),
      false,
    );
  await brain.close();
});

test("WO4: a reader's brain has forks, and a closed brain has none", async () => {
  const path = file();
  await (await filled({ path })).close();
  const reader = await openBrain({ path, readOnly: true, encoder: null });
  const fork = await reader.without({ ids: ["t7"] });
  await fork.observe({ text: "more" });
  assert.equal((await fork.stats()).episodes, 60);
  assert.equal((await reader.stats()).episodes, 60);
  // Listened to from the start: which of the two is done first is left to chance.
  const opening = reader.fork().then(
    async (late) => {
      await reader.close();
      await refused(late.stats(), "closed");
    },
    (error) => assert.equal(error.code, "closed"),
  );
  await Promise.all([opening, reader.close()]);
  await refused(fork.recall("more"), "closed");
  await fork.close();
  await refused(reader.fork(), "closed");
  await refused(reader.without({ ids: ["t1"] }), "closed");
});

test("WO4: a fork waits until nothing is re-deriving", async () => {
  const path = file();
  const brain = await openBrain({ path, encoder: null });
  await brain.observe(turns(5_000));
  await brain.close();
  const again = await openBrain({
    path,
    encoder: null,
    regions: [...defaultRegions, () => new Recorder("late")],
  });
  const fork = await again.fork();
  assert.deepEqual((await fork.recall("unique4999")).degraded, []);
  assert.equal(await fork.stateHash(), await again.stateHash());
  await again.close();
});

test("WO4: a module's failure in a fork is healed from the log, which is read from below", async () => {
  let faults = 0;
  const flaky = (): Recorder =>
    new Recorder("flaky", { after: ({ type }) => type === "forgotten" && faults-- > 0 });
  const brain = await filled({ regions: [...defaultRegions, flaky] });
  const fork = await brain.fork();
  faults = 1;
  await fork.forget("t5");
  await fork.remember("t5");
  assert.deepEqual((await fork.verify()).problems, []);
  assert.ok((await found(fork, "unique5")).includes("t5"));
  await brain.close();
});

test("WO1: an outside encoder's vectors travel: nobody is asked for them again", async () => {
  const encoder = new FakeEncoder("outside");
  const brain = await filled({ encoder });
  const { asked } = encoder;
  const fork = await brain.without({ ids: ["t7"] });
  await fork.ready();
  assert.equal((await fork.stats()).encoder?.share, 1);
  assert.equal(encoder.asked, asked);
  await fork.observe({ text: "one more" });
  assert.equal(encoder.asked, asked + 1);
  assert.equal((await brain.stats()).episodes, 60);
  await brain.close();
});

test("WO3: with the shipped encoder and another selection the same holds", async () => {
  // When it was learned is part of what a claim says.
  const clock = (): Millis => 1_900_000_000_000 as Millis;
  const brain = await openBrain({ clock });
  await brain.observe(turns(40));
  const without = await brain.without({ speaker: "Ana" });
  const never = await openBrain({ clock });
  await never.observe([...turns(40)].filter(({ speaker }) => speaker !== "Ana"));
  assert.equal(await without.stateHash(), await never.stateHash());
  assert.deepEqual(await answer(without), await answer(never));
  await refused(brain.without({}), "invalid-options");
  await refused(brain.without({ ids: ["nobody"] }), "unknown-episode", "nobody");
  await brain.close();
  await never.close();
});

test("WO1: a fork can be saved as a brain of its own", async () => {
  const brain = await filled();
  const path = file();
  const fork = await brain.without({ ids: ["t7"] });
  await fork.observe({ id: "what-if", text: "had it been otherwise" });
  await fork.backup(path);
  const saved = await openBrain({ path, encoder: null });
  assert.equal(await saved.stateHash(), await fork.stateHash());
  for (const each of [saved, brain]) await each.close();
});

test("WO7: making a fork leaves the event loop to others", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe(turns(4_000));
  const ids = Array.from({ length: 400 }, (_, i) => `t${i * 10}`);
  const gap = await longestGap(async () => (await brain.without({ ids })).close());
  assert.ok(gap < 500, `${gap} ms`);
  await brain.close();
});
