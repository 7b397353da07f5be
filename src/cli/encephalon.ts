#!/usr/bin/env node
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { requireNode24 } from "../store/require-node.ts";

/**
 * SPEC U9: an older Node gets as far as this file and is told what to do. So nothing is imported above
 * that needs a current one, and the rest only afterwards.
 */
try {
  requireNode24();
  // Compiled code is kept for the next start, which takes a third of the time. In the user's own cache:
  // Node's default is a folder that others on the machine could have made first.
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "encephalon"));
  const { main } = await import("./program.ts");
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`encephalon: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
