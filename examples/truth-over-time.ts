/**
 * Truth over time: what holds, whose word it is, what would be known without it, what feedback does, and forgetting
 * for good. Run it: `node examples/truth-over-time.ts`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Brain, openBrain } from "../src/index.ts";

const folder = await mkdtemp(join(tmpdir(), "encephalon-"));
const brain = await openBrain({ path: join(folder, "ana.brain") });
const page = "https://pages.example/ana";
await brain.observe([
  { id: "a1", speaker: "Ana", role: "user", text: "I live in Lisbon.", time: "2025-01-10" },
  { id: "a2", speaker: "Ana", role: "user", text: "I moved to Porto in March.", time: "2025-03-20" },
  { id: "p1", source: page, text: "Ana lives in Braga.", time: "2025-06-01" },
  { id: "a3", speaker: "Ana", role: "user", text: "My cat is called Miso.", time: "2025-06-02" },
]);

const cue = "Where does Ana live?";
const line = (name: string, ...what: readonly unknown[]): void => console.log(name.padEnd(12), ...what);
const current = async (one: Brain, options = {}): Promise<string> =>
  (await one.recall(cue, options)).truth.current?.text ?? "nothing";

// What holds, what held, what speaks against it. Nothing was overwritten.
const { truth } = await brain.recall(cue);
line("holds", truth.current?.text);
line("held", truth.earlier.map(({ text }) => text).join());
line("disputed", truth.conflicts[0]?.statements[1].text, "says", truth.conflicts[0]?.statements[1].source);
line("in February", await current(brain, { asOf: "2025-02-01" }));

// What follows by rules: as trusted as the least of the claims that it rests on (`premises`).
for (const { fact, trust, doubtful } of await brain.deduce("lives_in(ana, Where)"))
  line("concluded", fact, `trust ${trust}${doubtful ? ", doubtful" : ""}`);

// A brain that never heard the second statement; the one that did does not change. And the smallest evidence.
await using without = await brain.without({ ids: ["a2"] });
line("without a2", await current(without), "| with it", await current(brain));
const certified = await brain.certify(cue);
line("rests on", certified?.evidence.join());

// Believe a page no longer: what rested on it alone is no longer known. It can be taken back with null.
const lost = await brain.trust(page, 0, { report: true });
line("not known", lost.map(({ fact }) => fact).join());

// What feedback does: the confidence learns at which odds this brain's questions have their answer.
const question = "What did Ana's sister say about Braga?";
const before = await brain.recall(question);
for (let time = 0; time < 8; time++) {
  const [best] = (await brain.recall(question)).memories;
  if (best !== undefined) await brain.feedback(best.episode.id, -1);
}
const after = await brain.recall(question);
line("feedback", after.confidence.value < before.confidence.value ? "less sure" : "as sure");

// Destroyed, here and in all that was derived; proved by a fold that never held it and a search of the file.
const { status, stateHash, proof, scan, outOfReach } = await brain.erase({ source: page });
const met = scan?.places.reduce((sum, { found }) => sum + found, 0);
line(
  "erased",
  `${status}; equal to a fold without it: ${proof?.stateHash === stateHash}; words of it met: ${met}`,
);
line("not reached", outOfReach[0]);

await brain.close();
await rm(folder, { recursive: true });
