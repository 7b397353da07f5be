import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { scratchFolder } from "./fixtures/run-cli.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/claude-code.md"), "utf8");
const folder = scratchFolder();
after(folder.remove);

/** A shell of the user's, who has not been started by npm as this test may be. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_)/.test(name)),
);

test("U1: from a clone the command works as docs/claude-code.md says, with paths from the user's folder", async () => {
  const stand = folder.path("stand");
  mkdirSync(stand);
  writeFileSync(join(stand, "chat.txt"), "[2024-05-01 10:16] Ben: My sister keeps bees in Ghent.\n");
  const [, command] = /^ {4}(npm --prefix .+ --)$/m.exec(page)!;
  const encephalon = async (args: string): Promise<string> => {
    const line = `${command!.replace("/path/to/encephalon", `"${root}"`)} ${args}`;
    return (await promisify(execFile)("sh", ["-c", line], { cwd: stand, env })).stdout;
  };
  assert.match(await encephalon("observe chat.txt --brain my.brain"), /^chat\.txt \(text\): .+ 1 stored/);
  assert.ok(existsSync(join(stand, "my.brain")));
  assert.match(await encephalon("recall bees --brain my.brain"), /Ghent/);
  assert.ok(page.includes(`claude mcp add --scope user encephalon -- ${command} mcp`));
});
