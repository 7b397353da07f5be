import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogStore, openBrain } from "../../src/index.ts";
import type { Millis } from "../../src/model/ids.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { defaultModules, found, isFoldOfItsLog, turns } from "./support.ts";

/** The log with some of its methods replaced. */
function replacing(log: LogStore, methods: Partial<LogStore>): LogStore {
  return new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(methods, key) ?? Reflect.get(target, key, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

test("D4: what another process commits between the look at the head and the read is folded once", async () => {
  const log = createMemoryLog();
  await log.append([{ type: "slept", seed: 1, steps: 1 }], 0 as Millis);
  let others = 0;
  const interrupted = replacing(log, {
    async read(after, limit) {
      if (others < 10) {
        const id = `other${others++}` as never;
        const content = [{ type: "text" as const, text: `bread number${others}` }];
        await log.append(
          [
            {
              type: "observed",
              id,
              episode: { id, kind: "observation", content, time: 0 as Millis, scope: {} },
            },
          ],
          0 as Millis,
        );
      }
      return log.read(after, limit);
    },
  });
  const brain = await openBrain({ log: interrupted });
  for (let i = 0; i < 20; i++) {
    await log.append([{ type: "slept", seed: 1, steps: 1 }], 0 as Millis);
    await brain.stats();
  }
  assert.equal(others, 10);
  assert.equal((await brain.stats()).modules[0]!.figures.episodes, others);
  assert.deepEqual(await found(brain, "number3"), ["other2"]);
  await isFoldOfItsLog(brain);
  await brain.close();
});

test("O1, O6: an episode that is committed is acknowledged, though it cannot be read back and folded yet", async () => {
  const log = createMemoryLog();
  let broken = false;
  const outage = new Error("no answer");
  const brain = await openBrain({
    log: replacing(log, {
      async head() {
        if (broken) throw outage;
        return log.head();
      },
    }),
  });
  const warnings: unknown[] = [];
  brain.on("warning", ({ error }) => warnings.push(error));
  await brain.observe({ id: "a", text: "bread" });
  broken = true;
  const { stored, derived } = await brain.observe({ id: "b", text: "eggs" });
  assert.deepEqual([stored, derived, warnings], [true, false, [outage]]);
  await brain.feedback("b", 1);
  await assert.rejects(
    brain.recall("eggs"),
    (error) => error === outage,
    "an outage never looks like forgetting",
  );
  broken = false;
  assert.deepEqual(await found(brain, "eggs"), ["b"]);
  assert.equal((await brain.why("b")).feedback, 1);
  await isFoldOfItsLog(brain);
  await brain.close();
});

test("D6: a re-deriving that fails is told as a warning, and tried again by those who wait for it", async () => {
  const log = createMemoryLog();
  const writer = await openBrain({ log });
  await writer.observe(turns(5000));
  let reads = 0;
  const outage = new Error("no answer");
  const brain = await openBrain({
    log: replacing(log, {
      async loadCheckpoint() {
        return null;
      },
      async read(after, limit) {
        // 20 pages for the register, which nothing can wait for; the outage meets all others.
        if (++reads === 23) throw outage;
        return log.read(after, limit);
      },
    }),
  });
  const warnings: unknown[] = [];
  const rederived: string[] = [];
  brain.on("warning", ({ error }) => warnings.push(error));
  brain.on("rederived", ({ module }) => rederived.push(module));
  await brain.ready();
  assert.deepEqual([warnings, rederived], [[outage], defaultModules.slice(1)]);
  assert.equal((await found(brain, "unique4999"))[0], "t4999");
  await isFoldOfItsLog(brain);
  await brain.close();
});
