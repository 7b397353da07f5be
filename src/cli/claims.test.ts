import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Changes, KnownClaim } from "../index.ts";
import { runCli, scratchFolder } from "./fixtures/run-cli.ts";

const folder = scratchFolder();
after(folder.remove);
const brain = folder.path("claims.brain");

async function ok(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli([...args, "--brain", brain]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, args.join(" "));
  return stdout;
}

describe("claims, timeline and changes", { concurrency: 2 }, () => {
  before(async () => {
    const file = folder.path("chat.txt");
    writeFileSync(
      file,
      `[2024-05-01 10:15] Ana: I live in Porto.
[2024-05-01 10:16] Ben: My budget is $500.
[2024-06-01 10:15] Ana: I've moved to Lisbon.
[2024-06-02 10:15] Ana: I've never visited Rome.
`,
    );
    await ok("observe", file, "--quiet");
  });

  test("CL14: claims say how they stand, what was said, by whom, when, and what bears on them", async () => {
    assert.equal(
      await ok("claims", "--about", "ana"),
      `current      Ana: not visit Rome
   said 2024-06-02 10:15 by "Ana", id 4:0-23:visit
current      Ana: move to Lisbon
   said 2024-06-01 10:15 by "Ana", id 3:0-20:move to
   supersedes 1:0-15:live in, score 0.90: one at a time, recency, update cue
earlier      Ana: live in Porto
   said 2024-05-01 10:15 by "Ana", id 1:0-15:live in
   superseded by 3:0-20:move to, score 0.90: one at a time, recency, update cue

3 claims.
`,
    );
    const claims = JSON.parse(
      await ok("claims", "--json", "--relation", "live in", "--as-of", "2024-05-20", "--current"),
    ) as readonly KnownClaim[];
    assert.deepEqual(
      claims.map(({ id, status, links }) => [id, status, links]),
      [["1:0-15:live in", "current", []]],
    );
    assert.equal(await ok("claims", "--about", "ana", "--known-at", "2000-01-01"), "No claims.\n");
    assert.deepEqual(
      JSON.parse(await ok("claims", "--json", "--polarity", "denied", "--limit", "1")).length,
      1,
    );
  });

  test("CL14, U13: a timeline is of one subject, the earliest first", async () => {
    const claims = JSON.parse(await ok("timeline", "ANA", "--json")) as readonly KnownClaim[];
    assert.deepEqual(
      claims.map(({ relation }) => relation.name),
      ["live in", "move to", "visit"],
    );
  });

  test("CL14: changes name what was learned and what follows", async () => {
    assert.match(await ok("changes", "2000-01-01"), /^Learned:\nearlier {6}Ana: live in Porto\n/);
    const changes = JSON.parse(await ok("changes", "2000-01-01", "--json")) as Changes;
    assert.deepEqual([changes.learned.length, changes.superseded], [4, []]);
    assert.equal(
      await ok("changes", "2999-01-01", "--scope", "user=ben"),
      "0 claims learned since 2999-01-01, 0 replaced.\n",
    );
  });

  test("U4: what cannot be asked is a usage error", async () => {
    for (const args of [
      ["claims", "--as-of", "soon"],
      ["claims", "--modality", "dream"],
      ["claims", "--min-trust", "2"],
      ["changes", "yesterday"],
      ["timeline"],
    ])
      assert.equal((await runCli([...args, "--brain", brain])).code, 2, args.join(" "));
  });
});
