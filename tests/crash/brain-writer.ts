/**
 * Lives with a brain until it is killed. Arguments: path, name of the life, seed. Each line of its
 * output is what the brain has resolved with, or (`erasing`) what it is about to do:
 *
 *     stored ID…   erasing ID   erased ID   did recall|sleep|forget ID
 *
 * An id is `life.operation.i`.
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { openBrain } from "../../src/index.ts";
import { randomFrom, textOf } from "./plan.ts";

const [path = "", life = "", seed = "0"] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const below = (n: number): number => Math.floor(random() * n);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const brain = await openBrain({ path });
// Node writes its cache of compiled modules at an exit, which never comes.
flushCompileCache();
const mine: string[] = [];
const percept = (id: string): { id: string; text: string; session: string; time: number } => ({
  id,
  text: textOf(id).slice(0, 600),
  session: life,
  time: 0,
});

for (let operation = 0; ; operation++) {
  const die = random();
  const name = `${life}.${operation}`;
  if (die < 0.45 || mine.length === 0) {
    const { id } = await brain.observe(percept(`${name}.0`));
    say(`stored ${id}`);
    mine.push(id);
  } else if (die < 0.65) {
    const ids = Array.from({ length: 2 + below(200) }, (_, i) => `${name}.${i}`);
    let told = 0;
    await brain.observe(ids.map(percept), {
      onProgress: ({ observed }) => {
        say(`stored ${ids.slice(told, observed).join(" ")}`);
        told = observed;
      },
    });
    mine.push(...ids);
  } else if (die < 0.8) {
    await brain.recall(`${mine[below(mine.length)]} ${life}`);
    say("did recall");
  } else if (die < 0.86) {
    const id = mine[below(mine.length)]!;
    await brain.forget(id);
    say(`did forget ${id}`);
  } else if (die < 0.93) {
    await brain.sleep().catch((error) => {
      // Another process sleeps, or one that was killed in its sleep does so for a minute more.
      if (error.code !== "locked") throw error;
    });
    say("did sleep");
  } else {
    const [id] = mine.splice(below(mine.length), 1);
    say(`erasing ${id}`);
    await brain.erase(id!);
    say(`erased ${id}`);
  }
}
