import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrain } from "../../src/index.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { randomFrom } from "./plan.ts";

const rounds = 8;
const seed = 20261122;
const speakers = ["Ana", "Ben"];
/** More than one event erases. */
const each = 80;

const newPath = scratchFiles();
const cache = newPath("compile-cache");
const writerFile = fileURLToPath(new URL("erase-writer.ts", import.meta.url));
const random = randomFrom(seed);

const idOf = (speaker: string, i: number): string => `${speaker}.${i}`;
/** Letters alone, so that no id holds it. */
const wordOf = (id: string): string =>
  `canary${[...id].map((char) => String.fromCharCode(97 + (char.charCodeAt(0) % 26))).join("")}x`;

/** null: it was killed first. */
async function eraseAndKill(path: string, speaker: string, afterMs: number): Promise<string | null> {
  const child = spawn(process.execPath, ["--no-warnings", writerFile, path, speaker], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  const exit = once(child, "exit");
  let last: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "erasing") setTimeout(() => child.kill("SIGKILL"), afterMs);
    else last = line;
  }
  await exit;
  return last;
}

test(`ER11: two processes erase at once and are killed at any moment: the next opening finishes it (${rounds} rounds)`, async (t) => {
  const seen = { killed: 0, partly: 0, certified: 0 };
  for (let round = 0; round < rounds; round++) {
    const path = newPath();
    const made = await openBrain({ path });
    await made.observe(
      speakers.flatMap((speaker) =>
        Array.from({ length: each }, (_, i) => {
          const id = idOf(speaker, i);
          return { id, speaker, text: `Bread and ${wordOf(id)} on day ${i}.`, time: i };
        }),
      ),
    );
    await made.sleep();
    await made.close();
    const ended = await Promise.all(
      speakers.map((speaker) => eraseAndKill(path, speaker, round === 0 ? 60_000 : random() ** 2 * 400)),
    );
    const brain = await openBrain({ path });
    assert.deepEqual((await brain.verify()).problems, []);
    const fresh = await openBrain();
    await fresh.import(brain.export());
    assert.equal(await brain.stateHash(), await fresh.stateHash(), "D4: the state is the fold of the log");
    await fresh.close();
    const left = new Set(await brain.select({ scope: {} }));
    await brain.close();
    const file = readFileSync(path, "latin1");
    for (const [k, speaker] of speakers.entries()) {
      const ids = Array.from({ length: each }, (_, i) => idOf(speaker, i));
      const gone = ids.filter((id) => !left.has(id as never));
      for (const id of gone) assert.equal(file.includes(wordOf(id)), false, `${id} is in the file`);
      for (const id of ids.filter((one) => !gone.includes(one)))
        assert.equal(file.includes(wordOf(id)), true, `${id} is not in the file`);
      if (ended[k] === null) seen.killed++;
      else {
        seen.certified++;
        assert.equal(gone.length, each);
      }
      if (gone.length > 0 && gone.length < each) seen.partly++;
    }
    if (round === 0) assert.deepEqual(new Set(ended), new Set(["final"]));
  }
  t.diagnostic(JSON.stringify({ ...seen, seed }));
  assert.ok(seen.killed > 0 && seen.certified > 0);
});
