import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import fc from "fast-check";
import { scratchFolder } from "./fixtures/run-cli.ts";
import { readLines, readText } from "./input.ts";

const folder = scratchFolder();
after(folder.remove);

async function linesOf(file: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

test("U3: only a line feed ends a line, wherever chunks and characters are cut", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u2029", "é", "😀") });
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom("", "é".repeat(65_535), "x".repeat(65_535)),
      async (tail, head) => {
        const file = folder.path("lines");
        writeFileSync(file, head + tail);
        const expected = (head + tail).split("\n");
        assert.deepEqual(await linesOf(file), expected.at(-1) === "" ? expected.slice(0, -1) : expected);
      },
    ),
    { numRuns: 50 },
  );
});

test("U4: a file that is not there, or is a folder, is told by name", async () => {
  await assert.rejects(linesOf(folder.path("none")), { code: "no-file", value: folder.path("none") });
  await assert.rejects(linesOf(folder.path(".")), { code: "unreadable-file" });
});

test("T3: what is not UTF-8 is refused, never stored with letters replaced", async () => {
  const file = folder.path("encoded");
  const refused = { code: "unreadable-transcript", value: file, remedy: /UTF-8.+UTF-16/ };
  for (const bytes of [
    Buffer.from("caf\xe9 noir", "latin1"),
    Buffer.from("caf\xe9", "latin1"),
    Buffer.from("\ufeffcafé", "utf16le"),
  ]) {
    writeFileSync(file, bytes);
    await assert.rejects(readText(file), refused);
  }
  writeFileSync(file, Buffer.from("\ufeffcafé 😀"));
  assert.equal(await readText(file), "café 😀");
  writeFileSync(file, Buffer.from("café 😀").subarray(0, -1));
  await assert.rejects(readText(file), refused);
  assert.equal(await readText(file, { grows: true }), "café ");
});
