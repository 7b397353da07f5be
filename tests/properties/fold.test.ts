import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { type Brain, type BrainOptions, openBrain } from "../../src/index.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../../src/model/event.ts";
import type { Seq } from "../../src/model/ids.ts";
import type { LogStore } from "../../src/ports/log-store.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { FakeEncoder } from "../brain/fake-encoder.ts";
import { neverHeld, type Step, stepArbitrary } from "../contracts/arbitrary-log.ts";

const folder = mkdtempSync(join(tmpdir(), "encephalon-fold-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What one of two processes does: a step of the life, or closing and opening its brain again. */
interface Act {
  readonly who: 0 | 1;
  readonly step: Step | { readonly do: "reopen" } | { readonly do: "recall"; readonly cue: string };
}

const actArbitrary: fc.Arbitrary<Act> = fc.record({
  who: fc.constantFrom(0 as const, 1 as const),
  step: fc.oneof(
    { weight: 10, arbitrary: stepArbitrary },
    { weight: 1, arbitrary: fc.constant({ do: "reopen" as const }) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom("when did Ana move to Porto", "the dentist on Friday", "東京 bread", "my marathon")
        .map((cue) => ({ do: "recall" as const, cue })),
    },
  ),
});

const scope = { user: "u1", agent: "a1" };

async function act(brain: Brain, step: Step, ids: string[], name: string): Promise<void> {
  if (step.do === "observe") {
    const { kind, content, time, scope, ...optional } = step.episode;
    await brain.observe({ id: name, kind, content, time, scope, ...optional });
    ids.push(name);
    return;
  }
  if (step.do === "sleep") {
    await brain.sleep();
    return;
  }
  if (step.do === "trust") {
    await brain.trust(step.source, step.trust);
    return;
  }
  // A brain with an encoder outside encodes by itself, and nobody here extracts.
  if (step.do === "encode" || step.do === "extract" || ids.length === 0) return;
  const id = ids[step.which % ids.length]!;
  if (step.do === "use") await brain.recall("ana");
  else if (step.do === "forget") await brain.forget(id);
  else if (step.do === "remember") await brain.remember(id);
  else if (step.do === "pin") await brain.pin(id);
  else if (step.do === "feedback") await brain.feedback(id, 1);
  else {
    await brain.erase(id);
    ids.splice(ids.indexOf(id), 1);
  }
}

async function everything(log: LogStore): Promise<readonly LogEvent[]> {
  return log.read(0 as Seq, 100_000);
}

/** A new log with these events, their references moved to the new positions. */
async function logWith(events: readonly LogEvent[]): Promise<LogStore> {
  const log = createMemoryLog();
  const moved = new Map<Seq, Seq>();
  const move = (ref: EpisodeRef): EpisodeRef => ({ ...ref, seq: moved.get(ref.seq)! });
  for (const { seq, at, ...body } of events) {
    const renumbered = (
      "episodes" in body
        ? { ...body, episodes: body.episodes.map(move) }
        : "episode" in body && body.type !== "observed"
          ? { ...body, episode: move(body.episode) }
          : body
    ) as EventBody;
    const [appended] = await log.append([renumbered], at);
    moved.set(seq, appended!.seq);
  }
  return log;
}

async function hashOf(log: LogStore, options: BrainOptions): Promise<string> {
  const brain = await openBrain({ log, ...options });
  const hash = await brain.stateHash();
  await brain.close();
  return hash;
}

/** Without the erased episodes nobody could have used them together with others either. */
function withoutErasedUses(events: readonly LogEvent[]): readonly LogEvent[] {
  const gone = new Set(events.flatMap((e) => (e.type === "erased" ? e.episodes.map(({ seq }) => seq) : [])));
  return neverHeld(
    events.map((event) =>
      event.type === "used"
        ? { ...event, episodes: event.episodes.filter(({ seq }) => !gone.has(seq)) }
        : event,
    ),
  ).filter((event) => event.type !== "observed" || event.episode !== null);
}

/** Nothing is lacking a vector any more, whatever the encoder's failures. */
async function settled(brains: readonly Brain[]): Promise<void> {
  for (const brain of brains) while (await brain.ready().catch(() => true));
}

function foldsAlike(title: string, options: () => BrainOptions, numRuns: number): void {
  test(title, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(actArbitrary, { minLength: 5, maxLength: 40 }), async (acts) => {
        const path = join(folder, `${run++}.brain`);
        const brains = [await openBrain({ path, ...options() }), await openBrain({ path, ...options() })] as [
          Brain,
          Brain,
        ];
        const ids: string[] = [];
        for (const [i, { who, step }] of acts.entries()) {
          if (step.do === "reopen") {
            await brains[who].close();
            brains[who] = await openBrain({ path, ...options() });
          } else if (step.do === "recall") {
            await settled(brains);
            const [mine, theirs] = await Promise.all(
              brains.map(async (brain) =>
                (await brain.recall(step.cue, { scope })).memories.map(({ episode, score }) => [
                  episode.id,
                  score,
                ]),
              ),
            );
            assert.deepEqual(mine, theirs, "R6: rankings of two processes agree");
          } else await act(brains[who], step, ids, `e${i}`);
        }
        await brains[0].close();
        await brains[1].close();
        const again = [
          await openBrain({ path, ...options() }),
          await openBrain({ path, ...options() }),
        ] as const;
        await settled(again);
        const hashes = await Promise.all(again.map((brain) => brain.stateHash()));
        for (const brain of again) await brain.close();
        const log = await openSqliteLog({ path });
        const events = await everything(log);
        await log.close();
        assert.equal(hashes[0], hashes[1]);
        assert.equal(
          hashes[0],
          await hashOf(await logWith(events), options()),
          "D4: the fold of the whole log",
        );
        assert.equal(
          hashes[0],
          await hashOf(await logWith(withoutErasedUses(events)), options()),
          "D6: as if never held",
        );
        rmSync(path, { force: true });
      }),
      { numRuns },
    );
  });
}

foldsAlike(
  "D4-D6: two processes, restarts and checkpoints at random fold to the state of one fold",
  () => ({}),
  60,
);

foldsAlike(
  "N24: so they do with an encoder outside, which is slow, or fails now and then",
  () => {
    let calls = 0;
    const encoder = new FakeEncoder("outside", async () => {
      await new Promise(setImmediate);
      if (++calls % 3 === 0) throw new TypeError("no connection");
    });
    return { encoder };
  },
  30,
);
