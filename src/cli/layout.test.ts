import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as pass } from "node:timers/promises";
import fc from "fast-check";
import { columns, plural, wrap } from "./layout.ts";
import { Progress, type ProgressStream, progressLine } from "./progress.ts";

test("U7: text is wrapped at spaces, and no word is lost, added or cut", () => {
  assert.equal(wrap("one two three four", 11, "  "), "  one two\n  three\n  four");
  assert.equal(wrap("a\n\nb", 10, "  "), "  a\n\n  b");
  assert.equal(
    wrap("see https://example.org/a/long/path now", 12),
    "see\nhttps://example.org/a/long/path\nnow",
  );
  const words = fc.array(fc.stringMatching(/^[a-zé😀]{1,12}$/u), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 5, max: 30 }), (list, width) => {
      const lines = wrap(list.join(" "), width).split("\n");
      assert.deepEqual(
        lines.flatMap((line) => line.split(" ")),
        list,
      );
      for (const line of lines) assert.ok([...line].length <= width || !line.includes(" "));
    }),
  );
});

test("U7: the width is the terminal's, within reason", () => {
  assert.deepEqual([{}, { columns: 20 }, { columns: 72 }, { columns: 400 }].map(columns), [80, 40, 72, 100]);
  assert.deepEqual([plural(1, "memory", "memories"), plural(1_200, "event")], ["1 memory", "1,200 events"]);
});

test("U10: a progress line has a bar where the end is known", () => {
  assert.equal(
    progressLine("Observing", 1_200, 4_800, 3_400),
    "Observing [######                  ] 1,200 of 4,800, 3 s",
  );
  assert.equal(progressLine("Observing", 9, 8, 0), `Observing [${"#".repeat(24)}] 9 of 8, 0 s`);
  assert.equal(progressLine("Importing", 7, null, 1_000), "Importing 7, 1 s");
  assert.equal(progressLine("Sleeping", 0, null, 2_000), "Sleeping 2 s");
});

test("U10: progress is drawn on a terminal alone, after a second, and taken away", async () => {
  const drawn = async (isTTY: boolean, ms: number): Promise<string> => {
    const stream: ProgressStream & PassThrough = Object.assign(new PassThrough(), { isTTY });
    const progress = new Progress("Observing", true, stream);
    progress.update(1, 2);
    await pass(ms);
    progress.end();
    return String(stream.read() ?? "");
  };
  const [pipe, quick, long] = await Promise.all([drawn(false, 1_300), drawn(true, 300), drawn(true, 1_300)]);
  assert.deepEqual([pipe, quick], ["", ""]);
  assert.match(long, /^\r\u001b\[KObserving \[############ {12}\] 1 of 2, 1 s[\s\S]*\r\u001b\[K$/);
});
