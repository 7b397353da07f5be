import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrain, renderText } from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { randomFrom, textOf } from "./plan.ts";

const rounds = 100;
const livesAtOnce = 2;
/** A new file after so many rounds, so that a check stays quick. */
const roundsAFile = 10;
const seed = 20260315;

const newPath = scratchFiles();
const cache = newPath("compile-cache");
const writerFile = fileURLToPath(new URL("brain-writer.ts", import.meta.url));
const random = randomFrom(seed);

/** What the killed lives of one file were told. */
interface Told {
  readonly stored: Set<string>;
  readonly erasing: Set<string>;
  readonly erased: Set<string>;
  readonly forgotten: Set<string>;
}

/** Starts a life, kills it some milliseconds after its first word. False: it ended by itself. */
async function killOne(path: string, life: string, told: Told): Promise<boolean> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", writerFile, path, life, String(Math.floor(random() * 2 ** 31))],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_COMPILE_CACHE: cache } },
  );
  const exit = once(child, "exit");
  const delayMs = random() ** 2 * 80;
  let words = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (words++ === 0) setTimeout(() => child.kill("SIGKILL"), delayMs);
    const [what, ...rest] = line.split(" ");
    if (what === "stored") for (const id of rest) told.stored.add(id);
    if (what === "erasing") told.erasing.add(rest[0]!);
    if (what === "erased") told.erased.add(rest[0]!);
    if (what === "did" && rest[0] === "forget") told.forgotten.add(rest[1]!);
  }
  const [, signal] = await exit;
  return signal === "SIGKILL" && words > 0;
}

async function check(path: string, told: Told): Promise<void> {
  const brain = await openBrain({ path });
  assert.deepEqual((await brain.verify()).problems, []);
  for (const id of told.stored) {
    const why = await brain.why(id).catch((error) => {
      assert.equal(error.code, "unknown-episode");
      return null;
    });
    if (why === null) assert.ok(told.erasing.has(id), `${id} was stored and is gone`);
    else {
      assert.equal(renderText(why.episode), textOf(id).slice(0, 600));
      assert.ok(!told.erased.has(id), `${id} was erased and is there`);
      assert.equal(why.forgotten, told.forgotten.has(id) || why.forgotten);
    }
  }
  const fresh = await openBrain();
  await fresh.import(brain.export());
  assert.equal(await brain.stateHash(), await fresh.stateHash(), "D4: the state is the fold of the log");
  await fresh.close();
  await brain.close();
  rmSync(path);
}

test(`O1: what a brain resolved with survives ${rounds * livesAtOnce} kills, and its state is the fold of its log`, async (t) => {
  let kills = 0;
  let stored = 0;
  let erased = 0;
  for (let file = 0; file < rounds / roundsAFile; file++) {
    const path = newPath();
    await (await openBrain({ path })).close();
    const told: Told = { stored: new Set(), erasing: new Set(), erased: new Set(), forgotten: new Set() };
    for (let round = 0; round < roundsAFile; round++) {
      const lives = Array.from({ length: livesAtOnce }, (_, k) => killOne(path, `${round}-${k}`, told));
      kills += (await Promise.all(lives)).filter(Boolean).length;
    }
    await check(path, told);
    stored += told.stored.size;
    erased += told.erased.size;
  }
  assert.equal(kills, rounds * livesAtOnce);
  t.diagnostic(`${kills} kills, ${stored} episodes told to be stored, ${erased} erased, seed ${seed}`);
});
