import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Corpus } from "./corpus.ts";
import { Holder } from "./holder.ts";
import { seed, systemNames } from "./protocol.ts";

for (const system of systemNames)
  test(`${system} in a process of its own: bulk, single, recall, close, open again in another`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "encephalon-speed-"));
    const path = join(folder, "some.brain");
    const holder = new Holder();
    const fresh = new Holder();
    try {
      const cues = new Corpus(seed).cues(3, 40);
      await holder.ask({ op: "open", system, path });
      const [bulk] = await holder.ask({ op: "bulk", from: 0, count: 40 });
      assert.ok(bulk! > 0);
      assert.equal((await holder.ask({ op: "observe", from: 40, count: 5 })).length, 5);
      assert.equal((await holder.ask({ op: "recall", cues })).length, 3);
      // To a system that goes by meaning, only a cue without content is near to nothing.
      await assert.rejects(holder.ask({ op: "recall", cues: ["?!"] }), /nothing, or no text/);
      await holder.ask({ op: "close" });
      assert.ok(existsSync(path));
      await fresh.ask({ op: "open", system, path, cue: cues[0]! });
      // An episode that was observed singly is there too.
      const last = new Corpus(seed).episode(44).content.slice(0, 4).join(" ");
      assert.equal((await fresh.ask({ op: "recall", cues: [last] })).length, 1);
      const [bytes] = await fresh.ask({ op: "resident" });
      assert.ok(bytes! > 1e7);
      await fresh.ask({ op: "close" });
    } finally {
      await Promise.all([holder.end(), fresh.end()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });

test("what only a brain has: two systems of recall, a fold from nothing, an encoder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "encephalon-speed-"));
  const path = join(folder, "some.brain");
  const holder = new Holder();
  try {
    await holder.ask({ op: "open", system: "encephalon", path });
    await holder.ask({ op: "bulk", from: 0, count: 40 });
    await holder.ask({ op: "close" });
    const found = await holder.ask({ op: "efforts", path, cues: new Corpus(seed).cues(3, 40) });
    assert.equal(found.length, 9);
    assert.ok(found.every((value, i) => (i % 3 === 2 ? value === 0 || value === 1 : value > 0)));
    const [fold] = await holder.ask({ op: "fold", path });
    assert.ok(fold! > 0);
    const [encode] = await holder.ask({ op: "encode", count: 50 });
    assert.ok(encode! > 0);
  } finally {
    await holder.end();
    rmSync(folder, { recursive: true, force: true });
  }
});
