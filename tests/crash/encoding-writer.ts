/**
 * Observes with an encoder outside the package, which takes its time, until it is killed. Arguments:
 * path, name of the life. `stored ID` when an id is committed, `derived ID` when its vector is.
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { openBrain } from "../../src/index.ts";
import { FakeEncoder } from "../brain/fake-encoder.ts";

const [path = "", life = ""] = process.argv.slice(2);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const encoder = new FakeEncoder("outside", () => new Promise((resolve) => setTimeout(resolve, 3)));
const brain = await openBrain({ path, encoder });
flushCompileCache();
brain.on("observed", ({ events }) => {
  for (const event of events) if (event.type === "observed") say(`stored ${event.id}`);
});
for (let i = 0; ; i++) {
  const ids = Array.from({ length: 1 + (i % 4) }, (_, k) => `${life}.${i}.${k}`);
  const observed = await Promise.all(
    ids.map((id) => brain.observe({ id, text: `the text of ${id}`, time: 0 })),
  );
  for (const { id, derived } of observed) if (derived) say(`derived ${id}`);
  if (i % 5 === 4) await brain.erase(ids[0]!);
}
