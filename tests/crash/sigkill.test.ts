import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { renderText } from "../../src/model/episode.ts";
import type { EpisodeId, Seq } from "../../src/model/ids.ts";
import type { LogStore } from "../../src/ports/log-store.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { checkpointAt, randomFrom, textOf } from "./plan.ts";

const rounds = 100;
const writersAtOnce = 2;
const seed = 20260314;

const newPath = scratchFiles();
const writerFile = fileURLToPath(new URL("writer.ts", import.meta.url));
const random = randomFrom(seed);

/** What the killed processes were told, over all rounds. */
const stored = new Set<string>();
const erasing = new Set<string>();
const erased = new Set<string>();

/** Starts a writer, lets it work for some milliseconds, kills it. False: it was not killed at work. */
async function killOne(path: string, name: string): Promise<boolean> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--no-warnings", writerFile, path, name, String(Math.floor(random() * 2 ** 31))],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_COMPILE_CACHE: newPath("compile-cache") },
    },
  );
  const exit = once(child, "exit");
  const lines = createInterface({ input: child.stdout! });
  const delayMs = random() ** 2 * 60;
  let acknowledged = 0;
  for await (const line of lines) {
    // Never half a line: each is shorter than what a pipe takes in one piece (4096 bytes on Linux).
    if (acknowledged++ === 0) setTimeout(() => child.kill("SIGKILL"), delayMs);
    const [what, ...ids] = line.split(" ");
    if (what === "stored") for (const id of ids) stored.add(id);
    if (what === "erasing") erasing.add(ids[0]!);
    if (what === "erased") erased.add(ids[0]!);
  }
  const [, signal] = await exit;
  return signal === "SIGKILL" && acknowledged > 0;
}

async function check(log: LogStore): Promise<void> {
  assert.deepEqual((await log.verify()).problems, []);
  const groups = new Map<string, { found: number; size: number }>();
  const present = new Set<string>();
  let after = 0 as Seq;
  for (;;) {
    const page = await log.read(after, 500);
    if (page.length === 0) break;
    for (const event of page) {
      assert.equal(event.seq, after + 1);
      after = event.seq;
      if (event.type !== "observed") continue;
      const [writer, operation, , size] = event.id.split(".");
      const key = `${writer}.${operation}`;
      const group = groups.get(key) ?? { found: 0, size: Number(size) };
      groups.set(key, { ...group, found: group.found + 1 });
      present.add(event.id);
      if (event.episode !== null) assert.equal(renderText(event.episode), textOf(event.id));
      else assert.ok(erasing.has(event.id), `${event.id} lost its content`);
      if (erased.has(event.id)) assert.equal(event.episode, null);
    }
  }
  for (const id of stored) assert.ok(present.has(id), `${id} was acknowledged and is not there`);
  for (const [key, { found, size }] of groups) assert.equal(found, size, `operation ${key} is there in part`);
  const checkpoint = await log.loadCheckpoint("m");
  if (checkpoint !== null) assert.deepEqual(checkpoint.bytes, checkpointAt(checkpoint.seq));
}

it(`L24: whatever was acknowledged survives ${rounds * writersAtOnce} kills, and nothing is there in part`, async () => {
  const path = newPath("crash.brain");
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    const killed = await Promise.all(
      Array.from({ length: writersAtOnce }, (_, k) => killOne(path, `${round}-${k}`)),
    );
    kills += killed.filter(Boolean).length;
    if (round % 10 === 9) {
      const log = await openSqliteLog({ path });
      await check(log);
      await log.close();
    }
  }
  assert.equal(kills, rounds * writersAtOnce);
  const log = await openSqliteLog({ path });
  const { seq } = (await log.find([...stored].at(-1) as EpisodeId))!;
  assert.ok(seq > 0);
  await log.append([{ type: "slept", seed: 1, steps: 1 }], 0 as never);
  while (!(await log.scrub()));
  await check(log);
  console.log(`# ${kills} kills, ${stored.size} episodes acknowledged, ${erased.size} erased, seed ${seed}`);
  await log.close();
});
