/**
 * Writes to a brain until it is killed. Arguments: path, name of the writer, seed. Each line of its
 * output is what the log has acknowledged, or (`erasing`) what it is about to do:
 *
 *     stored ID…   checkpoint SEQ   erasing ID   erased ID
 *
 * An id is `writer.operation.i.n`: the i-th of n episodes that were committed together.
 */
import { writeSync } from "node:fs";
import type { EpisodeRef, EventBody } from "../../src/model/event.ts";
import type { EpisodeId, Millis } from "../../src/model/ids.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { checkpointAt, randomFrom, textOf } from "./plan.ts";

const [path = "", writer = "", seed = "0"] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const below = (n: number): number => Math.floor(random() * n);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const at = 1773446400000 as Millis;
const log = await openSqliteLog({ path });
const mine: EpisodeRef[] = [];

for (let operation = 0; ; operation++) {
  const die = random();
  if (die < 0.8 || mine.length === 0) {
    const n = random() < 0.6 ? 1 : 2 + below(40);
    const events = Array.from({ length: n }, (_, i): EventBody => {
      const id = `${writer}.${operation}.${i}.${n}` as EpisodeId;
      const content = [{ type: "text" as const, text: textOf(id) }];
      return { type: "observed", id, episode: { id, kind: "observation", content, time: at, scope: {} } };
    });
    const appended = await log.append(events, at);
    const refs = appended.map(({ seq }, i) => ({ id: (events[i] as { id: EpisodeId }).id, seq }));
    say(`stored ${refs.map(({ id }) => id).join(" ")}`);
    mine.push(...refs);
  } else if (die < 0.88) {
    const seq = await log.head();
    await log.saveCheckpoint({ module: "m", version: "1", seq, bytes: checkpointAt(seq) });
    say(`checkpoint ${seq}`);
  } else if (die < 0.95) {
    const [ref] = mine.splice(below(mine.length), 1);
    say(`erasing ${ref!.id}`);
    await log.erase([ref!], at);
    say(`erased ${ref!.id}`);
  } else if (die < 0.98) await log.scrub();
  else await log.compact();
}
