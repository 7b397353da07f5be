/**
 * A process that holds one system and times what the driver asks of it, so that no system's heap or
 * garbage is another's. Modules are loaded before the clock starts; the text generator only where episodes
 * are observed, so that it is not in the memory that is read.
 */
import type { OpenSystem, System } from "../systems/system.ts";
import type { Corpus } from "./corpus.ts";
import { k, type Reply, type Request, type SystemName, seed } from "./protocol.ts";

const openers: Readonly<Record<SystemName, () => Promise<OpenSystem>>> = {
  encephalon: async () => (await import("../systems/encephalon.ts")).openEncephalon,
  minisearch: async () => (await import("../systems/minisearch.ts")).openMiniSearch,
  fts5: async () => (await import("../systems/fts5.ts")).openFts5,
};

let system: System | null = null;
let corpus: Corpus | null = null;

function held(): System {
  if (system === null) throw new Error("nothing is open");
  return system;
}

async function text(): Promise<Corpus> {
  corpus ??= new (await import("./corpus.ts")).Corpus(seed);
  return corpus;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function recallOne(cue: string): Promise<void> {
  const found = await held().recall({ text: cue }, k);
  if (found.length === 0 || found.some((memory) => memory.text === ""))
    throw new Error(`nothing, or no text, was found for a cue made of an episode's own words: ${cue}`);
}

async function efforts(path: string, cues: readonly string[]): Promise<number[]> {
  const { openBrain } = await import("../../src/index.ts");
  const brain = await openBrain({ path });
  const found: number[] = [];
  for (const cue of cues) {
    found.push(await timed(() => brain.recall(cue, { k, effort: "quick" })));
    found.push(await timed(() => brain.recall(cue, { k, effort: "thorough" })));
    const { memories } = await brain.recall(cue, { k });
    // Who went on from what the channels found is named beside them.
    found.push(memories.some(({ channels }) => channels.hippocampus !== undefined) ? 1 : 0);
  }
  await brain.close();
  return found;
}

async function fold(path: string): Promise<number> {
  const { DatabaseSync } = await import("node:sqlite");
  const { openBrain } = await import("../../src/index.ts");
  const database = new DatabaseSync(path);
  database.exec("DELETE FROM chunks; DELETE FROM checkpoints");
  database.close();
  let close: () => Promise<void> = async () => {};
  const ms = await timed(async () => {
    const brain = await openBrain({ path });
    close = () => brain.close();
    await brain.ready();
  });
  await close();
  return ms;
}

async function encode(count: number): Promise<number> {
  const { staticEncoder } = await import("../../src/providers/static-encoder-file.ts");
  const encoder = staticEncoder();
  const sentences: string[] = [];
  for (let number = 0; sentences.length < count; number++)
    sentences.push(...(await text()).episode(number).item.text!.split(/(?<=[.?]) /));
  const read = (some: readonly string[]): void => {
    for (const sentence of some) encoder.encodeNow(sentence, "episode");
  };
  read(sentences.slice(0, count / 10));
  return timed(async () => read(sentences));
}

async function answer(request: Request): Promise<number[]> {
  switch (request.op) {
    case "open": {
      const open = await openers[request.system]();
      return [
        await timed(async () => {
          system = await open(request.path);
          if (request.cue !== undefined) await recallOne(request.cue);
        }),
      ];
    }
    case "bulk": {
      const items = (await text()).episodes(request.from, request.count);
      globalThis.gc?.();
      return [await timed(() => held().observeMany(items))];
    }
    case "observe": {
      const times: number[] = [];
      for (const item of (await text()).episodes(request.from, request.count))
        times.push(await timed(() => held().observe(item)));
      return times;
    }
    case "recall": {
      const times: number[] = [];
      for (const cue of request.cues) times.push(await timed(() => recallOne(cue)));
      return times;
    }
    case "efforts":
      return efforts(request.path, request.cues);
    case "fold":
      return [await fold(request.path)];
    case "encode":
      return [await encode(request.count)];
    case "resident":
      return [process.memoryUsage.rss()];
    case "close":
      await held().close();
      system = null;
      globalThis.gc?.();
      return [];
  }
}

process.on("message", async (request: Request) => {
  let reply: Reply;
  try {
    reply = { values: await answer(request) };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(reply);
});
