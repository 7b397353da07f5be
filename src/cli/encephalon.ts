#!/usr/bin/env node
import { requireNode24 } from "../store/require-node.ts";

/**
 * SPEC U9: an older Node gets as far as this file and is told what to do. So nothing is imported above
 * that needs a current one, and the rest only afterwards.
 */
try {
  requireNode24();
  const { main } = await import("./program.ts");
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`encephalon: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
