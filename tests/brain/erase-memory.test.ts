import assert from "node:assert/strict";
import { test } from "node:test";
import { getHeapSnapshot } from "node:v8";
import { type Brain, openBrain } from "../../src/index.ts";

/** Names that are nowhere as strings but where the brain has put them. */
const names = Array.from({ length: 8 }, (_, n) =>
  Buffer.from(Array.from({ length: 12 }, (_, i) => 97 + ((n * 7 + i * i * 5 + 3 * i) % 26))),
);

const nameOf = (n: number): string => Buffer.from(names[n]!).toString("latin1");

/** Which of the names are in the memory of this process, as JavaScript strings. */
async function remembered(): Promise<readonly number[]> {
  const found = new Set<number>();
  let tail = Buffer.alloc(0);
  for await (const chunk of getHeapSnapshot()) {
    const bytes = Buffer.concat([tail, chunk as Buffer]);
    for (const [n, name] of names.entries()) if (bytes.indexOf(name) >= 0) found.add(n);
    tail = bytes.subarray(-names[0]!.length);
  }
  return [...found].sort();
}

/** In a function of its own, so that nothing of it is on the stack. */
async function live(brain: Brain): Promise<void> {
  for (let i = 0; i < 40; i++)
    await brain.observe({ speaker: i % 2 ? "Ana" : "Ben", session: `s${i % 5}`, text: `Bread number ${i}.` });
  // What is learned from judgements is kept by the scope that asks for it.
  const { memories } = await brain.recall("Which bread?");
  await brain.feedback(memories[0]!.episode.id, 1);
  const scope = { user: nameOf(3) };
  await brain.observe({
    id: "gone",
    speaker: nameOf(0),
    session: nameOf(1),
    source: nameOf(2),
    role: nameOf(4),
    title: `${nameOf(5)} House`,
    scope,
    text: `I live in ${nameOf(6)}, and I own three ${nameOf(7)}.`,
  });
  await brain.trust(nameOf(2), 0.3);
  await brain.recall(`Where does ${nameOf(0)} live?`, { scope });
  await brain.claims({ scope });
}

test("ER16: after an erasure nothing of it is in the memory of the process", async () => {
  const brain = await openBrain();
  await live(brain);
  assert.deepEqual(await remembered(), [0, 1, 2, 3, 4, 5, 6, 7]);
  await brain.erase("gone");
  // What the engine itself remembers of the last match and the last call.
  /bread/.exec("bread");
  await brain.recall("Who bakes bread?");
  await brain.claims();
  assert.deepEqual(await remembered(), []);
  await brain.close();
});
