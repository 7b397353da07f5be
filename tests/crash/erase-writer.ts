/**
 * Erases what a speaker said. Arguments: path, speaker, and the call of the log before which it kills itself (0: none).
 * Says when it begins, which call it is killed before, and how it ended after how many calls.
 */
import { writeSync } from "node:fs";
import { type LogStore, openBrain } from "../../src/index.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";

const [path = "", speaker = "", fatal = "0"] = process.argv.slice(2);
/** Reading is no moment of its own. */
const counted = new Set(["append", "erase", "saveCheckpoint", "scrub", "scan", "keepErasure", "compact"]);
let calls = 0;
let isErasing = false;
const log: LogStore = new Proxy(await openSqliteLog({ path }), {
  get(target, key) {
    const found: unknown = Reflect.get(target, key, target);
    if (typeof found !== "function") return found;
    return (...given: unknown[]) => {
      if (isErasing && counted.has(String(key)) && ++calls === Number(fatal)) {
        writeSync(1, `call ${calls}\n`);
        process.kill(process.pid, "SIGKILL");
      }
      return found.apply(target, given);
    };
  },
});
const brain = await openBrain({ log });
isErasing = true;
writeSync(1, "erasing\n");
const { status } = await brain.erase({ speaker });
isErasing = false;
await brain.close();
writeSync(1, `${status} ${calls}\n`);
