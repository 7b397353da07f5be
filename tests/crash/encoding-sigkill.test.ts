import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrain } from "../../src/index.ts";
import type { LogEvent } from "../../src/model/event.ts";
import type { Seq } from "../../src/model/ids.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { FakeEncoder, fakeVector } from "../brain/fake-encoder.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { randomFrom } from "./plan.ts";

const kills = 30;
const livesAtOnce = 2;
const seed = 20260316;

const newPath = scratchFiles();
const cache = newPath("compile-cache");
const writer = fileURLToPath(new URL("encoding-writer.ts", import.meta.url));
const random = randomFrom(seed);

interface Told {
  readonly stored: Set<string>;
  readonly derived: Set<string>;
}

async function killOne(path: string, life: string, told: Told): Promise<void> {
  const child = spawn(process.execPath, ["--no-warnings", writer, path, life], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  const exit = once(child, "exit");
  const delayMs = random() * 60;
  let words = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (words++ === 0) setTimeout(() => child.kill("SIGKILL"), delayMs);
    const [what, id] = line.split(" ");
    if (what === "stored" || what === "derived") told[what].add(id!);
  }
  assert.equal((await exit)[1], "SIGKILL");
}

/** What the log must hold: each vector once, the encoder's own, none of an erased episode. */
function encodedIds(events: readonly LogEvent[]): Set<string> {
  const erased = new Set(
    events.flatMap((e) => (e.type === "erased" ? e.episodes.map(({ seq }) => seq) : [])),
  );
  const ids = new Set<string>();
  for (const event of events) {
    if (event.type !== "encoded") continue;
    const { id, seq } = event.episode;
    assert.ok(!ids.has(id), `${id} has two vectors`);
    ids.add(id);
    assert.deepEqual(event.vector, erased.has(seq) ? null : fakeVector("outside", `the text of ${id}`));
  }
  return ids;
}

test(`N24: after ${kills} kills between observing and encoding, nothing that was told is lost and the rest is made up for`, async (t) => {
  const path = newPath();
  const told: Told = { stored: new Set(), derived: new Set() };
  for (let i = 0; i < kills; i += livesAtOnce)
    await Promise.all(Array.from({ length: livesAtOnce }, (_, k) => killOne(path, `${i + k}`, told)));

  const log = await openSqliteLog({ path });
  const before = await log.read(0 as Seq, 100_000);
  await log.close();
  const encodedBefore = encodedIds(before);
  for (const id of told.derived) assert.ok(encodedBefore.has(id), `${id} was told to be derived`);

  const encoder = new FakeEncoder("outside");
  const brain = await openBrain({ path, encoder });
  await brain.ready();
  assert.deepEqual((await brain.verify()).problems, []);
  const fresh = await openBrain({ encoder: new FakeEncoder("outside") });
  await fresh.import(brain.export());
  assert.equal(await brain.stateHash(), await fresh.stateHash(), "D4: the state is the fold of the log");
  await fresh.close();
  await brain.close();

  const again = await openSqliteLog({ path });
  const after = await again.read(0 as Seq, 100_000);
  await again.close();
  const encoded = encodedIds(after);
  const living = after.flatMap((e) => (e.type === "observed" && e.episode !== null ? [e.id as string] : []));
  assert.deepEqual(
    living.filter((id) => !encoded.has(id)),
    [],
  );
  for (const id of told.stored) assert.ok(after.some((e) => e.type === "observed" && e.id === id));
  assert.equal(encoder.asked, encoded.size - encodedBefore.size, "nothing is asked for twice");
  // What they lacked a later life may have made up for: then nothing is left to be asked here.
  assert.ok(told.stored.size > told.derived.size, "some died between observing and encoding");
  t.diagnostic(`${told.stored.size} stored, ${told.derived.size} derived, ${encoder.asked} made up for`);
});
