import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrain } from "../../src/index.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { randomFrom } from "./plan.ts";

const seed = 20261122;
const speakers = ["Ana", "Ben"];
/** More than one event erases. */
const each = 80;

const newPath = scratchFiles();
const cache = newPath("compile-cache");
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const random = randomFrom(seed);

const idOf = (speaker: string, i: number): string => `${speaker}.${i}`;
/** Letters alone, so that no id holds it. */
const wordOf = (id: string): string =>
  `canary${[...id].map((char) => String.fromCharCode(97 + (char.charCodeAt(0) % 26))).join("")}x`;

function start(file: string, args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, ["--no-warnings", fileOf(file), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
}

/** Kills itself before call `fatal` of its log, or is killed after so many milliseconds. Returns its last word. */
async function erase(path: string, speaker: string, fatal: number, afterMs: number | null): Promise<string> {
  const child = start("erase-writer.ts", [path, speaker, String(fatal)]);
  const exit = once(child, "exit");
  let last = "";
  for await (const line of createInterface({ input: child.stdout! })) {
    last = line;
    if (line === "erasing" && afterMs !== null) setTimeout(() => child.kill("SIGKILL"), afterMs);
  }
  await exit;
  return last;
}

async function made(): Promise<string> {
  const path = newPath();
  const brain = await openBrain({ path });
  await brain.observe(
    speakers.flatMap((speaker) =>
      Array.from({ length: each }, (_, i) => {
        const id = idOf(speaker, i);
        return { id, speaker, text: `Bread and ${wordOf(id)} on day ${i}.`, time: i };
      }),
    ),
  );
  await brain.sleep();
  await brain.close();
  return path;
}

/** Whoever comes next finishes what was committed: all that a speaker said is gone, with a certificate, or none. */
async function finished(path: string): Promise<ReadonlySet<string>> {
  const brain = await openBrain({ path });
  await brain.sleep();
  assert.deepEqual((await brain.verify()).problems, []);
  const fresh = await openBrain();
  await fresh.import(brain.export());
  assert.equal(await brain.stateHash(), await fresh.stateHash(), "D4: the state is the fold of the log");
  await fresh.close();
  const left = new Set<string>(await brain.select({ scope: {} }));
  await brain.close();
  const log = await openSqliteLog({ path, readOnly: true });
  const certificates = (await log.erasures()).map(({ certificate }) => certificate);
  await log.close();
  assert.ok(certificates.every(({ status }) => status === "final"));
  const file = readFileSync(path, "latin1");
  const gone = new Set<string>();
  for (const speaker of speakers) {
    const ids = Array.from({ length: each }, (_, i) => idOf(speaker, i));
    const isGone = !left.has(ids[0]!);
    if (isGone) gone.add(speaker);
    for (const id of ids) {
      assert.equal(left.has(id), !isGone, `${id}: all or nothing`);
      assert.equal(file.includes(wordOf(id)), !isGone, `${id} in the file`);
    }
    const certified = certificates.filter(({ erased }) => erased.includes(ids[0] as never));
    assert.deepEqual(
      certified.map(({ erased }) => erased.length),
      isGone ? [each] : [],
    );
  }
  return gone;
}

test("ER11: killed before any call of its log, an erasure is finished and proved by the next process, or never was", async (t) => {
  const whole = await made();
  const [, calls] = (await erase(whole, "Ana", 0, null)).split(" ");
  assert.deepEqual(await finished(whole), new Set(["Ana"]));
  const points = 6;
  let committed = 0;
  for (let point = 0; point < points; point++) {
    const path = await made();
    const fatal = 1 + Math.floor((point * (Number(calls) - 1)) / (points - 1));
    // What it says before it is killed: the last call is met too, as it is counted alike each time.
    assert.equal(await erase(path, "Ana", fatal, null), `call ${fatal}`);
    const gone = await finished(path);
    assert.ok(gone.size <= 1 && !gone.has("Ben"));
    committed += gone.size;
  }
  t.diagnostic(`${calls} calls; of ${points} killed ${committed} had committed`);
});

test("ER11: two processes erase at once, before a reader, and are killed at any moment: the next opening finishes it", async (t) => {
  const seen = { killed: 0, final: 0, pending: 0 };
  for (let round = 0; round < 4; round++) {
    const path = await made();
    const reader = start("erase-reader.ts", [path]);
    await once(reader.stdout!, "data");
    const ended = await Promise.all(
      speakers.map((speaker) => erase(path, speaker, 0, round === 0 ? null : random() ** 2 * 400)),
    );
    const exit = once(reader, "exit");
    reader.kill("SIGKILL");
    await exit;
    const gone = await finished(path);
    if (round === 0)
      assert.deepEqual([ended.map((last) => last.split(" ")[0]), gone.size], [["pending", "pending"], 2]);
    for (const last of ended)
      seen[last.startsWith("pending") ? "pending" : last.startsWith("final") ? "final" : "killed"]++;
  }
  t.diagnostic(JSON.stringify({ ...seen, seed }));
});
