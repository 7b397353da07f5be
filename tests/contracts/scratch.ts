import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** A function that names a new file in a folder that is removed after the tests. */
export function scratchFiles(): (name?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "encephalon-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return (name = `${count++}.brain`) => join(folder, name);
}
