/** Erases what a speaker said, and may be killed. Arguments: path, speaker. Says when it begins, and how it ended. */
import { writeSync } from "node:fs";
import { openBrain } from "../../src/index.ts";

const [path = "", speaker = ""] = process.argv.slice(2);
const brain = await openBrain({ path });
writeSync(1, "erasing\n");
const { status } = await brain.erase({ speaker });
writeSync(1, `${status}\n`);
await brain.close();
