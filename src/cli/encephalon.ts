#!/usr/bin/env node
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { requireNode24 } from "../store/require-node.ts";
import { commandOf } from "./command-of.ts";

/**
 * SPEC U9: an older Node gets as far as this file and is told what to do. So nothing is imported above
 * that needs a current one, and the rest only afterwards.
 */
const args = process.argv.slice(2);
try {
  requireNode24();
  goWhereTheUserIs();
  // Compiled code is kept for the next start, which takes a third of the time. In the user's own cache:
  // Node's default is a folder that others on the machine could have made first.
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "encephalon"));
  const { main } = await import("./program.ts");
  await main(args);
} catch (error) {
  const message = `encephalon: ${error instanceof Error ? error.message : String(error)}`;
  console.error(message);
  // SPEC V6: no hook disturbs a session, and the user is shown what is wrong.
  if (commandOf(args) === "hook") console.log(JSON.stringify({ systemMessage: message }));
  else process.exitCode = 1;
}

/** `npm run` starts a script in the package's folder; the paths that a user gives are from their own. */
function goWhereTheUserIs(): void {
  const { INIT_CWD, npm_lifecycle_event, npm_package_name } = process.env;
  if (npm_lifecycle_event === "encephalon" && npm_package_name === "encephalon" && INIT_CWD)
    process.chdir(INIT_CWD);
}
