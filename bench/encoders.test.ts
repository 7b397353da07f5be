import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Encoder } from "../src/ports/encoder.ts";
import { encodersReport, encodersTable } from "./encoders.ts";

/** Encodes a number x as (cos x, sin x), so that the cosine of two is cos(x - y). */
const angles: Encoder = {
  id: "angles",
  dimensions: 2,
  encode: async (texts) =>
    texts.map((text) => Float32Array.of(Math.cos(Number(text)), Math.sin(Number(text)))),
};

test("encoders: Spearman of cosine and judgement; nothing where the data is not here", async () => {
  const folder = mkdtempSync(join(tmpdir(), "encoders-"));
  try {
    const entries = [{ name: "by hand", encoder: angles, bytes: 2_500_000 }];
    const [none] = await encodersReport(entries, folder);
    assert.deepEqual([none!.dev, none!.sentencesPerSecond], [null, null]);

    mkdirSync(join(folder, "sts-b"));
    const line = (score: number, x: number, y: number): string =>
      `genre\tfile\tyear\t0001\t${score}\t${x}\t${y}\n`;
    // Nearest to farthest: 0, 0.5, 1, 2; judged 5, 3, 4, 0: ranks (4, 3, 2, 1) and (4, 2, 3, 1), 1 - 12 / 60.
    const dev = line(5, 1, 1) + line(3, 0, 0.5) + line(4, 1, 2) + line(0, 0, 2);
    writeFileSync(join(folder, "sts-b", "sts-dev.csv"), dev);
    const [figures] = await encodersReport(entries, folder);
    assert.ok(Math.abs(figures!.dev! - 0.8) < 1e-12);
    assert.ok(figures!.sentencesPerSecond! > 0);
    assert.match(encodersTable([figures!]), /by hand {2}angles +2 +2\.5 +0\.8000 +\d+/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
