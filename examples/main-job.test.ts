import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "encephalon-main-job-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const mainJob = async (...args: readonly string[]): Promise<string> =>
  (await run(process.execPath, [join(root, "examples/main-job.ts"), ...args], { cwd: folder })).stdout;

/** What differs from run to run and from machine to machine: times, sizes, the folder. */
const masked = (line: string): string =>
  line
    .replace(/[\d.]+ m?s\b/g, "# ms")
    .replace(/[\d.]+ [KM]B\b/g, "# KB")
    .replace(/: \/.*\.brain/, ": FILE")
    .trim();

test("npm start: what README shows is what it prints", async () => {
  const output = new Set((await mainJob()).split("\n").map(masked));
  const shown = /```console\n\$ npm start\n([\s\S]*?)```/.exec(
    readFileSync(join(root, "README.md"), "utf8"),
  )![1]!;
  for (const line of shown.split("\n").filter((each) => each.trim() !== "" && each.trim() !== "…"))
    assert.ok(output.has(masked(line)), `README shows a line that is not printed: ${line}`);
});

test("npm start -- FILE reads each kind of file, twice without storing anything twice", async () => {
  const fixtures = join(root, "src/adapters/transcripts/fixtures");
  for (const [file, format] of [
    ["locomo.json", "locomo"],
    ["chat-completions.jsonl", "messages"],
    ["whatsapp.txt", "text"],
    ["claude-code.jsonl", "claude-code"],
    ["codex.jsonl", "codex"],
  ] as const) {
    const first = await mainJob(join(fixtures, file));
    assert.match(first, new RegExp(`OBSERVE {3}${file} \\(${format}\\): [1-9]\\d* percepts`));
    assert.match(first, /RECALL/);
    assert.match(await mainJob(join(fixtures, file)), / 0 stored, [1-9]\d* known already/);
  }
});

test("npm start -- FILE says what is wrong with the file, and what to do", async () => {
  writeFileSync(join(folder, "latin1.txt"), Buffer.from("Ana: caf\xe9\n", "latin1"));
  const edited = join(folder, "edited.jsonl");
  writeFileSync(edited, '{"id":"a","text":"Bees."}\n');
  await mainJob(edited);
  writeFileSync(edited, '{"id":"a","text":"Wasps."}\n');
  for (const [file, message] of [
    ["none.txt", /^There is no file .+none\.txt\. Check its name\.\n$/],
    [folder, /^.+ is a folder\. Name one of the files in it\.\n$/],
    ["latin1.txt", /^latin1\.txt is not UTF-8 text\. Save it as UTF-8: .+UTF-16.+\n$/],
    [edited, /edited\.jsonl\.brain holds an earlier version of .+\. To start afresh, delete that brain/],
  ] as const)
    await assert.rejects(mainJob(file), ({ code, stderr }: { code: number; stderr: string }) => {
      assert.equal(code, 1);
      assert.match(stderr, message);
      return true;
    });
});
