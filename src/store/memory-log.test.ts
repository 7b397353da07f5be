import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { logStoreContract } from "../../tests/contracts/log-store.ts";
import { createMemoryLog } from "./memory-log.ts";

logStoreContract("the memory log", async (options) => createMemoryLog(options));

/** What a module and the modules that it imports import from outside of `src`, types and `import()` aside. */
function packagesOf(module: URL, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(module.href)) return new Set();
  seen.add(module.href);
  const found = new Set<string>();
  for (const [, name = ""] of readFileSync(module, "utf8").matchAll(
    /^(?:import|export)(?! type)\s[^;]*?from "([^"]+)"/gm,
  ))
    for (const each of name.startsWith(".") ? packagesOf(new URL(name, module), seen) : [name])
      found.add(each);
  return found;
}

it("L25: a brain in memory, its export and its import need nothing of Node", () => {
  for (const name of ["memory-log.ts", "bundle.ts"])
    for (const used of packagesOf(new URL(name, import.meta.url)))
      assert.match(used, /^(zod|@noble\/hashes\/.+)$/, name);
});
