import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { FakeEncoder } from "../../tests/brain/fake-encoder.ts";
import { Recorder, refused, turns } from "../../tests/brain/support.ts";
import { type Brain, type BrainModule, defaultRegions, EncephalonError, openBrain } from "../index.ts";
import type { LogStore } from "../ports/log-store.ts";
import { createHttpEncoder } from "../providers/http-encoder.ts";
import { createMemoryLog } from "../store/memory-log.ts";

async function withBrain(brain: Brain, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await brain.close();
  }
}

/** The log with one of its methods replaced. */
function replacing(log: LogStore, methods: Partial<LogStore>): LogStore {
  return new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(methods, key) ?? Reflect.get(target, key, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

test("N23: closing does not wait until everything is derived again", async () => {
  const log = createMemoryLog();
  const first = await openBrain({ log: replacing(log, { close: async () => {} }), encoder: null });
  await first.observe(turns(4_500));
  await first.close();
  let folds = 0;
  const slow = (): BrainModule => new Recorder("slow", { before: () => ++folds < 0 }, "1");
  const brain = await openBrain({ log, encoder: new FakeEncoder(), regions: [...defaultRegions, slow] });
  // Long enough for the pass to begin and wait.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await brain.close();
  assert.ok(folds < 4_500, `${folds} events were folded`);
});

test("N23: whoever closes ends the encoder's waiting too: nothing is sent from then on", async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(503, { "retry-after": "1" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const encoder = createHttpEncoder({ protocol: "ollama", url, model: "m", dimensions: 2 });
  const brain = await openBrain({ encoder });
  const observing = brain.observe({ text: "Ana moved to Porto" });
  while (requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await brain.close();
  assert.equal((await observing).stored, true);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  assert.equal(requests, 1);
  server.closeAllConnections();
  server.close();
});

test("N22: a text that could not be encoded is forgotten when it is erased", async () => {
  const encoder = new FakeEncoder("fake", (texts) => {
    if (texts.some((text) => text.includes("poison"))) throw new RangeError("too long");
  });
  const brain = await openBrain({ encoder });
  await withBrain(brain, async () => {
    await brain.observe([
      { id: "a", text: "poison" },
      { id: "b", text: "Ben bakes bread" },
    ]);
    await assert.rejects(brain.ready(), /too long/);
    await brain.erase("a");
    // More of what lacks a vector than was refused, so that nobody starts anew.
    let down = true;
    encoder.fault = () => {
      if (down) throw new EncephalonError("encoder-unreachable", "No answer.", { remedy: "Wait for it." });
    };
    await brain.observe(turns(10));
    down = false;
    await brain.ready();
    assert.equal((await brain.stats()).encoder!.share, 1);
  });
});

test("N22: a log that takes no vector is not taken for a text that cannot be encoded", async () => {
  const log = createMemoryLog();
  let full = true;
  const failing = replacing(log, {
    async append(events, at) {
      if (full && events.some(({ type }) => type === "encoded"))
        throw new EncephalonError("disk-full", "The disk is full.", { remedy: "Make room on the disk." });
      return log.append(events, at);
    },
  });
  const encoder = new FakeEncoder();
  const brain = await openBrain({ log: failing, encoder });
  await withBrain(brain, async () => {
    await brain.observe(turns(100));
    const sent = encoder.calls.length;
    await refused(brain.ready(), "disk-full");
    assert.deepEqual(
      encoder.calls.slice(sent).map((texts) => texts.length),
      [100],
      "sent together, once",
    );
    full = false;
    await brain.ready();
  });
});

test("N22: nor is a log that cannot be read; a damaged episode is", async () => {
  const log = createMemoryLog();
  let problem: Error | null = null;
  let reads = 0;
  const failing = replacing(log, {
    async episodes(seqs) {
      const found = await log.episodes(seqs);
      reads++;
      if (problem !== null && found.some((episode) => episode?.id === "t7")) throw problem;
      return found;
    },
  });
  const encoder = new FakeEncoder("fake", () => {
    throw new EncephalonError("encoder-unreachable", "No answer.", { remedy: "Wait for it." });
  });
  const brain = await openBrain({ log: failing, encoder });
  await withBrain(brain, async () => {
    await brain.observe(turns(64));
    encoder.fault = () => undefined;
    problem = new TypeError("no answer");
    reads = 0;
    await assert.rejects(brain.ready(), /no answer/);
    assert.equal(reads, 1);
    assert.equal((await brain.stats()).encoder!.share, 0);
    problem = new EncephalonError("damaged", "Changed.", { remedy: "Restore a backup." });
    await refused(brain.ready(), "damaged");
    assert.equal((await brain.stats()).encoder!.share, 63 / 64);
  });
});
