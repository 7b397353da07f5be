import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readStaticEncoder } from "./static-encoder-file.ts";

const ASSET = new URL("../../assets/static-encoder.bin", import.meta.url).pathname;

describe("the encoder that ships with the package", () => {
  it("N3: its bytes are the ones that its id names, and take at most 12 MB", () => {
    const encoder = readStaticEncoder(ASSET);
    assert.match(encoder.id, /^static-[0-9a-f]{12}$/);
    assert.equal(encoder.dimensions, 256);
    assert.ok(readFileSync(ASSET).length <= 12_000_000);
  });

  it("N3: one changed byte, or no file, is damaged", () => {
    const folder = mkdtempSync(join(tmpdir(), "static-encoder-"));
    try {
      const path = join(folder, "encoder.bin");
      const bytes = readFileSync(ASSET);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
      assert.throws(() => readStaticEncoder(path), { code: "damaged" });
      assert.throws(() => readStaticEncoder(join(folder, "none")), { code: "damaged" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("N4: like meanings are nearer than like words", () => {
    const encoder = readStaticEncoder(ASSET);
    const near = (a: string, b: string): number => {
      const [x, y] = [encoder.encodeNow(a, "cue"), encoder.encodeNow(b, "episode")];
      return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    };
    const said = "My kitten is ill today.";
    assert.ok(near(said, "The cat got sick.") > near(said, "My letter is late today."));
    assert.ok(near("a cheap holiday by the sea", "an inexpensive beach vacation") > 0.5);
  });
});
